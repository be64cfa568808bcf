"""The app on a screen that nobody sees, which stays open for a whole run and shows each instant that is asked for."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.app import BallonetApp
from tui.film.look import film_settings
from tui.launch import Built, Launch
from tui.outlet import PacedScreen
from tui.paths import themes_folder

if TYPE_CHECKING:
    from textual.pilot import Pilot
    from textual.strip import Strip

    from engine.comparison.comparison import Comparison
    from engine.session import Session
    from engine.snapshot import Snapshot
    from tui.render.colours.theme import Theme

QUIET = 4
"""Turns of the loop in which no part of the app has anything to do, after which it has nothing to do."""
LONGEST = 10_000
"""Turns after which it is looked at all the same."""


COMPARED = 8.0
"""Seconds for which what a script compared is shown at least; the next operation closes it, for nobody else does."""


class _FilmedApp(BallonetApp):
    """The app, for whoever looks from outside."""

    compared_for = COMPARED
    _compared: Comparison | None = None
    _closes = 0.0
    """When what was compared has been shown for long enough; 0: nothing is shown."""
    _before = 0
    """The latest operation when it was opened."""

    def show(self, now: float) -> None:
        """Show what is true now, at a time in seconds."""
        assert self.conductor is not None, "it is open"
        with self._context():
            compared = self.conductor.session.compared
            if compared is not self._compared and compared is not None:
                self._compared, self._closes = compared, now + self.compared_for
                self._before = self._latest()
                self.conductor.race.present(compared)
            elif self._closes and now >= self._closes and self._latest() > self._before:
                self._closes = 0.0
                self.conductor.screen.action_main()
            self.conductor.show()
            self.conductor.screen.prompt.look_again()

    def _latest(self) -> int:
        """Return the number of the latest operation."""
        assert self.conductor is not None, "it is open"
        return max((each.id for each in self.conductor.session.snapshot().operations), default=0)

    @property
    def busy(self) -> bool:
        """Whether any part of it has something to do."""
        return any(part.message_queue_size for part in (self, *self.screen.walk_children(with_self=True)))

    def take_up(self) -> bool:
        """Have the screen take up what its parts have asked for; see `PacedScreen.take_up`."""
        with self._context():
            return self.paced.take_up()

    @property
    def paced(self) -> PacedScreen[object]:
        """The screen."""
        screen = self.screen
        assert isinstance(screen, PacedScreen), "nobody opened another one"
        return screen


class Stage:
    """One app. Its time, which decides what is lit and what is still said, is what `show` is told.

    Args:
        session: what is shown; it runs by nobody's clock, for whoever looks lets it run.
        name: what the script is called.
        size: columns and rows.
        theme: what is worn.
        compared_for: seconds for which what a script compared is shown at least.
    """

    def __init__(
        self,
        session: Session,
        name: str,
        size: tuple[int, int],
        theme: Theme,
        compared_for: float = COMPARED,
    ) -> None:
        self._now = 0.0
        built = Built(session, name=name, clock=lambda: self._now)
        self._app = _FilmedApp(
            Launch(name=name, settings=film_settings(theme)), built=built, themes=themes_folder()
        )
        self._app.compared_for = compared_for
        self._size = size
        self._open: asyncio.Task[None] | None = None
        self._leave = asyncio.Event()

    async def open(self) -> None:
        """Open the app, and wait until it shows something.

        Raises:
            BaseException: what the app failed by.
        """
        ready = asyncio.Event()

        async def stay(_: Pilot[object]) -> None:
            ready.set()
            await self._leave.wait()
            self._app.exit()

        self._open = asyncio.create_task(
            self._app.run_async(headless=True, size=self._size, auto_pilot=stay), name="stage"
        )
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait((self._open, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        self._check()

    @property
    def picture(self) -> Snapshot:
        """What is shown."""
        assert self._app.conductor is not None, "it is open"
        picture = self._app.conductor.body.picture
        assert picture is not None, "it shows something as soon as it is open"
        return picture

    async def show(self, now: float) -> list[Strip]:
        """Show what is true now, and return the rows of the screen.

        Args:
            now: the seconds that have passed for whoever watches.

        Raises:
            BaseException: what the app failed by.
        """
        self._now = now
        self._app.show(now)
        await self._settle()
        self._check()
        return self._app.paced.rows()

    async def close(self) -> None:
        """End the app."""
        if self._open is None:
            return
        self._leave.set()
        await self._open
        self._open = None
        self._check()

    def _check(self) -> None:
        if self._app.failure is not None:
            raise self._app.failure

    async def _settle(self) -> None:
        """Wait until every part has done what was asked of it, and the screen has taken it up."""
        quiet = 0
        for _ in range(LONGEST):
            await asyncio.sleep(0)
            quiet = 0 if self._app.busy else quiet + 1
            if quiet < QUIET:
                continue
            if self._app.take_up() and not self._app.busy:
                return
            quiet = 0
