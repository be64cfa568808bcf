"""The ghost behind the cursor: what was typed before and still makes sense, else what the language expects."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.prompt.choices import Language
    from tui.prompt.recall import Recall

_LOOKED_AT = 20
"""Lines of the history that are tried."""


class Guess:
    """Suggests whole lines.

    Args:
        recall: what was typed before.
        language: what can be typed.
    """

    def __init__(self, recall: Recall, language: Language) -> None:
        self._recall = recall
        self.language = language
        self.refused = ""
        """A line that was refused, until it is edited: what is to follow it would contradict what is wrong with it."""

    def ghost(self, line: str) -> str:
        """Return the whole line that is suggested, which starts with `line`; empty: none."""
        if not line:
            return self.language.ghost("")
        if line == self.refused:
            return ""
        known = islice(self._recall.starting(line), _LOOKED_AT)
        return next(filter(self.language.reads, known), None) or self.language.ghost(line)
