"""Where the times of a recording stand in a row, and which time a column stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from engine.snapshot.replay import ReplayView
    from engine.units import Nanoseconds

LEFT = 1
"""Columns before the first time."""
RIGHT = 13
"""Columns after the last one, for what a row ends with."""
WIDE, WIDE_RIGHT = 110, 21
"""As many where a row is so wide."""


@attrs.frozen
class Track:
    """Times in columns, the first and the last one at its ends.

    Attributes:
        columns: how many there are, two at least.
        end: the last time.
        left: columns before the first time.
        wide: whether there is room behind it for more words.
    """

    columns: int
    end: Nanoseconds
    left: int = LEFT
    wide: bool = False

    @classmethod
    def of(cls, view: ReplayView, now: Nanoseconds, width: int, left: int = LEFT) -> Track:
        """Return the track of a recording in `width` columns; a fork may go on for longer than that."""
        right = WIDE_RIGHT if width >= WIDE else RIGHT
        return cls(max(2, width - left - right), max(1, view.end, now), left, width >= WIDE)

    def column(self, time: Nanoseconds) -> int:
        """Return the column of a time."""
        return self.left + min(max(time, 0), self.end) * (self.columns - 1) // self.end

    def time(self, column: int) -> Nanoseconds:
        """Return the first time of a column; what lies beside the track stands for its ends."""
        at = min(max(column - self.left, 0), self.columns - 1)
        return -(-at * self.end // (self.columns - 1))

    def holds(self, column: int) -> bool:
        """Say whether a column is one of its own."""
        return self.left <= column < self.left + self.columns

    def near(self, view: ReplayView, column: int) -> Nanoseconds:
        """Return what is meant by pointing at a column: the chapter or the failure that is marked there, if any."""
        marked = (*(time for time, _ in view.chapters), *view.failures)
        here = [time for time in marked if self.column(time) == column]
        return min(here, default=self.time(column))
