"""The row above the guests. While a filter is typed it has the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.bindings import bindings
from tui.render.guests.filtering import LONGEST
from tui.render.guests.roster import Roster
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip


class GuestsHeading(Rows, can_focus=True):
    """How many guests there are, how they are sorted, and the filter. A click does what is written where it falls."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("filter")

    FOCUS_ON_CLICK = False
    selected = ""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.roster = Roster()

    class Typed(Message):
        """The filter is another one now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Ended(Message):
        """Nothing more is typed: the filter is kept, or dropped."""

        def __init__(self, *, kept: bool) -> None:
            super().__init__()
            self.kept = kept

    class Asked(Message):
        """A filter is to be typed, another order is wanted, or the table."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what
            """filter, sort or table."""

    def show(self, roster: Roster, selected: str) -> None:
        """Show what there is to say about the guests."""
        self.roster, self.selected = roster, selected
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw its only row."""
        from tui.render.guests.heading import heading_row

        width = self.size.width
        row = heading_row(
            self.roster, width, self.palette, self.glyphs, typing=self.has_focus, selected=self.selected
        )
        return [row.strip(width)]

    def on_key(self, event: events.Key) -> None:
        """Add what prints to the filter."""
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self._type(self.roster.filter + event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Add the first line of what is pasted."""
        event.stop()
        first = event.text.strip().partition("\n")[0]
        self._type(self.roster.filter + "".join(each for each in first if each.isprintable()))

    def action_erase(self) -> None:
        """Take back the last character."""
        self._type(self.roster.filter[:-1])

    def action_clear(self) -> None:
        """Take back all."""
        self._type("")

    def action_keep(self) -> None:
        """Leave the filter as it is."""
        self.post_message(self.Ended(kept=True))

    def action_drop(self) -> None:
        """Show all guests again."""
        self.post_message(self.Ended(kept=False))

    def on_click(self, event: events.Click) -> None:
        """Do what is clicked on: sort, show the table, or else have a filter typed."""
        from tui.render.guests.heading import part_at

        look = (self.palette, self.glyphs)
        typing = self.has_focus
        self.post_message(
            self.Asked("filter" if typing else part_at(self.roster, self.size.width, event.x, *look))
        )

    def on_hide(self, event: events.Hide) -> None:
        """Keep the keyboard while the terminal is too small to show the row."""
        event.prevent_default()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show where the next letter goes."""
        super().watch_has_focus(has_focus)
        self.redraw()

    def _type(self, text: str) -> None:
        self.roster.filter = text[:LONGEST]
        self.post_message(self.Typed(self.roster.filter))
