"""What an event is, and how it counts things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import attrs

from engine.neighbours import stretches
from engine.units import Nanoseconds

TOLD_ONE_BY_ONE = 3
"""Of many sections of one operation so many are told of singly; the others share a sentence."""


def counted(number: int, what: str, many: str | None = None) -> str:
    """Return a number with its noun: `1 page`, `20,480 pages`."""
    return f"{number:,} {what if number == 1 else many or what + 's'}"


def sections_text(sections: Sequence[int], most: int = 4) -> str:
    """Return sections as words, neighbours as a range: `s4`, `s4–s6 s9`."""
    found = stretches(sections)
    parts = [f"s{first}" if first == last else f"s{first}–s{last}" for first, last in found[:most]]
    if len(found) > most:
        parts.append("…")
    return " ".join(parts)


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened in a guest (or, without one, on the host) at a time."""

    level: ClassVar[str] = "info"
    time: Nanoseconds = 0
    guest: str = ""

    def sentence(self) -> str:
        """Say it: what happened, a number, and after a colon the reason."""
        raise NotImplementedError
