"""Going from pane to pane, and what takes the place of the guests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.prompt.pane import PromptPane
from tui.render.map.cursor import Cursor, Zoom
from tui.screens.panels import Panels

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.comparison.picture import ComparisonPicture
    from engine.snapshot import OperationView, Snapshot
    from engine.units import Nanoseconds
    from tui.screens.body import Body
    from tui.widgets.compare_pane import ComparePane
    from tui.widgets.sheet import Sheet, SheetName


class Panes(Panels):
    """Keys that go somewhere."""

    class SheetOpened(Message):
        """A sheet wants something to show."""

    class ComparisonAsked(Message):
        """The comparison is to be shown, or policies are to be compared on the selected guest."""

    def action_out(self) -> None:
        """Go one step out; at home, stop listing what has failed."""
        if self.pane != "prompt":
            self.prompt.focus()
        elif self.body and self.body.sheet:
            self.action_main()
        elif self.body and self.body.events.scrolled_back:
            self.body.events.newest()
        elif self.body and self.body.out():
            self.plan_anew()

    def action_pick(self, number: int) -> None:
        """Pick a guest by its number; again: large."""
        if self.body:
            self.body.bands.action_pick(number)

    def action_pick_all(self) -> None:
        """Show all guests alike."""
        self.action_pick(0)

    def action_main(self) -> None:
        """Show the guests."""
        if self.body and self.body.sheet:
            if self.focused is self.body.sheet:
                self.prompt.focus_at_once()
            self.body.close_sheet()

    def action_compare(self) -> None:
        """Show policies side by side, or the guests again."""
        if self.body and self.body.sheet and self.body.sheet.NAME == "compare":
            self.action_main()
        else:
            self.post_message(self.ComparisonAsked())

    def action_plots(self) -> None:
        """Show the guests over virtual time, or the guests as they are again."""
        self._turn("plots")

    def show_compare(
        self, picture: ComparisonPicture, *, keys: bool = True, again: bool = False
    ) -> ComparePane:
        """Open the sheet of a comparison.

        Args:
            picture: how it stands.
            keys: whether the sheet gets the keyboard.
            again: whether it was shown before, so that the same policy is chosen as then.
        """
        from tui.widgets.compare_pane import ComparePane

        assert self.body is not None, "who compares has a session, and so a body"
        sheet = self.open_sheet(self.body, "compare")
        assert isinstance(sheet, ComparePane), "it is called compare"
        if again:
            sheet.show_comparison(picture)
        else:
            sheet.start(picture)
        if keys:
            sheet.focus()
        return sheet

    def show_fork(self, original: Callable[[Nanoseconds], Snapshot]) -> None:
        """Show a fork beside its recording, or the guests again.

        Args:
            original: returns the recording's own picture at a time.
        """
        from tui.widgets.fork_pane import ForkPane

        if self.body is None or (self.body.sheet and self.body.sheet.NAME == "fork"):
            self.action_main()
            return
        sheet = self.open_sheet(self.body, "fork")
        assert isinstance(sheet, ForkPane), "it is called fork"
        sheet.original = original
        if self.body.picture:
            sheet.show(self.body.picture)
        sheet.focus()

    def shows(self, sheet: Sheet) -> bool:
        """Whether a sheet is the one that is open."""
        return self.body is not None and self.body.sheet is sheet

    def action_host_map(self) -> None:
        """Show whose the machine's frames are, or the guests again."""
        self._turn("host")

    def _turn(self, name: SheetName) -> None:
        """Open a sheet and give it the keyboard; if it is open, close it."""
        if self.body and self.body.sheet and name == self.body.sheet.NAME:
            self.action_main()
        elif self.body:
            self.open_sheet(self.body, name).focus()
            self.post_message(self.SheetOpened())

    def open_sheet(self, body: Body, name: SheetName) -> Sheet:
        """Open a sheet in sight: what is said about a section of the map closes."""
        if self.why.answer:
            self.close_panel()
        return body.open_sheet(name)

    def action_ask_time(self) -> None:
        """Have a time typed that is to be gone to."""
        self.prompt.write("@")

    def action_prompt(self) -> None:
        """Give the keyboard to the prompt."""
        self.prompt.focus()

    def action_next_pane(self) -> None:
        """Give the keyboard to the next pane in sight, from the last one to the prompt."""
        self._step_panes(1)

    def action_previous_pane(self) -> None:
        """Give the keyboard to the pane in sight before, from the prompt to the last one."""
        self._step_panes(-1)

    def _step_panes(self, by: int) -> None:
        if self.body:
            panes = [self.prompt, *self.body.panes]
            at = next((i for i, pane in enumerate(panes) if pane is self.focused), 0)
            panes[(at + by) % len(panes)].focus()

    def action_scroll_back(self) -> None:
        """Scroll the sentences."""
        if self.body:
            self.body.events.action_back(5)

    def action_scroll_forth(self) -> None:
        """Scroll the other way."""
        if self.body:
            self.body.events.action_back(-5)

    def action_why_failed(self) -> None:
        """Ask why, about what failed last."""
        from tui.render.told.operations import TROUBLED

        picture = self.body.picture if self.body else None
        troubled = [
            each
            for each in (picture.operations if picture else ())
            if each.id > 0 and (each.state in TROUBLED or each.failed_sections)
        ]
        if troubled and not troubled[-1].failed_sections:
            self.post_message(PromptPane.Submitted((f"why operation={troubled[-1].id}",)))
        elif troubled:
            self.ask_about(troubled[-1])
        else:
            self.prompt.say("nothing has failed")

    def ask_about(self, operation: OperationView) -> None:
        """Ask why, about an operation; of a section that refused, down to its page."""
        if operation.failed_sections:
            self.ask_why(operation.guest, operation.failed_sections[0][0])
        elif operation.id > 0:
            self.prompt.write(f"why operation={operation.id}")

    def ask_why(self, guest: str, section: int) -> None:
        """Zoom down to the page that keeps a section, and open the panel."""
        if self.body:
            self.body.bands.go(Cursor(guest, section, zoom=Zoom.PAGES))
            self.post_message(PromptPane.Submitted((f"why {guest} section={section}",)))
