"""The words of `ballonet watch`."""

from __future__ import annotations

import argparse

from engine.errors import CommandError, printable
from engine.units import MILLISECOND, SECOND, parse_duration
from tui.configuration.flags import add_plain, add_settings

SOONEST, LATEST = 100 * MILLISECOND, 3600 * SECOND


def add_watch(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `watch [--every DURATION]` and the settings' flags."""
    parser.add_argument(
        "--every",
        metavar="DURATION",
        type=_every,
        default=SECOND,
        help="the time between two looks, 100ms to 1h, by default 1s; longer where looks take more than 3%% of a CPU",
    )
    add_plain(parser)
    add_settings(parser)


def _every(text: str) -> int:
    try:
        found = parse_duration(text)
    except CommandError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not SOONEST <= found <= LATEST:
        raise argparse.ArgumentTypeError(f"{printable(text)} is not from 100ms to 1h")
    return found
