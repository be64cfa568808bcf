"""A guest as a band of rows: what it is drawn from, and how its map is laid out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from tui.render.guests.columns import Columns
from tui.render.map.cells import ballooned
from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.grid import Grid, grid
from tui.render.map.inspect import FACTS
from tui.render.map.lens import PLAIN, Lens, Seen
from tui.render.map.marks import NO_MARKS, Marks
from tui.render.map.stretches import stretches
from tui.render.map.tile_map import ballooned_parts
from tui.render.map.tiles import enlarged, part_pages

if TYPE_CHECKING:
    from engine.snapshot import GuestView, OperationView
    from engine.units import Pages
    from tui.render.layout import BandForm
    from tui.render.map.inspect import Behind

EXTRA: dict[BandForm, int] = {"tall": 3, "short": 1, "line": 1, "bare": 0}
"""Rows of a band above its map: title, gauge, labels."""
FOR_NOTES = ((12, 2), (4, 1), (0, 2))
"""From so many rows of map and notes on, so many are kept for the notes where sections are drawn larger."""


@attrs.frozen(eq=False)
class Band:
    """All that one band is drawn from."""

    guest: GuestView
    number: int
    """As the keys 1 to 9 pick it."""
    height: int
    columns: Columns
    operations: tuple[OperationView, ...] = ()
    """The listed operations of this guest."""
    picked: bool = False
    marks: Marks = NO_MARKS
    cursor: Cursor | None = None
    """Where the cursor is, if it is in this guest."""
    focused: bool = False
    """Whether the cursor is to be seen."""
    behind: Behind | None = None
    """The machine's side of the page at the cursor."""
    budget: Pages = 0
    """Pages that its map may look into, to show what is inside of sections."""
    gauged: GuestView = attrs.field(default=attrs.Factory(lambda self: self.guest, takes_self=True))
    """The guest that gauge and bars are drawn from: as it is, or was a moment ago."""
    told: GuestView = attrs.field(default=attrs.Factory(lambda self: self.guest, takes_self=True))
    """The same for numbers and words."""
    seen: Seen = PLAIN
    """How its map is looked at."""

    def same(self, other: Band) -> bool:
        """Whether both would be drawn alike: the same guest object, and all the rest equal."""
        same = (self.guest is other.guest, self.gauged is other.gauged, self.told is other.told)
        return all(same) and _but_guest(self) == _but_guest(other)

    @property
    def map_rows(self) -> int:
        """Rows for the map and its notes."""
        return max(0, self.height - EXTRA[self.columns.form])

    @property
    def zoomed_rows(self) -> int:
        """Rows for the cells of what is zoomed to; pages leave room for what is said of the one at the cursor."""
        rows = self.map_rows - 1
        says = self.zoom is Zoom.PAGES and rows >= 2 * FACTS and not self.seen.explained
        return rows - FACTS if says else rows

    @property
    def lens(self) -> Lens:
        """What its cells answer; pages are always shown by what they hold."""
        return Lens.KIND if self.zoom is Zoom.PAGES else self.seen.lens

    @property
    def map_at(self) -> int:
        """First row of the map."""
        return EXTRA[self.columns.form]

    @property
    def zoom(self) -> Zoom:
        """What a cell is."""
        return self.cursor.zoom if self.cursor else Zoom.SECTIONS


def _but_guest(band: Band) -> tuple[object, ...]:
    return (
        band.number,
        band.height,
        band.columns,
        band.operations,
        band.picked,
        band.marks,
        band.cursor,
        band.focused,
        band.behind,
        band.budget,
        band.seen,
    )


@lru_cache(maxsize=32)
def band_grid(guest: GuestView, columns: Columns, rows: int, budget: Pages = 0) -> Grid:
    """Return where each section stands in `rows` rows: as large as there is room for, with a row left for notes.

    An aggregate keeps the last one free for its scale.
    """
    sections = stretches(guest)
    single = grid(sections, columns.map_width, rows)
    if single.per_cell > 1:
        return grid(sections, columns.map_width, rows - 1)
    kept = next(few for least, few in FOR_NOTES if rows >= least)
    square = columns.form == "bare"
    return enlarged(guest, single, columns.map_width, rows - kept, budget, square)


def grain_wanted(band: Band) -> Pages:
    """Return the pages in a part of a section, if the map of a band shows parts; 0: it does not."""
    if band.columns.form == "line" or band.zoom > Zoom.SECTIONS or not band.map_rows:
        return 0
    return part_pages(band.guest, where_of(band))


def gap_of(band: Band) -> int:
    """Return the blank rows under each row of sections, where a bare map has room for them."""
    if band.columns.form != "bare" or band.zoom > Zoom.SECTIONS:
        return 0
    where = where_of(band)
    kept = next(few for least, few in FOR_NOTES if band.map_rows >= least)
    return int(where.tile.rows > 1 and where.rows + len(where.lines) <= band.map_rows - kept)


def where_of(band: Band) -> Grid:
    """Return how the map of a band is laid out."""
    return band_grid(band.guest, band.columns, band.map_rows, band.budget)


@attrs.frozen
class Ballooned:
    """The cells of a map that are drawn as balloon; of large sections the parts."""

    laid_out: tuple[Grid, bool]
    """How the map is laid out, and whether its parts are counted: only with the same do cells compare."""
    cells: frozenset[int]


def balloon_cells(band: Band) -> Ballooned | None:
    """Return what the map of a band shows of the balloon; None where there is no map."""
    if band.columns.form == "line" or band.zoom > Zoom.SECTIONS or not band.map_rows:
        return None
    where, grain = where_of(band), band.guest.grain
    found = ballooned_parts(band.guest, where) if where.tile.parts > 1 else ballooned(band.guest, where)
    counted = grain is not None and grain.pages == part_pages(band.guest, where)
    return Ballooned((where, counted), frozenset(found.tolist()))
