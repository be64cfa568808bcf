"""A run filmed: the app as it would be seen, frame by frame of virtual time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.units import MIB, SECOND, clock_text
from tui.film.cast import Happening, cast_text
from tui.film.cells import Screen
from tui.film.look import film_theme, look
from tui.film.stage import Stage
from tui.film.told import told
from tui.render.colours.bundled import DEFAULT_THEME
from tui.verbs.targets import write_target

if TYPE_CHECKING:
    from engine.session import Session
    from engine.units import Nanoseconds
    from tui.film.cast import Version

MOST = 256 * MIB
"""Bytes of what is shown; a film that has as much ends there."""
RESTS, REST = 3, 500_000
"""Pictures after the last one, and the microseconds before each: numbers change only so often, and what is lit fades.
"""


class CastOutput:
    """The app as an asciicast.

    Args:
        target: the file.
        name: what the script is called.
        version: of the format.
        size: columns and rows.
        fps: pictures in a second of the film.
        speed: seconds of virtual time in a second of the film.
        theme: what is worn.

    Raises:
        SyntaxRefused: there is no such theme.
    """

    def __init__(
        self,
        target: str,
        name: str,
        *,
        version: Version = 2,
        size: tuple[int, int] = (120, 40),
        fps: int = 10,
        speed: float = 1.0,
        theme: str = DEFAULT_THEME,
    ) -> None:
        self.target = target
        self._title, self._version, self._size, self._speed = Path(name).stem, version, size, speed
        self._theme = film_theme(theme)
        self.every: Nanoseconds | None = max(1, round(SECOND * speed / fps))
        self._stage: Stage | None = None
        self._screen = Screen(*size)
        self._seen: list[Happening] = []
        self._told: list[Happening] = []
        self._bytes = 0
        self._errors = sys.stderr  # as it is now: an app that runs takes what is printed for its own

    async def look(self, session: Session) -> None:
        """Film what has changed since the last look."""
        if self._stage is None:
            session.set_speed(self._speed)  # what the screen says of it
            stage = Stage(session, self._title, self._size, self._theme)
            await stage.open()
            self._stage = stage
        await self._take(self._time(session.snapshot().time))

    async def _take(self, time: int) -> None:
        """Film what is true now, at a time of the film in microseconds."""
        assert self._stage is not None, "it is open"
        strips = await self._stage.show(time / 1_000_000)
        if written := self._screen.become(strips):
            self._seen.append(Happening(time, "o", written))
            self._bytes += len(written)
        if self._bytes > MOST and self.every:
            self.every = None
            print(
                f"the film is full at {clock_text(time * 1000)} of it: of what follows it has the end",
                file=self._errors,
            )

    async def finish(self, session: Session) -> None:
        """Leave the app, and have what the journal tells."""
        time = self._time(session.snapshot().time)
        if self._stage is not None:
            for _ in range(RESTS):
                time += REST
                await self._take(time)
            await self._stage.close()
            self._stage = None
        self._seen.append(Happening(time, "o", self._screen.leave()))
        self._told = [Happening(self._time(at), code, data) for at, code, data in told(session)]

    def write(self) -> None:
        """Write it."""
        happenings = sorted((*self._told, *self._seen), key=lambda each: each.time)
        write_target(
            self.target, cast_text(self._version, self._size, self._title, look(self._theme), happenings)
        )

    def _time(self, time: Nanoseconds) -> int:
        """Return when that is in the film, in microseconds."""
        return round(time / self._speed / 1000)
