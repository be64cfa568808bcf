"""Where each section of a guest is drawn: the same place for the same section, whatever it holds.

A zone, a node or a gap begins a new row, as long as there are rows for that.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

import attrs
import numpy as np
from numpy.typing import NDArray

CELLS_A_ROW = 32
"""Single sections in a row of the map where there is room; an aggregate takes half the columns."""


@attrs.frozen
class Stretch:
    """Sections in a row, of one zone where it has a name."""

    first: int
    count: int
    zone: str = ""


@attrs.frozen
class Line:
    """One row of cells."""

    cell: int
    """Its first cell."""
    cells: int
    section: int
    """The first section of that cell."""
    begins: str = ""
    """The zone that begins here."""
    ends: str = ""
    """The zone that ends here."""


@attrs.frozen
class Tile:
    """What one section is drawn as: so many columns and rows of its own, and a column for its mark."""

    columns: int = 1
    rows: int = 1

    @property
    def parts(self) -> int:
        """Return how many characters show what is in the section, each a part of it."""
        return self.columns * self.rows


SMALL = Tile()


@attrs.define(frozen=True, slots=False)
class Grid:
    """Cells in rows. A cell is one section in two columns or more, or 2^n sections in one."""

    stretches: tuple[Stretch, ...]
    """What there is to draw, upwards; absent sections are counted where memory can come."""
    per_cell: int
    per_row: int
    broken: bool = True
    """Whether every stretch begins a new row."""
    tile: Tile = SMALL
    """How large a cell is that is one section."""

    @cached_property
    def _offsets(self) -> list[int]:
        """The first cell of each stretch, and last how many there are."""
        return [0, *accumulate(_divide_up(stretch.count, self.per_cell) for stretch in self.stretches)]

    @cached_property
    def _firsts(self) -> list[int]:
        return [stretch.first for stretch in self.stretches]

    @property
    def cell_width(self) -> int:
        """Columns of a cell."""
        return self.tile.columns + 1 if self.per_cell == 1 else 1

    @property
    def cells(self) -> int:
        """Cells in all rows."""
        return self._offsets[-1]

    @property
    def width(self) -> int:
        """Columns of a full row."""
        return self.per_row * self.cell_width

    @property
    def rows(self) -> int:
        """Rows of the map."""
        return len(self.lines) * self.tile.rows

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The rows of cells."""
        if not self.broken:
            return tuple(
                Line(cell, min(self.per_row, self.cells - cell), self.section_of(cell))
                for cell in range(0, self.cells, self.per_row)
            )
        lines = []
        for stretch, start, end in zip(self.stretches, self._offsets, self._offsets[1:], strict=False):
            for cell in range(start, end, self.per_row):
                lines.append(
                    Line(
                        cell,
                        min(self.per_row, end - cell),
                        stretch.first + (cell - start) * self.per_cell,
                        stretch.zone if cell == start else "",
                        stretch.zone if cell + self.per_row >= end else "",
                    )
                )
        return tuple(lines)

    def cells_of(self, sections: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the cells that show `sections`; each must lie in a stretch."""
        firsts, offsets = np.array(self._firsts, np.int64), np.array(self._offsets, np.int64)
        at = np.searchsorted(firsts, sections, side="right") - 1
        found: NDArray[np.int64] = offsets[at] + (sections - firsts[at]) // self.per_cell
        return found

    def cell_of(self, section: int) -> int:
        """Return the cell that shows `section`, or the last one before it if none does; -1 where there is none."""
        at = bisect_right(self._firsts, section) - 1
        if at < 0:
            return min(0, self.cells - 1)
        stretch = self.stretches[at]
        return self._offsets[at] + min(section - stretch.first, stretch.count - 1) // self.per_cell

    def section_of(self, cell: int) -> int:
        """Return the first section that a cell shows."""
        return self.sections_of(cell)[0]

    def sections_of(self, cell: int) -> tuple[int, int]:
        """Return the first section that a cell shows, and how many it does."""
        at = min(bisect_right(self._offsets, cell), len(self.stretches)) - 1
        stretch, inside = self.stretches[at], (cell - self._offsets[at]) * self.per_cell
        return stretch.first + inside, min(self.per_cell, stretch.count - inside)

    def place_of(self, cell: int) -> tuple[int, int]:
        """Return the row and the column at which a cell begins."""
        row = bisect_right([line.cell for line in self.lines], cell) - 1
        return row * self.tile.rows, (cell - self.lines[row].cell) * self.cell_width

    def cell_at(self, row: int, column: int) -> int | None:
        """Return the cell at a place of the map, None beside it."""
        if column < 0 or not 0 <= row < self.rows:
            return None
        line, at = self.lines[row // self.tile.rows], column // self.cell_width
        return line.cell + at if at < line.cells else None

    def section_at(self, row: int, column: int) -> int | None:
        """Return the first section of the cell at a place of the map, None beside it."""
        cell = self.cell_at(row, column)
        return None if cell is None else self.section_of(cell)


def grid(sections: int | tuple[Stretch, ...], columns: int, rows: int) -> Grid:
    """Lay out sections in at most `columns` x `rows`, one a cell if they fit, else the least power of two.

    Rows hold a multiple of 8 cells where there is room, so that a row starts at a round number. Where there are too
    few rows, zones share them, and then whatever there is.

    Args:
        sections: the stretches, upwards, or how many sections there are from 0 on.
        columns: room for the cells.
        rows: how many rows there are.
    """
    rows = max(rows, 1)
    stretches = (Stretch(0, sections),) * (sections > 0) if isinstance(sections, int) else sections
    layouts = [(each, True) for each in (stretches, _touching(stretches)) if len(each) <= rows]
    layouts.append((_touching(stretches), False))
    two = _round_down(min(columns // 2, CELLS_A_ROW))
    one = _round_down(min(columns, 2 * CELLS_A_ROW))
    per_cell, per_row = 1, two
    while True:
        for each, broken in layouts:
            counts = [_divide_up(stretch.count, per_cell) for stretch in each]
            counts = counts if broken else [sum(counts)]
            fits = sum(_divide_up(count, per_row) for count in counts) <= rows
            if fits or (not broken and per_cell > max((stretch.count for stretch in each), default=0)):
                return Grid(each, per_cell, per_row, broken)
        per_cell, per_row = per_cell * 2, one


def small_grid(sections: tuple[Stretch, ...], columns: int, rows: int) -> Grid:
    """Lay out sections one after the other, zones and gaps regardless, in cells of one column."""
    per_cell = 1
    while True:
        found = Grid(sections, per_cell, max(1, columns), broken=False)
        if found.cells <= found.per_row * max(1, rows) or per_cell >= max(each.count for each in sections):
            return found
        per_cell *= 2


def _touching(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """Return stretches without the borders between zones, so that only gaps are left."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and joined[-1].first + joined[-1].count == stretch.first:
            joined[-1] = Stretch(joined[-1].first, joined[-1].count + stretch.count)
        else:
            joined.append(stretch)
    return tuple(joined)


def _divide_up(count: int, by: int) -> int:
    return -(-count // by)


def _round_down(cells: int) -> int:
    return max(1, cells - cells % 8 if cells >= 8 else cells)
