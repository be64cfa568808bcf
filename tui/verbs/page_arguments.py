"""The words of the command line that make a page of a run."""

from __future__ import annotations

import argparse

from engine.errors import CommandError
from engine.units import MILLISECOND, parse_duration


def add_page(parser: argparse.ArgumentParser) -> None:
    """Let a parser read what makes a page."""
    pages = parser.add_argument_group("pages", "The run in a browser, without a network.")
    pages.add_argument(
        "--html", metavar="FILE", help="write a page that plays it in a browser; - is standard output"
    )
    pages.add_argument(
        "--every",
        metavar="TIME",
        type=_interval,
        help="virtual time between two looks (100ms; of --frames 1s); a page has what is told anyway",
    )


def _interval(text: str) -> int:
    try:
        time = parse_duration(text)
    except CommandError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if time < MILLISECOND:
        raise argparse.ArgumentTypeError("that is too often: from 1ms on")
    return time
