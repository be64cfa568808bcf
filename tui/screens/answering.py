"""A screen before another one, which answers once, and the line that is typed in there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.events import Hide


class Answering(ModalScreen[ScreenResultType]):
    """It answers once: a second click or Enter may be on its way when the first one ends it."""

    _answered = False

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """End it with an answer, unless it has ended."""
        if self._answered:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)


class Line(Input):
    """A line to type in."""

    def on_hide(self, event: Hide) -> None:
        """Keep the keyboard while the terminal is too small to show the line."""
        event.prevent_default()
