"""The settings as flags of the command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from engine.errors import CommandError
from tui.configuration.table import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.configuration.kinds import Kind


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Let a parser read a flag for each setting, and the name of the file."""
    group = parser.add_argument_group(
        "settings", "for this run; `ballonet config show` says what holds, and why"
    )
    group.add_argument("--config", metavar="FILE", help="read this file in place of the usual one")
    for setting in SETTINGS.values():
        if setting.switches:
            group.add_argument(
                setting.flags[0],
                action=argparse.BooleanOptionalAction,
                dest=setting.name,
                default=None,
                help=setting.means,
            )
        else:
            group.add_argument(
                setting.flags[0],
                metavar=setting.name.upper(),
                dest=setting.name,
                type=_read_by(setting.kind),
                help=setting.means,
            )


def flags_of(asked: argparse.Namespace) -> dict[str, object]:
    """Return what was given of the settings."""
    return {name: getattr(asked, name, None) for name in SETTINGS}


def _read_by(kind: Kind) -> Callable[[str], object]:
    def read(word: str) -> object:
        try:
            return kind.read(word)
        except CommandError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def add_plain(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `--plain`."""
    parser.add_argument(
        "--plain",
        action="store_true",
        help="lines of text in place of the screen, for screen readers, pipes, logs",
    )
