"""Where things stand in a plot."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds

WIDE = 1280
LEFT, RIGHT = 84, 172
"""Room for the axis, and for what the lines are called."""
TITLE, CHAPTER, FOOT = 52, 22, 56
"""Heights of the title, of a row of chapters' titles, and of the axis of time."""
HEAD, LANE, GAP, BETWEEN, INDEX = 32, 20, 24, 24, 64
"""Heights of a guest's name, of a row of operations, between its two plots, between guests, and of the lower plot."""
TALLEST, LEAST = 330, 120
SLIDE = 720
"""Pixels that a plot of few guests is high."""


@attrs.frozen
class Frame:
    """The plot's times and widths.

    Attributes:
        first: the time at the left edge.
        end: the time at the right edge.
        chapters: rows of titles.
        levels: the height of each guest's upper plot.
    """

    first: Nanoseconds
    end: Nanoseconds
    chapters: int
    levels: int

    @property
    def top(self) -> int:
        """Where the first guest begins."""
        return TITLE + CHAPTER * self.chapters

    def x(self, time: Nanoseconds) -> float:
        """Return where a time stands; those beside the plot stand at its edge."""
        share = (time - self.first) / (self.end - self.first)
        return round(LEFT + (WIDE - LEFT - RIGHT) * min(1.0, max(0.0, share)), 1)


def levels_high(guests: int, chapters: int, lanes: int) -> int:
    """Return how high each guest's upper plot is, so that few guests make a slide.

    Args:
        guests: how many are drawn.
        chapters: rows of titles.
        lanes: rows of operations of all guests.
    """
    rest = SLIDE - TITLE - FOOT - CHAPTER * chapters - LANE * lanes
    each = rest // max(1, guests) - HEAD - GAP - INDEX - BETWEEN
    return min(TALLEST, max(LEAST, each))
