"""What the map asks of the screen around it: an inspector, the machine, a step home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.screens.taking import Taking

if TYPE_CHECKING:
    from tui.widgets.bands import Bands


class Gestures(Taking):
    """Answers to what is done in the map, and keys about what is at its cursor."""

    def action_inspect(self) -> None:
        """Say everything about what is at the cursor, or no more."""
        if self.body is None:
            return
        if not self.body.inspect(not self.body.inspecting):
            self.prompt.say("what is at the cursor is explained beside the map")
        elif self.body.inspecting and self.pane == "events":
            self.body.bands.focus()
        self.plan_anew()

    def on_bands_inspector_asked(self, message: Bands.InspectorAsked) -> None:
        """Open the inspector, or close it."""
        if self.body and (message.toggle or not self.body.inspecting):
            self.action_inspect()
