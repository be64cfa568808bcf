"""The app as far as lessons are concerned: it lists them, and plays another one in the place of what runs."""

from __future__ import annotations

import gc
from datetime import date
from typing import TYPE_CHECKING

from engine.errors import CommandError
from engine.units import SECOND
from tui.dressed import DressedApp
from tui.lessons.progress import Progress
from tui.paths import progress_file

if TYPE_CHECKING:
    from tui.asking.asking import Given
    from tui.conductor import Conductor
    from tui.launch import Built, Launch
    from tui.lessons.shelf import Lesson
    from tui.lessons.teacher import Teacher
    from tui.screens.lessons import Chosen
    from tui.screens.main import MainScreen


class Playing(DressedApp):
    """The app that plays lessons."""

    launch: Launch
    conductor: Conductor | None
    _main: MainScreen
    teacher: Teacher | None = None
    """Follows the lesson that plays; None: none does."""
    lesson_over = False
    """Whether the lesson that plays has come to its end."""
    progress: Progress | None = None
    """How far somebody has come with the lessons; None until it is asked for."""

    async def _begin_anew(self, launch: Launch, built: Built | None = None) -> None:
        """Have a new main screen and a new engine, as at the start, or an engine that is there already."""
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
        lesson = (self.lesson_over and self.following_lesson) or self.launch.lesson
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
            launch = lesson_launch(chosen.lesson, self.launch.settings, presents=chosen.do == "present")
        except CommandError as error:
            self._main.prompt.say(str(error).splitlines()[0])
            return
        self.run_worker(self.play(launch), group="play", exclusive=True)

    async def play(self, launch: Launch, built: Built | None = None) -> None:
        """Play something else: what ran so far ends, and all is as after a start.

        Args:
            launch: what plays.
            built: its engine, where that is there already.
        """
        for group in ("frames", "engine", "index"):
            self.workers.cancel_group(self, group)
        if self.conductor:
            self.conductor.presenter.close()
        self.conductor = None
        self.launch = launch
        gc.unfreeze()  # what was to stay until the end goes now
        await self._begin_anew(launch, built)
        gc.collect()

    def attend_lesson(self, built: Built, conductor: Conductor) -> None:
        """Follow the lesson that plays from now on, if it teaches something."""
        from tui.lessons.shelf import TO_PLAY_WITH

        lesson = self.launch.lesson
        self.teacher, self.lesson_over = None, False
        if self._main.body:
            self._main.body.events.teaches = lesson is not None
        if lesson is not None and lesson.group != TO_PLAY_WITH and built.number is not None:
            from tui.lessons.teacher import Teacher

            self.teacher = Teacher(lesson, built.session, built.number)
            conductor.shown = lambda: self._follow_lesson(conductor)

    def answered(self, given: Given) -> None:
        """Hear an answer to a question of a script."""
        if self.teacher:
            self.teacher.hear(given)

    def _follow_lesson(self, conductor: Conductor) -> None:
        """Show the card once the lesson is over, and offer what can be tried."""
        if self.teacher is None or not self.teacher.ends():
            return
        self.lesson_over = True
        from tui.lessons.card import card

        lesson, score, progress = self.teacher.lesson, self.teacher.score, self.known_progress
        seconds = conductor.session.snapshot().time / SECOND
        problem = progress.ended(lesson.key, score, date.today().isoformat(), seconds)
        conductor.story.tries = list(lesson.head.tries)
        following, main = self.following_lesson, self._main
        if main.panel.topic or main.why.answer:  # somebody reads just now
            main.prompt.say(f"the lesson is over {score}".rstrip())
        else:
            lines = card(lesson, score, progress.of(lesson.key), following)
            main.show_card(f"the end of {lesson.title}", lines, following is not None)
        main.prompt.suggest()
        if problem:
            main.prompt.say(problem)

    @property
    def following_lesson(self) -> Lesson | None:
        """The lesson that comes after the one that plays; None: there is none."""
        from tui.lessons.shelf import after, bundled

        lesson = self.launch.lesson
        if lesson is None or lesson.path is not None:
            return None
        return after(lesson.name, bundled(self.known_progress))

    def on_carded_next_lesson_asked(self) -> None:
        """Play the lesson that comes next."""
        from tui.screens.lessons import Chosen

        if following := self.following_lesson:
            self.play_lesson(Chosen(following, "play"))

    def _open_script(self, chosen: Chosen) -> None:
        """Show the script of a lesson."""
        from engine.snapshot import ScriptView
        from tui.scripts import find

        try:
            found = find(str(chosen.lesson.path or chosen.lesson.name))
        except CommandError as error:
            self._main.prompt.say(str(error).splitlines()[0])
            return
        text = found.data.decode("utf-8", "replace")
        self._main.show_script(ScriptView(found.name, text), whole=True)
