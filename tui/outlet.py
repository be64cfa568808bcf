"""What goes to the terminal, one frame at a time.

Over a slow line a frame takes longer to be sent than to be drawn. Frames that waited in a queue would make every key
wait behind them; so none is drawn while one before is still being sent. What is drawn then is what is true by then.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen, ScreenResultType

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from textual.strip import Strip


PATIENCE = 1 / 30
"""Seconds that a terminal may take for a frame before the next one waits for it: two are on the way at most."""


class Outlet:
    """A file that knows how much of what was written to it has gone out."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._written = 0
        self.taken = 0
        """How many pieces the terminal has taken."""
        self.on_lost: Callable[[OSError], object] | None = None
        """Told, in the thread that writes, why the terminal takes nothing any more."""
        self._lost = False

    def write(self, text: str) -> int:
        """Write one piece; the terminal may take its time."""
        self._written += 1
        if not self._lost:
            try:
                return self._file.write(text)
            except OSError as error:
                self._lose(error)
        return len(text)

    def flush(self) -> None:
        """Wait until all is written."""
        if not self._lost:
            try:
                self._file.flush()
            except OSError as error:
                self._lose(error)
        self.taken = self._written

    def _lose(self, error: OSError) -> None:
        """Drop what is still to come, so that nobody waits for it, and tell."""
        self._lost = True
        if self.on_lost:
            self.on_lost(error)

    def fileno(self) -> int:
        """Return the terminal's number."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Say whether it is a terminal."""
        return self._file.isatty()


def _terminal(errors: TextIO) -> TextIO:
    """Return standard error, where Textual draws; standard output where that goes elsewhere, as with `2>FILE`."""
    return errors if (errors is not None and errors.isatty()) or sys.__stdout__ is None else sys.__stdout__


class PacedDriver(LinuxDriver):
    """Textual's driver, which also says whether the terminal is behind. A thread of Textual's feeds the outlet."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._outlet = Outlet(_terminal(self._file))
        self._file: Any = self._outlet
        self._sent = 0
        self._on_the_way: deque[tuple[int, float]] = deque()
        """Number of each piece that may not have been taken, and when it was sent."""

    def write(self, data: str) -> None:
        """Send one piece on its way."""
        self._sent += 1
        self._on_the_way.append((self._sent, time.monotonic()))
        super().write(data)

    @property
    def behind(self) -> bool:
        """Whether something that was drawn a while ago has not yet been taken."""
        while self._on_the_way and self._on_the_way[0][0] <= self._outlet.taken:
            self._on_the_way.popleft()
        return bool(self._on_the_way) and time.monotonic() - self._on_the_way[0][1] > PATIENCE


class PacedScreen(Screen[ScreenResultType]):
    """A screen that draws nothing while the terminal is behind, and then all that has changed at once."""

    def _on_timer_update(self) -> None:
        # The timer is not paused, so it asks again at its next turn.
        if not getattr(self.app, "behind", False):
            super()._on_timer_update()

    def take_up(self) -> bool:
        """Take up at once what its parts have asked for, and say whether that is all: its parts may ask for more."""
        self._on_timer_update()
        return not self._layout_required

    def rows(self) -> list[Strip]:
        """Return what it shows, row by row; there is no public way to that."""
        return self._compositor.render_strips()
