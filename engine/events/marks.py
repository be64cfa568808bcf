"""What becomes of a guest's watermarks."""

from __future__ import annotations

import attrs

from engine.events.event import Event
from engine.units import Bytes, short_size

Marks = tuple[Bytes, Bytes, Bytes]
"""min, low and high."""


@attrs.frozen(kw_only=True)
class MarksRecomputed(Event):
    """Memory went online or offline, and the kernel computed its watermarks anew."""

    zones: tuple[tuple[str, Marks, Marks], ...]
    """Those whose marks changed: name, what they were, what they are."""

    def sentence(self) -> str:
        """Say it."""
        words = [
            f"{zone} keeps {short_size(after[0])} free, {short_size(before[0])} before"
            for zone, before, after in self.zones
        ]
        return f"The kernel recomputed its watermarks for what is online now: {'; '.join(words)}."
