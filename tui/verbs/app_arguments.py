"""The words of the command line that the app takes, and lessons and scripts as well."""

from __future__ import annotations

import argparse

from engine.errors import printable
from tui.configuration.flags import add_plain, add_settings

LARGEST_SEED = 2**64 - 1


def add_app_options(parser: argparse.ArgumentParser) -> None:
    """Let a parser read what the app takes beside what it plays."""
    add_plain(parser)
    add_seed(parser)
    add_present(parser)
    add_settings(parser)


def add_present(parser: argparse.ArgumentParser) -> None:
    """Let a parser read whether what plays is presented."""
    parser.add_argument(
        "--present",
        action="store_true",
        help="present the script: its lines wait for you to type or run them",
    )


def add_record(parser: argparse.ArgumentParser) -> None:
    """Let a parser read the file that the app records into."""
    parser.add_argument(
        "--record",
        metavar="FILE",
        default="",
        help="record all that is done into a new file, while it is done",
    )


def add_resume(parser: argparse.ArgumentParser) -> None:
    """Let a parser read which session the app goes on from."""
    parser.add_argument(
        "--resume",
        metavar="FILE",
        nargs="?",
        const="",
        help="go on from a session that was cut off: the newest, or that of a journal, or a recording's end",
    )


def add_seed(parser: argparse.ArgumentParser) -> None:
    """Let a parser read the seed of a simulation."""
    parser.add_argument(
        "--seed", metavar="N", type=_seed, help="the seed of the simulation; it beats the script's own"
    )


def _seed(text: str) -> int:
    if not (
        text.isascii()
        and text.isdigit()
        and len(text) <= len(str(LARGEST_SEED))
        and int(text) <= LARGEST_SEED
    ):
        raise argparse.ArgumentTypeError(
            f"{printable(text)} is not a seed: a number from 0 to {LARGEST_SEED}"
        )
    return int(text)
