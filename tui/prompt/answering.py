"""The language while a question is open: what is typed is the answer, until it has several words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.prompt.choices import Choices, Hint, NoLanguage

if TYPE_CHECKING:
    from engine.errors import Place
    from tui.prompt.choices import Language

_NOTHING = NoLanguage()


class Answering:
    """Suggests nothing for an answer, and for a command what `language` does.

    Args:
        language: of commands.
    """

    nothing = "answers are not completed"

    def __init__(self, language: Language) -> None:
        self.language = language

    def _of(self, line: str) -> Language:
        return self.language if " " in line.strip() else _NOTHING

    def choices(self, line: str, cursor: int | None = None) -> Choices:
        """Return what fits in a command."""
        return self._of(line).choices(line, cursor)

    def mend(self, line: str, place: Place) -> Choices:
        """Return what fits in place of a command's wrong word."""
        return self._of(line).mend(line, place)

    def hint(self, line: str, cursor: int) -> Hint:
        """Return what there is to say of a command."""
        return self._of(line).hint(line, cursor)

    def reads(self, line: str) -> bool:
        """Say whether a line is a command that can be run."""
        return " " in line.strip() and self.language.reads(line)

    def ghost(self, line: str) -> str:
        """Return the whole line that is suggested for a command."""
        return self._of(line).ghost(line)
