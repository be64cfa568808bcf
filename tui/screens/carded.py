"""The card at the end of a lesson: what came of it, what can be tried now, and which lesson is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.screens.panels import Panels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.screens.wrapped import Line

TOPIC = "lesson"
"""What the panel is called while it shows the card."""


class Carded(Panels):
    """The card stands in the panel, so that any command, Esc and whatever opens there close it."""

    _has_next = False

    class NextLessonAsked(Message):
        """The lesson that comes next is to be played."""

    def show_card(self, title: str, lines: Sequence[Line], has_next: bool) -> None:
        """Open the card; Enter on the empty line plays the next lesson, if there is one."""
        self._has_next = has_next
        self.open_panel(TOPIC, title, lines)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether Enter is the card's: nothing is typed, or a pane has the keyboard that shows something."""
        if action == "next_lesson":
            if parameters:
                free = self.pane not in ("prompt", "filter", "presenter") and not self._menu_open
            else:
                free = self.pane == "prompt" and not self.prompt.value and not self.prompt.chooses
            return self._has_next and self.panel.topic == TOPIC and free
        return super().check_action(action, parameters)

    @property
    def _menu_open(self) -> bool:
        return self.focused is not None and self.focused.id == "cell"

    def action_next_lesson(self, before_panes: bool = False) -> None:  # noqa: ARG002 - says when it is asked
        """Ask for the next lesson; `before_panes`: a pane has the keyboard, whose Enter would do something else."""
        self.post_message(self.NextLessonAsked())
