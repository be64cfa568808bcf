"""What keys and mouse do among many guests: one of them is selected, and opens large."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.bindings import bindings
from tui.render.crowd import card_columns
from tui.widgets.guest_rows import GuestRows

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from tui.render.guests.sorting import SortKey

WHEEL = 3
"""Rows a turn of the wheel moves."""


class Overview(GuestRows, can_focus=True):
    """The guests of a roster. Keys and clicks select one; it changes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("guests")

    class Picked(Message):
        """Another guest is selected."""

        def __init__(self, guest: str, *, opens: bool = False) -> None:
            super().__init__()
            self.guest = guest
            self.opens = opens
            """Whether it is to be seen large."""

    class SortAsked(Message):
        """Guests are to be sorted by a column's head."""

        def __init__(self, key: SortKey) -> None:
            super().__init__()
            self.key = key

    class Left(Message):
        """The keyboard goes back to the prompt."""

    def _pick_at(self, position: int, *, opens: bool = False) -> None:
        """Select the guest at a position of the roster, the nearest one that there is."""
        if self.roster.shown:
            at = min(max(position, 0), len(self.roster.shown) - 1)
            self.follows = True
            self.post_message(self.Picked(self.roster.shown[at][1].name, opens=opens))
            self.selected = self.roster.shown[at][1].name
            self.redraw()

    def action_move(self, right: int, down: int) -> None:
        """Select the guest beside; in the table sideways is the same as up and down."""
        columns = card_columns(*self.size, len(self.roster.shown)) if self.cards else 1
        self._pick_at(self.roster.at(self.selected) + right + down * max(1, columns))

    def action_page(self, by: int) -> None:
        """Select the guest a screen further."""
        rows = max(1, self.plan().rows - 1) if not self.cards else len(self.roster.shown)
        self._pick_at(self.roster.at(self.selected) + by * rows)

    def action_end(self, last: int) -> None:
        """Select the first guest, or the last one."""
        self._pick_at(len(self.roster.shown) - 1 if last else 0)

    def action_open(self) -> None:
        """Show the selected guest large."""
        self._pick_at(self.roster.at(self.selected), opens=True)

    def action_offer(self, letter: str) -> None:
        """Write the command of a letter for the selected guest."""
        from tui.render.closely.offers import offer
        from tui.render.map.cursor import Cursor

        if self.snapshot and (guest := self.snapshot.guest(self.selected)):
            self.post_message(self.CommandOffered(offer(letter, guest, Cursor.first(guest).section)))

    def action_why(self) -> None:
        """Ask about the section that failed last, or else what the selected guest waits for."""
        own = self.roster.operations.get(self.selected, ())
        failed = [section for operation in own for section, _ in operation.failed_sections[-1:]]
        if self.selected:
            line = f"why {self.selected}" + (f" section={failed[0]}" if failed else "")
            self.post_message(self.CommandOffered(line, runs=True))

    def action_leave(self) -> None:
        """Give the keyboard back to the prompt."""
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """Select a guest, and open it with a second click; on a head, sort by it."""
        plan = self.plan()
        if not self.cards and event.y == plan.head:
            placed = plan.column_at(event.x)
            if placed and placed.column.sort:
                self.post_message(self.SortAsked(placed.column.sort))
        elif (name := self.guest_at(event.x, event.y)) is not None:
            self.follows = False
            self.selected = name
            self.post_message(self.Picked(name, opens=event.chain == 2))
            self.redraw()

    async def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show the rows below; with ctrl the machine."""
        event.stop()
        if event.ctrl:
            await self.screen.run_action("host_map")
        else:
            self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Show the rows above; with ctrl the guest under the mouse large."""
        event.stop()
        if not event.ctrl:
            self._scroll(-WHEEL)
        elif (name := self.guest_at(event.x, event.y)) is not None:
            self.post_message(self.Picked(name, opens=True))

    def _scroll(self, by: int) -> None:
        if self.cards:
            return
        self.plan()
        self.follows = False
        self.top += by
        self.redraw()

    def on_hide(self, event: events.Hide) -> None:
        """Keep the keyboard while the terminal is too small to show guests."""
        event.prevent_default()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor only while the keyboard is here."""
        super().watch_has_focus(has_focus)
        self.redraw()
