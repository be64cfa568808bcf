"""Where a script stops for those who watch: what was answered, whether it is right, and what is done to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import attrs

from engine.commands.answers import is_right, names_section, sections_of, spoken_answer, wanted_form
from engine.commands.grammar import BY_FIRST_WORD
from tui.asking import AS_COMMAND

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.snapshot.stop import StopView


@attrs.frozen
class Given:
    """An answer that was given.

    Attributes:
        question: what was asked.
        given: what was answered.
        right: whether that is right.
    """

    question: str
    given: str
    right: bool


Answered: TypeAlias = "Callable[[Given], None]"
"""Is told each answer once, as a lesson that counts those that are right."""


@attrs.frozen
class Reveal:
    """What is right, after a question was answered or passed over.

    Attributes:
        right: whether the answer was; None: there was none.
        given: what was answered; empty: nothing.
        answer: what is right, in words.
        sections: those that are right, each with its guest.
    """

    right: bool | None
    given: str
    answer: str
    sections: tuple[tuple[str, int], ...] = ()


class Asking:
    """The stop that there is, and what was done about it. A question is answered once, then revealed.

    Args:
        answered: is told each answer. What is passed over is no answer.
    """

    def __init__(self, answered: Answered = lambda _: None) -> None:
        self._answered = answered
        self.stop: StopView | None = None
        self.reveal: Reveal | None = None
        self._told = False
        """Whether it was said what kind of answer is wanted."""

    def see(self, stop: StopView | None) -> bool:
        """Follow the picture; say whether the stop is another one."""
        if (stop and stop.number) == (self.stop and self.stop.number):
            return False
        self.stop, self.reveal, self._told = stop, None, False
        return True

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer."""
        return self.stop is not None and self.stop.answer is not None and self.reveal is None

    @property
    def by_pointing(self) -> bool:
        """Whether a section is asked for, so that pointing at one is an answer."""
        return self.open and bool(sections_of(self._right))

    @property
    def _right(self) -> str:
        return (self.stop.answer if self.stop else None) or ""

    def is_answer(self, line: str) -> bool:
        """Say whether a line that is typed now answers the question, and is no command.

        One word is an answer, and so is what begins with no command's word; what is right always is.
        """
        if not self.open or line.startswith(AS_COMMAND):
            return False
        first, *more = line.split()
        if not more or first not in BY_FIRST_WORD:
            return True
        return is_right(self._right, line) or (self.by_pointing and names_section(line))

    def answer(self, line: str) -> str:
        """Take a typed answer, and reveal what is right; without an open question nothing happens.

        Returns:
            What kind of answer is wanted, where it is of another and that was not yet said: it is not taken then.
        """
        if self.open and not self._told and (wanted := wanted_form(self._right, line)):
            self._told = True
            return wanted
        self._take(line, is_right(self._right, line))
        return ""

    def point(self, guest: str, section: int, count: int = 1) -> None:
        """Take a cell of the map as the answer: `count` sections from one on, of which one must be right."""
        names = [f"{guest}:s{number}" for number in range(section, section + count)]
        shown = f"s{section}" if count == 1 else f"s{section} to s{section + count - 1}"
        self._take(f"{shown} of {guest}", any(is_right(self._right, name) for name in names), guest)

    def _take(self, given: str, right: bool, guest: str = "") -> None:
        if self.open and self.stop:
            self._uncover(right, given, guest)
            self._answered(Given(self.stop.words, given, right))

    def pass_over(self) -> bool:
        """Reveal what is right where nobody has answered; say whether there was anything to reveal."""
        if not self.open:
            return False
        self._uncover(None, "", "")
        return True

    def _uncover(self, right: bool | None, given: str, guest: str) -> None:
        sections = tuple((name or guest, section) for name, section in sections_of(self._right))
        self.reveal = Reveal(right, given, spoken_answer(self._right), sections)
