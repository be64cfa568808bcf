"""Where the eye is in the maps: a guest, a section of it, a pageblock, a page; and how far zoomed in."""

from __future__ import annotations

from enum import IntEnum

import attrs


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
    """The cells of the present zoom, in rows."""

    cells: int
    per_row: int
    step: int = 1
    """Positions that one cell stands for."""

    def moved(self, position: int, right: int, down: int) -> int | None:
        """Return the position so many cells to the right and rows down, stopped at the first and the last cell.

        None if the step goes above the first row or below the last one.
        """
        cell = position // self.step
        if not 0 <= cell // self.per_row + down <= (self.cells - 1) // self.per_row:
            return None
        return min(max(cell + right + down * self.per_row, 0), self.cells - 1) * self.step
