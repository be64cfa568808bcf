"""What the prompt asks of the language; the app answers, a test may."""

from __future__ import annotations

from typing import Protocol

import attrs


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
        start: where the word begins that a choice replaces, in characters; it ends at the cursor.
        choices: what fits, best first.
        title: what is asked for, for the menu's frame.
    """

    start: int = 0
    choices: tuple[Choice, ...] = ()
    title: str = ""


class Language(Protocol):
    """What can be typed."""

    def choices(self, line: str) -> Choices:
        """Return what fits at the end of `line`."""
        ...

    def ghost(self, line: str) -> str:
        """Return the whole line that is suggested, which starts with `line`; empty: none."""
        ...


class NoLanguage:
    """The language before the engine is there: nothing is completed."""

    def choices(self, line: str) -> Choices:
        """Return nothing."""
        return Choices(len(line))

    def ghost(self, line: str) -> str:  # noqa: ARG002 - see Language
        """Return nothing."""
        return ""
