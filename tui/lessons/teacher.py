"""Follows a lesson while it plays: counts right answers, and knows when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.lessons.progress import Score

if TYPE_CHECKING:
    from engine.session import Session
    from tui.asking.asking import Given
    from tui.lessons.shelf import Lesson


class Teacher:
    """One lesson that plays.

    Args:
        lesson: which.
        session: where it plays.
        script: its number there.
    """

    def __init__(self, lesson: Lesson, session: Session, script: int) -> None:
        self.lesson = lesson
        self._session, self._script = session, script
        self._right = self._answered = 0
        self._over = False

    def hear(self, given: Given) -> None:
        """Count an answer. What is passed over is as good as wrong."""
        self._right += given.right
        self._answered += 1

    @property
    def score(self) -> Score:
        """How many of its questions were answered rightly."""
        return Score(self._right, max(self.lesson.head.questions, self._answered))

    def ends(self) -> bool:
        """Say once that it is over, when it was seen to its end."""
        if self._over or self._session.script_state(self._script) != "done":
            return False
        self._over = True
        return True
