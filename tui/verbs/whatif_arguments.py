"""The words of `ballonet whatif`."""

from __future__ import annotations

import argparse

from engine.errors import printable

LARGEST_STEP = 99_999


def add_whatif(parser: argparse.ArgumentParser) -> None:
    """Let a parser read `whatif FILE [step=N] COMMAND... [--json]`."""
    parser.add_argument("file", metavar="FILE", help="a capture, or the folder of a recorded trace")
    parser.add_argument(
        "commands",
        metavar="COMMAND",
        nargs="+",
        help="a command, quoted, as 'balloon inflate 512M': each is asked as if those before it were done",
    )
    add_step(parser)
    parser.add_argument("--json", action="store_true", help="answer as JSON: format ballonet.whatif/1")


def add_step(parser: argparse.ArgumentParser) -> None:
    """Let a parser read which step of a trace is meant."""
    parser.add_argument(
        "--step", metavar="N", type=step_number, help="of a trace, or step=N; by default its last"
    )


def step_number(text: str) -> int:
    """Read a step's number.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_STEP))):
        raise argparse.ArgumentTypeError(f"{printable(text)} is not a step's number, as 3")
    return int(text)
