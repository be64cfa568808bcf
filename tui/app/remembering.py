"""The app as far as it remembers something from run to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keeping.kept import Kept
from tui.remembered import Remembered

if TYPE_CHECKING:
    from pathlib import Path

    from tui.remembered import Fact
    from tui.settings import Settings


class Remembering(Kept):
    """The app that remembers.

    Args:
        settings: those about looks.
        themes: where the user's own themes lie; None: nowhere.
        remembered: what is known of earlier runs.
    """

    def __init__(self, settings: Settings, themes: Path | None, remembered: Remembered) -> None:
        super().__init__(settings, themes)
        self._remembered = remembered

    def remembered(self, name: str) -> Fact | None:
        """Return what is remembered of earlier runs under a name; None: nothing."""
        return self._remembered.get(name)

    def remember(self, name: str, fact: Fact) -> None:
        """Remember something for the next run."""
        if problem := self._remembered.keep(name, fact):
            self._main.prompt.say(problem)
