"""Many guests at once, as cards or as a table under a strip; one of them is selected and opens large."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message
from textual.strip import Strip

from engine.units import SECOND
from tui.bindings import bindings
from tui.render.card import Card, card_strips
from tui.render.crowd import card_columns, card_slots
from tui.render.guest_state import QUIET
from tui.render.guest_strip import cell_at, strip, strip_order
from tui.render.guest_table import TablePlan, guest_row, head_row, table_plan, thumb
from tui.render.roster import Roster
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType

    from engine.snapshot import Snapshot
    from tui.render.jump import Spot
    from tui.render.sorting import SortKey

WHEEL = 3
"""Rows a turn of the wheel moves."""


class Overview(Rows, can_focus=True):
    """The guests of a roster. Keys and clicks select one; it changes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("guests")

    snapshot: Snapshot | None = None
    selected = ""
    cards = False
    """Whether there is room for cards; else it is a table."""

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

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.roster = Roster()
        self._top = 0
        self._follows = False
        """Whether the selected guest is to be in sight: once somebody went to it. The wheel goes elsewhere."""
        self._order: tuple[SortKey, bool] = (self.roster.key, False)
        """What the rows were sorted by: another order is seen from its top."""
        self._cards: dict[str, tuple[Card, list[Strip]]] = {}
        self._table: dict[str, tuple[tuple[object, ...], Strip]] = {}
        """By guest, what was drawn last and what from."""

    def show(self, snapshot: Snapshot, roster: Roster, selected: str) -> None:
        """Show another picture, order, or selection."""
        self._follows = self._follows or selected != (self.selected or selected)
        if (order := (roster.key, roster.sort.reverse)) != self._order:
            self._order, self._follows, self._top = order, False, 0
        self.snapshot, self.roster, self.selected = snapshot, roster, selected
        self.redraw()

    def dress(self, *look: object) -> None:
        """Draw everything anew in another theme."""
        self._cards.clear()
        self._table.clear()
        super().dress(*look)  # type: ignore[arg-type]

    def draw(self) -> Sequence[Strip]:
        """Draw what changed; the rest is kept."""
        if self.snapshot is None or not self.roster.shown or not self.size:
            return ()
        return self._draw_cards() if self.cards else self._draw_table(self.snapshot)

    def _draw_cards(self) -> list[Strip]:
        slots = card_slots(*self.size, len(self.roster.shown))
        drawn: dict[str, tuple[Card, list[Strip]]] = {}
        rows: list[list[Strip]] = [[] for _ in range(self.size.height)]
        for slot, (number, guest) in zip(slots, self.roster.shown, strict=False):
            picked = guest.name == self.selected
            state = self.roster.states.get(guest.name, QUIET)
            card = Card(number, guest, state, slot.width, slot.height, picked, picked and self.has_focus)
            before = self._cards.get(guest.name)
            kept = before is not None and before[0].same(card)
            strips = before[1] if kept and before else card_strips(card, self.palette, self.glyphs)
            drawn[guest.name] = (card, strips)
            for y, each in enumerate(strips):
                rows[slot.y + y].append(each)
        self._cards = drawn
        blank = self.palette.ground
        return [Strip.join(row).adjust_cell_length(self.size.width, blank) for row in rows]

    def _plan(self) -> TablePlan:
        guests = [guest for _, guest in self.roster.shown]
        selected = self.roster.at(self.selected) if self._follows else None
        plan = table_plan(*self.size, guests, self._top, selected)
        self._top = plan.top
        return plan

    def _draw_table(self, snapshot: Snapshot) -> list[Strip]:
        width = self.size.width
        plan, roster, look = self._plan(), self.roster, (self.palette, self.glyphs)
        rows: list[Strip] = []
        if plan.strip:
            order = self._strip_order()
            rows = [row.strip(width) for row in strip(order, roster.states, self.selected, width, *look)]
        key, reverse = roster.key, roster.sort.reverse
        rows.append(head_row(plan, key, reverse, *look).strip(width))
        drawn: dict[str, tuple[tuple[object, ...], Strip]] = {}
        shown = roster.shown[plan.top : plan.top + plan.rows]
        bar = thumb(plan, len(roster.shown))
        for y, (number, guest) in enumerate(shown):
            state, picked = roster.states.get(guest.name, QUIET), guest.name == self.selected
            lit = picked and self.has_focus
            scrolled = len(roster.shown) > plan.rows
            facts = (number, state, snapshot.time // SECOND, picked, lit, plan.columns, y in bar, scrolled)
            before = self._table.get(guest.name)
            if before and before[0][0] is guest and before[0][1:] == facts:
                drawn[guest.name] = before
            else:
                row = guest_row(plan, number, guest, state, snapshot.time, picked, lit, *look)
                if scrolled:
                    row = row.cut(width - 1).to(width - 1)
                    row.add(self.glyphs.full if y in bar else self.glyphs.edge, self.palette.rule)
                drawn[guest.name] = ((guest, *facts), row.strip(width))
            rows.append(drawn[guest.name][1])
        self._table = drawn
        return rows

    def _strip_order(self) -> list[str]:
        return strip_order([guest.name for _, guest in self.roster.shown], self.roster.states)

    def _pick_at(self, position: int, *, opens: bool = False) -> None:
        """Select the guest at a position of the roster, the nearest one that there is."""
        if self.roster.shown:
            at = min(max(position, 0), len(self.roster.shown) - 1)
            self._follows = True
            self.post_message(self.Picked(self.roster.shown[at][1].name, opens=opens))
            self.selected = self.roster.shown[at][1].name
            self.redraw()

    def action_move(self, right: int, down: int) -> None:
        """Select the guest beside; in the table sideways is the same as up and down."""
        columns = card_columns(*self.size, len(self.roster.shown)) if self.cards else 1
        self._pick_at(self.roster.at(self.selected) + right + down * max(1, columns))

    def action_page(self, by: int) -> None:
        """Select the guest a screen further."""
        rows = max(1, self._plan().rows - 1) if not self.cards else len(self.roster.shown)
        self._pick_at(self.roster.at(self.selected) + by * rows)

    def action_end(self, last: int) -> None:
        """Select the first guest, or the last one."""
        self._pick_at(len(self.roster.shown) - 1 if last else 0)

    def action_open(self) -> None:
        """Show the selected guest large."""
        self._pick_at(self.roster.at(self.selected), opens=True)

    def action_offer(self, letter: str) -> None:
        """Write the command of a letter for the selected guest."""
        from tui.render.cursor import Cursor
        from tui.render.offers import offer

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

    def guest_at(self, x: int, y: int) -> str | None:
        """Return the guest that is shown at a place; None beside them."""
        shown = self.roster.shown
        if self.cards:
            slots = card_slots(*self.size, len(shown))
            hits = (
                guest.name
                for slot, (_, guest) in zip(slots, shown, strict=False)
                if slot.x <= x < slot.x + slot.width and slot.y <= y < slot.y + slot.height
            )
            return next(hits, None)
        plan = self._plan()
        if y < plan.strip:
            return cell_at(self._strip_order(), self.size.width, x, y)
        at = plan.guest_at(y, len(shown))
        return None if at is None else shown[at][1].name

    def spots(self) -> Sequence[Spot]:
        """Return the guests in sight, each at its name or number."""
        from tui.render.jump import Spot

        if self.cards:
            slots = card_slots(*self.size, len(self.roster.shown))
            shown = zip(slots, self.roster.shown, strict=False)
            return [Spot(slot.x + 2, slot.y, "guest", guest.name) for slot, (_, guest) in shown]
        plan = self._plan()
        rows = enumerate(self.roster.shown[plan.top : plan.top + plan.rows])
        return [Spot(0, plan.first + y, "guest", guest.name) for y, (_, guest) in rows]

    def tip_at(self, x: int, y: int) -> str:
        """Return which guest a place shows, and what happens to it."""
        if (name := self.guest_at(x, y)) is None:
            return ""
        happenings = self.roster.states.get(name, QUIET).happenings
        return "  ".join((name, *(each.text(self.glyphs) for each in happenings)))

    def on_click(self, event: events.Click) -> None:
        """Select a guest, and open it with a second click; on a head, sort by it."""
        plan = self._plan()
        if not self.cards and event.y == plan.head:
            placed = plan.column_at(event.x)
            if placed and placed.column.sort:
                self.post_message(self.SortAsked(placed.column.sort))
        elif (name := self.guest_at(event.x, event.y)) is not None:
            self._follows = False
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
        self._plan()
        self._follows = False
        self._top += by
        self.redraw()

    def on_hide(self, event: events.Hide) -> None:
        """Keep the keyboard while the terminal is too small to show guests."""
        event.prevent_default()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor only while the keyboard is here."""
        super().watch_has_focus(has_focus)
        self.redraw()
