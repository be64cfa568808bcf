"""The app as far as lessons are concerned: it lists them, and plays another one in the place of what runs."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from engine.errors import CommandError
from tui.dressed import DressedApp
from tui.lessons.progress import Progress
from tui.paths import progress_file

if TYPE_CHECKING:
    from tui.conductor import Conductor
    from tui.launch import Launch
    from tui.screens.lessons import Chosen
    from tui.screens.main import MainScreen


class Playing(DressedApp):
    """The app that plays lessons."""

    launch: Launch
    conductor: Conductor | None
    _main: MainScreen
    progress: Progress | None = None
    """How far somebody has come with the lessons; None until it is asked for."""

    async def _begin_anew(self, launch: Launch) -> None:
        """Have a new main screen and a new engine, as at the start."""
        raise NotImplementedError

    @property
    def known_progress(self) -> Progress:
        """How far somebody has come with the lessons."""
        if self.progress is None:
            self.progress = Progress(progress_file())
        return self.progress

    def action_lessons(self) -> None:
        """Offer all lessons."""
        from tui.lessons.launching import every_lesson
        from tui.screens.lessons import LessonsScreen

        progress = self.known_progress
        lesson = self.launch.lesson
        screen = LessonsScreen(
            every_lesson(progress), lesson.key if lesson else "", progress.problem, *self.look
        )
        self.push_screen(screen, self._lesson_chosen)

    def _lesson_chosen(self, chosen: Chosen | None) -> None:
        if chosen is None:
            return
        if chosen.do == "script":
            self._open_script(chosen)
        else:
            self.play_lesson(chosen)

    def play_lesson(self, chosen: Chosen) -> None:
        """Play a lesson in the place of what runs; one that cannot be read leaves that as it is."""
        from tui.lessons.launching import lesson_launch

        try:
            launch = lesson_launch(chosen.lesson, self.launch.settings)
        except CommandError as error:
            self._main.prompt.say(str(error).splitlines()[0])
            return
        self.run_worker(self.play(launch), group="play", exclusive=True)

    async def play(self, launch: Launch) -> None:
        """Play something else: what ran so far ends, and all is as after a start."""
        for group in ("frames", "engine", "index"):
            self.workers.cancel_group(self, group)
        self.conductor = None
        self.launch = launch
        gc.unfreeze()  # what was to stay until the end goes now
        await self._begin_anew(launch)
        gc.collect()

    def _open_script(self, chosen: Chosen) -> None:
        """Show the script of a lesson."""
        from tui.scripts import find

        found = find(str(chosen.lesson.path or chosen.lesson.name))
        text = found.data.decode("utf-8", "replace")
        lines = [("plain", line) for line in text.splitlines()]
        self._main.open_panel("script", found.name, lines, table=True)  # type: ignore[arg-type]
