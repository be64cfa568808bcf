"""A line on a terminal that says how far a run is, and goes again before anything else is printed there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TextIO

from engine.units import clock_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.units import Nanoseconds

APART = 0.2
"""Seconds of wall time between two of them."""
WIDE = 30
"""Columns of the bar."""


class Passing:
    """Says how far virtual time is; nothing where nobody sees it.

    Args:
        stream: where to.
        end: when the run ends, if that is known: then there is a bar.
        clock: wall time in seconds.
    """

    def __init__(
        self, stream: TextIO, end: Nanoseconds | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._end = end
        self._clock = clock
        self._seen = stream.isatty()
        self._shown = False
        self._due = clock() + APART  # what is over at once needs no line

    def show(self, now: Nanoseconds) -> None:
        """Say how far it is, unless that was said just now."""
        if not self._seen or self._clock() < self._due:
            return
        self._due = self._clock() + APART
        words = f"{clock_text(now)} of virtual time"
        if self._end:
            share = min(1.0, now / self._end)
            done = round(WIDE * share)
            words = f"{'━' * done}{'╌' * (WIDE - done)} {share:4.0%}  {words}"
        self._stream.write(f"\r{words}\x1b[K")
        self._stream.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False
