"""Which guests are shown: sorted, filtered, as a table; and how one is gone to by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.map.cursor import Cursor
from tui.screens.panes import Panes

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.screens.body import Body
    from tui.widgets.guests_heading import GuestsHeading
    from tui.widgets.overview import Overview


class Gathering(Panes):
    """Keys and messages that are about many guests. What they do changes what is shown and nothing else."""

    _before_filter: Widget | None = None
    """What had the keyboard before a filter was typed."""

    def action_filter(self) -> None:
        """Have a filter typed."""
        if self.body and self.body.filters:
            self.action_main()
            self._before_filter = self.focused
            self.body.start_filter()

    def action_sort_guests(self) -> None:
        """Sort by the next key."""
        if self.body:
            self.body.roster.sort_next()
            self.body.rearrange()

    def action_reverse_guests(self) -> None:
        """Sort the other way round."""
        if self.body:
            self.body.roster.sort_by(self.body.roster.key)
            self.body.rearrange()

    def action_guest_table(self) -> None:
        """Show all guests as a table, or again as there is room for them."""
        if self.body:
            self.action_main()
            self.body.turn_table()

    def many_guests(self, body: Body) -> Overview:
        """Return what shows many guests, in sight: of few the table."""
        self.action_main()
        if body.front is not body.overview:
            body.turn_table()
        return body.overview

    def go_to_guest(self, name: str) -> None:
        """Select a guest by its name and bring it into sight; among many it is shown large.

        A filter that hides it is dropped. A name that nobody has is ignored.
        """
        if self.body:
            self.action_main()
            self.body.go_to_guest(name)

    # Messages of parts that are imported late are handled by their names.

    def on_guests_heading_asked(self, message: GuestsHeading.Asked) -> None:
        """Do what was clicked on in the row above the guests."""
        if message.what == "sort":
            self.action_sort_guests()
        elif message.what == "table":
            self.action_guest_table()
        else:
            self.action_filter()

    def on_guests_heading_typed(self) -> None:
        """Show the guests that are like it."""
        if self.body:
            self.body.rearrange()

    def on_guests_heading_ended(self, message: GuestsHeading.Ended) -> None:
        """Give the keyboard back; a filter that names a section goes there."""
        from tui.render.guests.filtering import section_of

        if self.body:
            section = section_of(self.body.roster.filter) if message.kept else None
            self.body.end_filter(kept=message.kept and section is None)
            if section is not None and self.selected:
                self.body.bands.go(Cursor(self.selected, section))
                self.body.bands.focus()
            elif self._before_filter in (self.body.bands, self.body.overview):
                self.body.front.focus()
            else:
                self.prompt.focus()
        self._before_filter = None

    def on_overview_picked(self, message: Overview.Picked) -> None:
        """Select the guest that was picked in the table or among the cards."""
        if self.body:
            self.body.pick(message.guest, opens=message.opens)

    def on_overview_sort_asked(self, message: Overview.SortAsked) -> None:
        """Sort by a head; by the same one again: the other way round."""
        if self.body:
            self.body.roster.sort_by(message.key)
            self.body.rearrange()

    def on_overview_left(self) -> None:
        """Give the keyboard back to the prompt."""
        self.prompt.focus()
