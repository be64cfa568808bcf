"""Files that are written for whoever asked for them on the command line; - is standard output."""

from __future__ import annotations

import sys
from pathlib import Path

from engine.errors import SyntaxRefused, printable, reason_of

STDOUT = "-"


def check_target(target: str) -> None:
    """Refuse a file that cannot be written before anything runs."""
    if target != STDOUT and (
        "\0" in target or Path(target).is_dir() or not Path(target).absolute().parent.is_dir()
    ):
        raise SyntaxRefused(
            f"{printable(target, 200)} cannot be written", "name a file in a folder that exists"
        )


def write_target(target: str, text: str) -> None:
    """Write a whole file, or to standard output.

    Raises:
        SyntaxRefused: it cannot be written.
    """
    if target == STDOUT:
        sys.stdout.write(text)
        return
    try:
        Path(target).write_text(text, "utf-8")
    except OSError as error:
        reason = reason_of(error)
        raise SyntaxRefused(f"{printable(target, 200)} cannot be written: {reason}") from None
