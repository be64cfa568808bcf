"""How fast programs get on."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event
from engine.units import SECOND, Nanoseconds

_WAITS = {
    "swap": "they wait for pages on swap",
    "reclaim": "they have to make room for themselves before they get memory",
    "files": "they wait for files that the page cache has no room for",
    "moves": "they wait for pages that are being moved",
    "host": "they wait for the host, which has no frame behind pages that they use",
    "memory": "they wait for the memory of a program that was killed",
}


@attrs.frozen(kw_only=True)
class PaceFell(Event):
    """Programs get much less done than they want to."""

    level: ClassVar[str] = "warning"
    percent: int
    """What they get done, of what they want."""
    waits_for: str
    """Why, a word of `engine.guest.working_set.WAITS`, or nothing."""

    def sentence(self) -> str:
        """Say it."""
        why = _WAITS.get(self.waits_for, "they get less memory than they use")
        return f"Programs work at {self.percent} % of their pace: {why}."


@attrs.frozen(kw_only=True)
class PaceRecovered(Event):
    """They get on again."""

    percent: int
    lasted: Nanoseconds

    def sentence(self) -> str:
        """Say it."""
        return f"Programs work at {self.percent} % of their pace again, after {self.lasted / SECOND:.3g} s."
