"""What the app copies, and says about copying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.themed import Themed
from tui.bindings import hinted

if TYPE_CHECKING:
    pass


class Copied(Themed):
    """The app whose text can be taken away."""

    def action_help_quit(self) -> None:
        """Say how to copy and how to leave: what ^C does where nothing is selected and there is no line to leave."""
        hint = "nothing is selected to copy: drag, or {pane.copy} in a pane · {anywhere.quit} quits"
        self._main.prompt.say(hinted(self, hint))

    def copy_to_clipboard(self, text: str) -> None:
        """Have the terminal take a text for its clipboard and for the primary selection."""
        super().copy_to_clipboard(text)
        self._select_primary(text)

    def on_text_selected(self) -> None:
        """Make what the mouse has just selected the primary selection, as terminals do by themselves."""
        if selected := self.screen.get_selected_text():
            self._select_primary(selected)
            self._main.prompt.say("selected: ^C copies it")

    def _select_primary(self, text: str) -> None:
        from tui.export.clipboard import fits, primary_sequence

        if self._driver is not None and fits(text):
            self._driver.write(primary_sequence(text))
