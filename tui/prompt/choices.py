"""What the prompt asks of the language; the app answers, a test may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import attrs

if TYPE_CHECKING:
    from engine.errors import Place

Tone = Literal["text", "muted", "warm"]


@attrs.frozen
class Choice:
    """One line of the menu.

    Attributes:
        text: what replaces the word.
        means: what it means, one line.
    """

    text: str
    means: str = ""


@attrs.frozen
class Choices:
    """What fits at the cursor.

    Attributes:
        start: where the word begins that a choice replaces, in characters.
        choices: what fits, best first.
        title: what is asked for, for the menu's frame.
        end: where that word ends; None: where the line does.
        sought: what is set off in each choice: what was searched for.
    """

    start: int = 0
    choices: tuple[Choice, ...] = ()
    title: str = ""
    end: int | None = None
    sought: str = ""


Span = tuple[Tone, str]


@attrs.frozen
class Hint:
    """What is said of a line before it is run.

    Attributes:
        note: what the word at the cursor comes to, as `40M = 2.5 sections of 16M`.
        wrong: whether the note says that it will be refused.
        before, now, after: how the command is written; `now` is what the cursor is at.
    """

    note: str = ""
    wrong: bool = False
    before: str = ""
    now: str = ""
    after: str = ""

    def spans(self, width: int) -> tuple[Span, ...]:
        """Return what fits in one row of `width` columns: the note, then how the command is written."""
        note: tuple[Span, ...] = (("warm" if self.wrong else "muted", self.note),) if self.note else ()
        room = width - (len(self.note) + len(SEPARATOR) if note else 0)
        if not self.before or (note and room < LEAST):
            return note
        before, gap = self.before, (("muted", SEPARATOR),) if note else ()
        if len(before) + len(self.now) > room:
            verb = before.split(maxsplit=1)[0]
            before = f"{verb} {MORE} "
        return (*note, *gap, ("muted", before), ("text", self.now), ("muted", self.after))


SEPARATOR = "  ·  "
MORE = "…"
LEAST = 20
"""Columns without which it is not said beside a note how a command is written."""


class Language(Protocol):
    """What can be typed."""

    nothing: str
    """What is said where nothing fits."""

    def choices(self, line: str, cursor: int | None = None) -> Choices:
        """Return what fits at the cursor, or at the end of `line`."""
        ...

    def mend(self, line: str, place: Place) -> Choices:
        """Return what fits in place of a wrong word, the likeliest first."""
        ...

    def hint(self, line: str, cursor: int) -> Hint:
        """Return what there is to say of a line that is being typed."""
        ...

    def reads(self, line: str) -> bool:
        """Say whether a whole line can be run as things are."""
        ...

    def ghost(self, line: str) -> str:
        """Return the whole line that is suggested, which starts with `line`; empty: none."""
        ...


class NoLanguage:
    """The language before the engine is there: nothing is completed."""

    nothing = "what fits is known in a moment: the engine is starting"

    def choices(self, line: str, cursor: int | None = None) -> Choices:  # noqa: ARG002 - see Language
        """Return nothing."""
        return Choices(len(line))

    def mend(self, line: str, place: Place) -> Choices:  # noqa: ARG002
        """Return nothing."""
        return Choices(len(line))

    def hint(self, line: str, cursor: int) -> Hint:  # noqa: ARG002
        """Return nothing."""
        return Hint()

    def reads(self, line: str) -> bool:  # noqa: ARG002
        """Nothing is known to be wrong."""
        return True

    def ghost(self, line: str) -> str:  # noqa: ARG002 - see Language
        """Return nothing."""
        return ""
