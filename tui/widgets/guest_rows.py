"""Many guests drawn at once, as cards or as a table under a strip, and which of them stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.strip import Strip

from engine.units import SECOND
from tui.bindings import hinted
from tui.render.crowd import card_slots
from tui.render.guests.card import Card, card_strips
from tui.render.guests.roster import Roster
from tui.render.guests.state import QUIET
from tui.render.guests.strip import cell_at, strip, strip_order
from tui.render.guests.table import TablePlan, guest_row, head_row, table_plan, thumb
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import Snapshot
    from tui.render.guests.sorting import SortKey
    from tui.render.whole.jump import Spot


class GuestRows(Rows):
    """The guests of a roster. What is drawn from the same things is not drawn again."""

    snapshot: Snapshot | None = None
    selected = ""
    cards = False
    """Whether there is room for cards; else it is a table."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.roster = Roster()
        self.top = 0
        """Position of the guest in the table's first row."""
        self.follows = False
        """Whether the selected guest is to be in sight: once somebody went to it. The wheel goes elsewhere."""
        self._order: tuple[SortKey, bool] = (self.roster.key, False)
        """What the rows were sorted by: another order is seen from its top."""
        self._cards: dict[str, tuple[Card, list[Strip]]] = {}
        self._table: dict[str, tuple[tuple[object, ...], Strip]] = {}
        """By guest, what was drawn last and what from."""

    def show(self, snapshot: Snapshot, roster: Roster, selected: str) -> None:
        """Show another picture, order, or selection."""
        self.follows = self.follows or selected != (self.selected or selected)
        if (order := (roster.key, roster.sort.reverse)) != self._order:
            self._order, self.follows, self.top = order, False, 0
        self.snapshot, self.roster, self.selected = snapshot, roster, selected
        self.redraw()

    def dress(self, *look: object) -> None:
        """Draw everything anew in another theme."""
        self._cards.clear()
        self._table.clear()
        super().dress(*look)  # type: ignore[arg-type]

    def draw(self) -> Sequence[Strip]:
        """Draw what changed; the rest is kept."""
        if self.snapshot is None or not self.size:
            return ()
        if not self.roster.shown:
            from tui.render.guests.nobody import NO_MATCH, hidden_rows

            hidden = hidden_rows(hinted(self, NO_MATCH), *self.size, self.palette)
            return [row.strip(self.size.width) for row in hidden]
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

    def plan(self) -> TablePlan:
        """Return which rows of the table are what; it is scrolled no further than there are guests."""
        guests = [guest for _, guest in self.roster.shown]
        selected = self.roster.at(self.selected) if self.follows else None
        plan = table_plan(*self.size, guests, self.top, selected)
        self.top = plan.top
        return plan

    def _draw_table(self, snapshot: Snapshot) -> list[Strip]:
        width = self.size.width
        plan, roster, look = self.plan(), self.roster, (self.palette, self.glyphs)
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
        plan = self.plan()
        if y < plan.strip:
            return cell_at(self._strip_order(), self.size.width, x, y)
        at = plan.guest_at(y, len(shown))
        return None if at is None else shown[at][1].name

    def spots(self) -> Sequence[Spot]:
        """Return the guests in sight, each at its name or number."""
        from tui.render.whole.jump import Spot

        if self.cards:
            slots = card_slots(*self.size, len(self.roster.shown))
            shown = zip(slots, self.roster.shown, strict=False)
            return [Spot(slot.x + 2, slot.y, "guest", guest.name) for slot, (_, guest) in shown]
        plan = self.plan()
        rows = enumerate(self.roster.shown[plan.top : plan.top + plan.rows])
        return [Spot(0, plan.first + y, "guest", guest.name) for y, (_, guest) in rows]

    def tip_at(self, x: int, y: int) -> str:
        """Return which guest a place shows, and what happens to it."""
        if (name := self.guest_at(x, y)) is None:
            return ""
        happenings = self.roster.states.get(name, QUIET).happenings
        return "  ".join((name, *(each.text(self.glyphs) for each in happenings)))
