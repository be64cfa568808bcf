"""The words of `ballonet config`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.configuration.flags import add_settings

if TYPE_CHECKING:
    import argparse

USAGE = "ballonet config show|keys|path|init [OPTIONS]"


def add_config(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `config show|keys|path|init`."""
    parser.add_argument(
        "what",
        choices=("show", "keys", "path", "init"),
        help="show: every setting, and where its value is from; keys: what each key does, by the id that the file can "
        "give other keys; path: which file is read; init: write it, all lines commented out",
    )
    parser.add_argument("--json", action="store_true", help="show and keys as JSON")
    add_settings(parser)
