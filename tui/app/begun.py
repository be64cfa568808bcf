"""The app begins: it paints an empty screen at once, and has the engine built behind it."""

from __future__ import annotations

import gc
from threading import Thread
from typing import TYPE_CHECKING

from tui.app.passing import Passing
from tui.history import History
from tui.remembered import Remembered
from tui.screens.main import MainScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tui.conductor import Conductor
    from tui.launch import Built, Launch

AT_ONCE = 0.6
"""Seconds that what happens at time 0 may take before guests are shown, so that nobody waits for half-aged pictures."""


class Begun(Passing):
    """The app that has an engine built, and then lets it live.

    Args:
        launch: what to play.
        history: where typed commands are kept; None: nowhere.
        built: an engine that is there already. Then time does not run by itself, as in tests: `conductor.show`
            shows what is true.
        themes: where the user's own themes lie; None: nowhere.
        remembered: what is known of earlier runs.
    """

    def __init__(
        self,
        launch: Launch,
        history: Path | None = None,
        built: Built | None = None,
        themes: Path | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        super().__init__(launch.settings, themes, remembered or Remembered())
        self.launch = launch
        self.conductor: Conductor | None = None
        self._history = History(history)
        self._built = built
        self._early: list[tuple[str, ...]] = []
        """What was asked for before there was a session."""
        self._typed: list[str] = []
        """Lines that were typed, for a report."""
        self._main = self._main_screen()

    def _main_screen(self) -> MainScreen:
        """Return a main screen on which nothing has happened yet."""
        screen = MainScreen(*self.look, self._history.lines, self.launch.waiting)
        screen.exports, screen.overrides = self.launch.settings.exports, self.launch.settings.keys
        return screen

    def _start(self) -> None:
        """Have the engine built beside the screen, in a thread that nobody waits for who leaves meanwhile."""
        Thread(target=self._build, name="engine", daemon=True).start()

    def _build(self) -> None:
        """Build the engine, and import what shows it."""
        try:
            import tui.conductor
            import tui.screens.body  # noqa: F401 - so that `furnish` finds it ready
            from tui.launch import build

            problem = self._history.load()
            built = build(self.launch, self._tell_progress)
            built.session.run_ahead(AT_ONCE)
        except BaseException as error:
            self.from_thread(self.fail, error)
        else:
            self.from_thread(self._go_live, built, problem)

    def _tell_progress(self, text: str) -> None:
        """Say how far the engine's building has come, from its thread."""
        self.from_thread(self._main.prompt.say, text)

    def _go_live(self, built: Built, problem: str) -> None:
        self.run_worker(self._live(built, problem), group="engine")

    async def _begin_anew(self, launch: Launch, built: Built | None = None) -> None:
        """Have a new main screen and a new engine, as at the start, or an engine that is there already."""
        self._early.clear()
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        # Textual takes a callback from each screen that is replaced, and its first one has none.
        self._main._push_result_callback(self, None)  # noqa: SLF001
        self._main = self._main_screen()
        await self.switch_screen(self._main)
        if built is not None and self._built is None:
            self._go_live(built, "")
        elif built is not None:
            await self._begin(built, "")
        elif self._built is None:
            self._start()
        else:
            from tui.launch import build

            built = build(launch)
            built.session.run_ahead(AT_ONCE)
            await self._begin(built, "")

    async def _begin(self, built: Built, problem: str) -> Conductor:
        """Show what the engine is now."""
        from tui.conductor import Conductor

        conductor = Conductor(
            built,
            self._main,
            await self._main.furnish(),
            self.launch.settings,
            self._opening_over,
            self.answered,
        )
        conductor.transport.begin = self.action_replay_so_far
        self.shows = built
        self.attend_lesson(built, conductor)
        self.keep(built, conductor)
        conductor.show()
        if problem := self.kept_problem or problem or self.theme_problem or self.launch.note or built.note:
            self.call_after_refresh(self._main.prompt.say, problem)
        elif self._early:
            self._main.prompt.say("")
        while self._early:
            await conductor.run(self._early.pop(0))
        self.conductor = conductor
        return conductor

    async def _live(self, built: Built, problem: str) -> None:
        """Show the engine, and let its time run until the app ends."""
        early = bool(self._early)
        conductor = await self._begin(built, problem)
        gc.freeze()  # so much stays until the end that looking it through would hold up a key
        gc.enable()
        lab = self.launch.script is None and self.launch.every is None and self.launch.resumes is None
        if lab and built.opening is None and not early:
            self._offer_tour()
        if built.presents:
            conductor.presenter.begin()
        self.run_worker(conductor.frames(), group="frames")
        self.run_worker(conductor.transport.look_ahead(), group="index")
        await built.session.live()

    def _opening_over(self, left: bool) -> None:
        """Offer the tour, but not to somebody who has just typed a command: there will be another start."""
        self.remember("opening", "seen")
        if not left:
            self._offer_tour()

    def _offer_tour(self) -> None:
        wanted = self.launch.settings.tour
        if not self.remembered("tour") if wanted == "once" else wanted:
            self._main.offer_tour()
