"""What panes ask for, passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.timed import Timed

if TYPE_CHECKING:
    from tui.widgets.bands import Bands
    from tui.widgets.host_map_pane import HostMapPane
    from tui.widgets.operations_pane import OperationsPane
    from tui.widgets.presenter_pane import PresenterPane


class Passing(Timed):
    """The app in whose panes something is asked for."""

    def on_bands_pages_wanted(self) -> None:
        """Show the pages that came into sight."""
        if self.conductor:
            self.conductor.show()

    def on_bands_section_answered(self, message: Bands.SectionAnswered) -> None:
        """Take the cell that was pointed at as the answer."""
        if self.conductor:
            self.conductor.point(message.guest, message.section, message.count)

    def on_bands_host_asked(self, message: Bands.HostAsked) -> None:
        """Show what of the machine is behind a page."""
        if self.conductor:
            self.conductor.to_machine(message.guest, message.pfn)

    def on_bands_number_pressed(self) -> None:
        """Leave the guest in sight that was chosen while a script is presented."""
        if self.conductor:
            self.conductor.presenter.pick()

    def on_host_map_pane_entered(self, message: HostMapPane.Entered) -> None:
        """Show whose page a frame is behind."""
        if self.conductor:
            self.conductor.into_guest(message.frame)

    def on_panes_sheet_opened(self) -> None:
        """Show what has just been opened."""
        if self.conductor:
            self.conductor.show()

    def on_panes_comparison_asked(self) -> None:
        """Show the comparison that there is, or compare policies on the selected guest."""
        if self.conductor:
            self.conductor.race.open()

    def on_operations_pane_undo_asked(self, message: OperationsPane.UndoAsked) -> None:
        """Write the command that takes back one operation."""
        if self.conductor:
            self.conductor.undo(message.number)

    def action_undo(self) -> None:
        """Write the command that takes back what was done last."""
        if self.conductor:
            self.conductor.undo()

    def action_present(self, what: str) -> None:
        """Do what a key of a presentation asks for."""
        if self.conductor:
            self.conductor.presenter.do(what)
        else:
            self._main.prompt.say(
                f"{self.launch.waiting}: there is something to present as soon as that is done"
            )

    def on_presenter_pane_typed(self, message: PresenterPane.Typed) -> None:
        """Type on in the presented script, or begin the answer to its question."""
        if self.conductor and self.conductor.asking.open:
            self._main.prompt.begin(message.character)
        else:
            self.action_present("type")
