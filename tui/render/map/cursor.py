"""Where the eye is in the maps: a guest, a section of it, a pageblock, a page; and how far zoomed in."""

from __future__ import annotations

from bisect import bisect_right
from enum import IntEnum
from typing import TYPE_CHECKING, Self

import attrs

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from tui.render.map.grid import Grid


class Zoom(IntEnum):
    """What a cell of the selected guest's map is."""

    SECTIONS = 0
    PAGEBLOCKS = 1
    """Of one section."""
    PAGES = 2
    """Of one pageblock."""


@attrs.frozen
class Cursor:
    """A place in the map of one guest. Deeper parts are kept while zoomed out."""

    guest: str = ""
    section: int = 0
    block: int = 0
    """Pageblock, counted from the section's first."""
    page: int = 0
    """Page, counted from the pageblock's first."""
    zoom: Zoom = Zoom.SECTIONS

    @classmethod
    def first(cls, guest: GuestView) -> Self:
        """Return the cursor on the first section that a guest has."""
        index = guest.sections.index
        return cls(guest.name, int(index[0]) if len(index) else 0)

    def at(self, position: int) -> Cursor:
        """Return the cursor on another cell of the present zoom."""
        match self.zoom:
            case Zoom.SECTIONS:
                return attrs.evolve(self, section=position, block=0, page=0)
            case Zoom.PAGEBLOCKS:
                return attrs.evolve(self, block=position, page=0)
            case Zoom.PAGES:
                return attrs.evolve(self, page=position)

    @property
    def position(self) -> int:
        """The cell that the cursor is on, counted from the first of the present zoom."""
        return (self.section, self.block, self.page)[self.zoom]

    def zoomed_in(self) -> Cursor:
        """Return the cursor one level deeper; at pages it stays."""
        return attrs.evolve(self, zoom=Zoom(min(self.zoom + 1, Zoom.PAGES)))

    def zoomed_out(self) -> Cursor:
        """Return the cursor one level higher; at sections it stays."""
        return attrs.evolve(self, zoom=Zoom(max(self.zoom - 1, Zoom.SECTIONS)))


@attrs.frozen
class Field:
    """The cells of the present zoom, in rows that may be shorter than others."""

    lines: tuple[tuple[int, int], ...]
    """The first cell of each row, and how many it has."""
    grid: Grid | None = None
    """Where a cell stands for sections, and not for the position that is its number."""

    @classmethod
    def even(cls, cells: int, per_row: int) -> Field:
        """Return rows of `per_row` cells; the last one may be shorter."""
        return cls(tuple((cell, min(per_row, cells - cell)) for cell in range(0, cells, per_row)))

    @property
    def cells(self) -> int:
        """How many there are."""
        first, count = self.lines[-1] if self.lines else (0, 0)
        return first + count

    def position_of(self, cell: int) -> int:
        """Return what a cell shows: a position of the present zoom."""
        return self.grid.section_of(cell) if self.grid else cell

    def cell_at(self, row: int, column: int) -> int | None:
        """Return the cell in a row and so many cells from its first; None beside them."""
        if not 0 <= row < len(self.lines):
            return None
        first, count = self.lines[row]
        return first + column if 0 <= column < count else None

    def moved(self, position: int, right: int, down: int) -> int | None:
        """Return the position so many cells to the right and rows down, stopped at the first and the last cell.

        None if the step goes above the first row or below the last one.
        """
        cell = self.grid.cell_of(position) if self.grid else position
        row = bisect_right([first for first, _ in self.lines], cell) - 1
        if not 0 <= row + down < len(self.lines):
            return None
        column = cell - self.lines[row][0]
        first, count = self.lines[row + down]
        cell = first + min(column, count - 1) + right
        return self.position_of(min(max(cell, 0), self.cells - 1))
