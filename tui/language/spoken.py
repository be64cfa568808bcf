"""The engine's language as the prompt asks for it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import attrs

from engine.commands.complete import complete, ghost
from engine.commands.line import parse_line
from engine.errors import CommandError
from engine.units import parse_size
from tui.language.hints import hint
from tui.language.lesson import lesson
from tui.language.meanings import meant
from tui.language.moments import moment_note
from tui.language.story import Story
from tui.prompt.choices import Choice, Choices, Hint

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.commands.complete import Context
    from engine.errors import Place
    from engine.snapshot import Snapshot
    from tui.screens.wrapped import Line

_FAR = 1 << 60
"""How far a choice is that looks like nothing that was typed."""
NOTHING = "nothing fits here"
_LIKELY = 0.7
"""How much of two words is the same where one is offered for the other unasked."""
_ALIKE = 0.5
"""How much of two words is the same where one may be meant as the other."""


class Spoken:
    """Completion for the guests and operations that there are.

    Args:
        context: asks for what is known just now.
        picture: asks for the present picture.
        selected: asks for the name of the selected guest.
    """

    nothing = NOTHING

    def __init__(
        self, context: Callable[[], Context], picture: Callable[[], Snapshot], selected: Callable[[], str]
    ) -> None:
        self._context = context
        self._picture = picture
        self._selected = selected
        self.story = Story()

    def choices(self, line: str, cursor: int | None = None) -> Choices:
        """Return what fits at the cursor, or at the end of the line."""
        cursor = len(line) if cursor is None else cursor
        context, picture = self._context(), self._picture()
        found = complete(line, cursor, context)
        typed = line[found.start : cursor]
        choices = meant(found, typed, picture)
        if typed and not choices:
            every = meant(complete(line[: found.start], found.start, context), "", picture)
            choices = tuple(choice for choice in every if _meant_by(typed, choice.text))
        return Choices(found.start, choices, found.asks, found.end)

    def mend(self, line: str, place: Place) -> Choices:
        """Return what fits in place of a wrong word, what looks most like it first."""
        start = max(0, place.column - 1)
        end = max(start, min(len(line), start + place.length))
        wrong = line[start:end]
        offered = self.choices(line[:start].ljust(start))
        if offered.start != start:
            return Choices(start)
        others = (choice for choice in offered.choices if choice.text.strip() != wrong)
        near = sorted(others, key=lambda choice: _distance(wrong, choice))
        if near and _distance(wrong, near[0]) < 1 - _LIKELY:
            near = [choice for choice in near if _distance(wrong, choice) < 1 - _ALIKE]
        return attrs.evolve(offered, choices=tuple(near), end=end)

    def ghost(self, line: str) -> str:
        """Return the whole suggested line."""
        if not line:
            return self.story.next(self._picture(), self._selected())
        rest = ghost(line, self._context())
        return line + rest if rest else ""

    def hint(self, line: str, cursor: int) -> Hint:
        """Return what there is to say of a line that is being typed."""
        if not line:
            return Hint()
        picture = self._picture()
        if picture.replay is not None and (note := moment_note(line, picture.time)):
            return Hint(note)
        return hint(line, cursor, self._context(), picture)

    def lesson(self, line: str, output: str) -> list[Line]:
        """Return what `help` printed for a line, with what a size may be for the selected guest."""
        return lesson(output, " ".join(line.split()[1:]), self._context().guest(self._selected()))

    def reads(self, line: str) -> bool:
        """Say whether `line` is a command about guests that there are."""
        try:
            parsed = parse_line(line, default_guest=self._selected() or None)
        except CommandError:
            return False
        guest = getattr(parsed.command, "guest", "") if parsed else ""
        return bool(parsed) and (not guest or self._picture().guest(guest) is not None)


def _meant_by(typed: str, word: str) -> bool:
    """Say whether a word may be meant: it has what was typed within, or looks like it. Sizes are not guessed."""
    if any(character.isdigit() for character in typed):
        return False
    if typed.lower() in word.lower():
        return True
    return difflib.SequenceMatcher(None, typed[:32].lower(), word.lower()).ratio() >= _LIKELY


def _distance(wrong: str, choice: Choice) -> float:
    """Return how little a choice looks like what was typed: of sizes the difference, of words 0 to 1."""
    try:
        return abs(parse_size(wrong, "M").bytes - parse_size(choice.text, "M").bytes)
    except CommandError:
        alike = difflib.SequenceMatcher(None, wrong[:32].lower(), choice.text.lower()).ratio()
        return 1 - alike if alike >= _ALIKE else _FAR
