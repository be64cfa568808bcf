"""The folder of journals: one of each session, of which the last few are kept."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable, reason_of
from tui.keeping.growing import GrowingFile, is_held

if TYPE_CHECKING:
    from pathlib import Path

    from engine.keeping import Journal

SUFFIX = ".journal"
KEPT = 5
"""Journals of sessions that have ended, one way or the other."""
TAIL = 64
"""Bytes at the end of a journal in which it is said that it was left in order."""


def new_journal(folder: Path, start: str) -> GrowingFile:
    """Make the file of a session that begins, and remove all but the last few of those that have ended.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in _ended(folder)[KEPT:]:
        with suppress(OSError):
            old.unlink()
    stamp = start.replace(":", "").replace("-", "")
    for number in range(1000):
        again = f"-{number}" if number else ""
        with suppress(FileExistsError):
            return GrowingFile(folder / f"{stamp}-{os.getpid()}{again}{SUFFIX}")
    raise FileExistsError("there are a thousand of its name")


def unfinished(folder: Path) -> Path | None:
    """Return the newest journal of a session that was cut off and that nobody has gone on from."""
    return next((path for path in _ended(folder) if not _left_in_order(path)), None)


def newest_unfinished(folder: Path) -> Path:
    """Return the same.

    Raises:
        SyntaxRefused: there is none.
    """
    found = unfinished(folder)
    if found is None:
        raise SyntaxRefused(
            "no session was cut off", "ballonet replay plays the last one, ballonet --resume FILE a journal"
        )
    return found


def read(path: Path) -> Journal:
    """Read a journal.

    Raises:
        SyntaxRefused: it cannot be read, or is none.
    """
    from engine.keeping import LARGEST, read_journal
    from tui.opened import open_at_once

    shown = printable(str(path), 200)
    try:
        with open_at_once(path) as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise SyntaxRefused(f"{shown} cannot be read: {reason}", "name a journal") from None
    return read_journal(data, str(path))


def _ended(folder: Path) -> list[Path]:
    """Return the journals that nobody writes any more, the newest first."""
    found: list[tuple[float, Path]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            if path.suffix == SUFFIX and path.is_file():
                found.append((path.stat().st_mtime, path))
    return [path for _, path in sorted(found, reverse=True) if not is_held(path)]


def _left_in_order(path: Path) -> bool:
    """Say whether a session ended as it should, or nothing is left of it."""
    from engine.keeping import END_LINE

    try:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - TAIL))
            return size == 0 or stream.read().endswith(END_LINE.encode())
    except OSError:
        return True
