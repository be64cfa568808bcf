"""Guests as a table, one row each, under a strip with a cell each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.colours.inks import Ink, Mark
from tui.render.guests.gauge import gauge
from tui.render.guests.sorting import UPWARDS
from tui.render.guests.state import Urgency
from tui.render.guests.strip import strip_rows
from tui.render.guests.table_columns import CELLS, spark, table_columns
from tui.render.text.rows import Row
from tui.render.text.words import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from engine.snapshot import GuestView
    from engine.units import Nanoseconds
    from tui.render.colours.palette import Palette
    from tui.render.guests.sorting import SortKey
    from tui.render.guests.state import GuestState
    from tui.render.guests.table_columns import Placed
    from tui.render.text.glyphs import Glyphs

FEWEST = 3
"""Rows of guests below which the strip is left out."""


@attrs.frozen
class TablePlan:
    """Which rows are what, counted from the first."""

    strip: int
    """Rows of the strip above the table."""
    head: int
    """The row of the heads."""
    rows: int
    """Rows of guests under it."""
    columns: tuple[Placed, ...]
    top: int = 0
    """Position of the guest in the first of them."""

    @property
    def first(self) -> int:
        """The row of the first guest."""
        return self.head + 1

    def guest_at(self, row: int, guests: int) -> int | None:
        """Return the position of the guest in a row of the table; None above and below."""
        at = row - self.first + self.top
        return at if self.first <= row < self.first + self.rows and at < guests else None

    def column_at(self, x: int) -> Placed | None:
        """Return the column of the table that is at a column of the screen."""
        return next((placed for placed in self.columns if placed.x <= x < placed.end), None)


def table_plan(
    width: int, height: int, guests: Sequence[GuestView], top: int, selected: int | None
) -> TablePlan:
    """Divide `height` rows.

    Args:
        width: columns there are.
        height: rows there are.
        guests: those that are shown.
        top: position of the first guest in sight, if that is possible.
        selected: position of the one that is to be in sight; None: whichever.
    """
    cells = strip_rows(len(guests), width)
    cells = cells if height - cells - 1 >= FEWEST else 0
    rows = max(0, height - cells - 1)
    if selected is not None:
        top = min(max(top, selected - rows + 1), selected)
    top = max(0, min(top, len(guests) - max(1, rows)))
    columns = table_columns(width, (guest.name for guest in guests))
    return TablePlan(cells, cells, rows, tuple(columns), top)


def head_row(plan: TablePlan, key: SortKey, reverse: bool, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw the heads; the one that is sorted by is bright, and says by its sign which way."""
    row = Row(palette.ground)
    for placed in plan.columns:
        column = placed.column
        title = glyphs.words(column.title)
        sorted_by = column.sort == key
        if sorted_by and len(title) < column.width:
            title += glyphs.marks[
                Mark.GOING_ONLINE if (key in UPWARDS) is not reverse else Mark.GOING_OFFLINE
            ]
        text = fit(title, column.width, glyphs.more)
        text = text.ljust(column.width) if column.left else text.rjust(column.width)
        row.to(placed.x).add(text, palette.text if sorted_by else palette.muted)
    return row


def guest_row(
    plan: TablePlan,
    number: int,
    guest: GuestView,
    state: GuestState,
    time: Nanoseconds,
    picked: bool,
    focused: bool,
    palette: Palette,
    glyphs: Glyphs,
) -> Row:
    """Draw one guest.

    Args:
        plan: the columns.
        number: the guest's.
        guest: the guest.
        state: what happens to it.
        time: virtual time, of which only whole seconds matter.
        picked: whether it is selected.
        focused: whether the keyboard is in the table.
        palette: the theme's styles.
        glyphs: the characters.
    """
    tone = palette.muted if state.urgency >= Urgency.SLOW else palette.text
    row = Row(palette.ground).add(glyphs.becomes if picked else " ")
    for placed in plan.columns:
        column, width = placed.column, placed.column.width
        row.to(placed.x)
        match column.key:
            case "number":
                row.add(f"{number:>{width}}", palette.muted)
            case "name":
                style = palette.cursor if picked and focused else palette.picked if picked else tone
                row.add(fit(guest.name, width, glyphs.more), style)
            case "state":
                row.add(fit(_state(state, glyphs), width, glyphs.more), _warm(state, palette))
            case "gauge":
                gauge(row, guest, width, palette, glyphs)
            case "past" | "past_free":
                free = column.key == "past_free"
                drawn = spark(guest, time, width, glyphs, free=free)
                row.add(drawn, palette.inks[Ink.FREE] if free else tone)
            case key:
                text = glyphs.words(CELLS[key](guest, state))
                text = text.ljust(width) if column.left else text.rjust(width)
                warm = key == "swap" and state.swaps > 0
                row.add(fit(text, width, glyphs.more), palette.warm if warm else tone)
    return row


def _state(state: GuestState, glyphs: Glyphs) -> str:
    foremost = state.foremost
    if foremost.urgency is Urgency.SWAPPING:
        return "! swap"
    return "" if foremost.urgency is Urgency.QUIET else foremost.text(glyphs)


def _warm(state: GuestState, palette: Palette) -> Style:
    return palette.warm if state.foremost.bad else palette.text


def thumb(plan: TablePlan, guests: int) -> range:
    """Return the rows of the scroll bar's thumb, counted from the first guest's; all of them if all are in sight."""
    if not plan.rows or guests <= plan.rows:
        return range(plan.rows)
    size = max(1, plan.rows * plan.rows // guests)
    start = (plan.rows - size) * plan.top // max(1, guests - plan.rows)
    return range(start, start + size)
