"""The words of `ballonet completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_completion(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `completion SHELL`."""
    parser.add_argument(
        "shell",
        choices=("bash", "zsh", "fish"),
        help="whose script is printed; its first line says where it goes",
    )
