"""Recordings as text."""

from __future__ import annotations

from collections.abc import Iterable

from engine.script.bounds import LARGEST_SCRIPT
from engine.script.header import FORMAT
from engine.units import Nanoseconds, duration_text

CUT = "# cut here: more would be larger than 1 MiB, and could not be read again"


def header_line(seed: int, platform: int, start: str = "") -> str:
    """Return the first line of a recording.

    Args:
        seed: of the world.
        platform: the version of the facts about platforms.
        start: when it was begun by the wall clock, in UTC; empty: nobody says so.
    """
    return f"ballonet {FORMAT} seed={seed} platform={platform}" + (f" start={start}" if start else "")


def timed_line(at: Nanoseconds, text: str) -> str:
    """Return a line that runs at a time."""
    return f"@{duration_text(at)} {text}"


def recording(header: str, entries: Iterable[tuple[Nanoseconds, str]]) -> str:
    """Return a recording as text; one that would be too large to be read again ends with the last digest before.

    Args:
        header: its first line.
        entries: when, and what: commands as the journal has them (with `try ` where one did not succeed), and
            `digest sha256:...` at times in between and at the end.
    """
    lines = [header, *(timed_line(at, text) for at, text in entries)]
    size, whole = len(CUT) + 1, 0
    for number, line in enumerate(lines):
        size += len(line.encode()) + 1
        if size > LARGEST_SCRIPT:
            return "\n".join((*lines[:whole], CUT, ""))
        if " digest sha256:" in line:
            whole = number + 1
    return "\n".join((*lines, ""))
