"""Which cell of a band is at a place of the screen, and what the cursor moves over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.guests.band import band_grid, gap_of
from tui.render.map.cursor import Cursor, Field, Zoom
from tui.render.map.zoom import per_row, window

if TYPE_CHECKING:
    from tui.render.guests.band import Band
    from tui.render.map.grid import Grid


def field(band: Band) -> Field | None:
    """Return the cells of the band's present zoom; None where it shows no map."""
    if band.columns.form == "line" or not band.map_rows:
        return None
    guest, width = band.guest, band.columns.map_width
    match band.zoom:
        case Zoom.SECTIONS:
            grid = band_grid(guest, band.columns, band.map_rows, band.budget)
            return Field(tuple((line.cell, line.cells) for line in grid.lines), grid) if grid.cells else None
        case Zoom.PAGEBLOCKS:
            return Field.even(max(1, guest.section_pages >> guest.pageblock_order), per_row(width, 2))
        case Zoom.PAGES:
            return Field.even(min(guest.section_pages, 1 << guest.pageblock_order), per_row(width, 1))


def cursor_at(band: Band, column: int, row: int) -> Cursor | None:
    """Return the cursor on the cell at a place of the band; None beside its map."""
    cells = field(band)
    if cells is None:
        return None
    cursor = band.cursor or Cursor(band.guest.name)
    column -= band.columns.map_at
    row -= band.map_at
    width = cells.grid.cell_width if cells.grid else 1 if band.zoom is Zoom.PAGES else 2
    if band.zoom > Zoom.SECTIONS:
        row -= 1
        if not 0 <= row < band.zoomed_rows:
            return None
        row += window(cursor.position, cells.cells, cells.lines[0][1], band.zoomed_rows)
    high = cells.grid.tile.rows + gap_of(band) if cells.grid else 1
    if cells.grid and row % high >= cells.grid.tile.rows:
        return None
    cell = cells.cell_at(row // high, column // width)
    if cell is None:
        return None
    found = cursor.at(cells.position_of(cell))
    return _in_part(band, cells.grid, found, column % width, row % high) if cells.grid else found


def _in_part(band: Band, grid: Grid, cursor: Cursor, column: int, row: int) -> Cursor:
    """Return the cursor at the first page of a part of its section: what is nearer is of that part."""
    if grid.tile.parts == 1 or grid.per_cell > 1:
        return cursor
    part = row * grid.tile.columns + min(column, grid.tile.columns - 1)
    page = part * (band.guest.section_pages // grid.tile.parts)
    block, page = divmod(page, 1 << band.guest.pageblock_order)
    return attrs.evolve(cursor, block=block, page=page)


def sections_under(band: Band) -> tuple[Cursor, int]:
    """Return the cursor of a band at the first section of its cell, and how many sections that cell stands for."""
    cursor = band.cursor or Cursor(band.guest.name)
    if band.seen.marked:
        first, last = band.seen.marked
        return attrs.evolve(cursor, section=first), last - first + 1
    if band.zoom > Zoom.SECTIONS or band.columns.form == "line":
        return cursor, 1
    grid = band_grid(band.guest, band.columns, band.map_rows, band.budget)
    if not grid.cells or grid.per_cell == 1:
        return cursor, 1
    first, count = grid.sections_of(grid.cell_of(cursor.section))
    return attrs.evolve(cursor, section=first), count
