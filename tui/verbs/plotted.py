"""A run as a plot: guests over virtual time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SyntaxRefused, printable
from engine.units import MILLISECOND, Nanoseconds
from tui.film.look import film_theme
from tui.film.told import told
from tui.plot.drawing import plot_svg
from tui.plot.tracks import Level, Plotted, Track, level
from tui.verbs.targets import STDOUT, write_target

if TYPE_CHECKING:
    from engine.session import Session
    from engine.snapshot import OperationView

THEME = "light"
"""What is worn where nothing else is asked for: documents are white."""
FINEST = 5 * MILLISECOND
"""Virtual time between two looks at first."""
MOST = 1500
"""Looks that are kept: where there are more, every other one is dropped, and it is looked half as often."""


class PlotOutput:
    """One SVG file. How often it looks follows from how long the run is.

    Args:
        target: the file, which ends with .svg; - is standard output.
        name: what the script is called.
        theme: what is worn.

    Raises:
        SyntaxRefused: the file ends otherwise, or there is no such theme.
    """

    def __init__(self, target: str, name: str, *, theme: str = THEME) -> None:
        if target != STDOUT and Path(target).suffix.lower() != ".svg":
            raise SyntaxRefused(f"{printable(target, 200)} does not end with .svg", "a plot is SVG, or -")
        self._theme = film_theme(theme)
        self.target = target
        self._title = Path(name).stem
        self.every: Nanoseconds | None = FINEST
        self._levels: dict[str, list[Level]] = {}
        self._looks = 0
        self._operations: dict[int, OperationView] = {}
        self._text = ""

    async def look(self, session: Session) -> None:
        """Take the levels of now."""
        snapshot = session.snapshot()
        self._operations.update((each.id, each) for each in snapshot.operations)
        for guest in snapshot.guests:
            levels = self._levels.setdefault(guest.name, [])
            if not levels or levels[-1].time < snapshot.time:
                levels.append(level(guest, snapshot.time))
        self._looks += 1
        if self._looks > MOST:
            self._thin()

    def _thin(self) -> None:
        self._levels = {name: levels[::2] for name, levels in self._levels.items()}
        self._looks //= 2
        self.every = 2 * (self.every or FINEST)

    async def finish(self, session: Session) -> None:
        """Draw it."""
        end = max(1, session.snapshot().time)
        chapters = tuple((time, words) for time, code, words in told(session) if code == "m")
        tracks = tuple(Track(name, tuple(levels)) for name, levels in self._levels.items())
        plotted = Plotted(self._title, 0, end, tracks, chapters, tuple(self._operations.values()))
        self._text = plot_svg(plotted, self._theme)

    def write(self) -> None:
        """Write it."""
        write_target(self.target, self._text)
