"""The events that a guest's kernel has sent about its memory blocks."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds


@attrs.frozen
class Uevents:
    """How many there were. Values are replaced."""

    counts: dict[str, int] = attrs.Factory(dict)
    """By what happened: add, online, offline, remove."""
    last: Nanoseconds = -1
    """When the last one was sent; -1: never."""
    told: int = 0
    """Events of the operation under way that were told of."""
    untold: int = 0
    """Those of it that were not."""

    @property
    def total(self) -> int:
        """All that were ever sent."""
        return sum(self.counts.values())
