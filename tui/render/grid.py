"""Where each section of a guest is drawn: the same place for the same section, whatever it holds."""

from __future__ import annotations

import attrs

CELLS_A_ROW = 32
"""Single sections in a row of the map where there is room; an aggregate takes half the columns."""


@attrs.frozen
class Grid:
    """Cells in rows. A cell is one section in two columns, or 2^n sections in one."""

    sections: int
    """How many there are to draw, absent ones counted."""
    per_cell: int
    per_row: int
    rows: int

    @property
    def cell_width(self) -> int:
        """Columns of a cell."""
        return 2 if self.per_cell == 1 else 1

    @property
    def cells(self) -> int:
        """Cells in all rows."""
        return _divide_up(self.sections, self.per_cell)

    @property
    def width(self) -> int:
        """Columns of a full row."""
        return self.per_row * self.cell_width

    def cell_of(self, section: int) -> int:
        """Return the number of the cell that shows `section`."""
        return section // self.per_cell

    def place_of(self, cell: int) -> tuple[int, int]:
        """Return row and column of a cell."""
        row, at = divmod(cell, self.per_row)
        return row, at * self.cell_width

    def cell_at(self, row: int, column: int) -> int | None:
        """Return the cell at a place of the map, None beside it."""
        if not (0 <= column < self.width and 0 <= row < self.rows):
            return None
        cell = row * self.per_row + column // self.cell_width
        return cell if cell < self.cells else None

    def section_at(self, row: int, column: int) -> int | None:
        """Return the first section of the cell at a place of the map, None beside it."""
        cell = self.cell_at(row, column)
        return None if cell is None else cell * self.per_cell


def grid(sections: int, columns: int, rows: int) -> Grid:
    """Lay out `sections` in at most `columns` x `rows`, one a cell if they fit, else the least power of two.

    Rows hold a multiple of 8 cells where there is room, so that a row starts at a round number.
    """
    rows = max(rows, 1)
    two = _round_down(min(columns // 2, CELLS_A_ROW))
    if sections <= two * rows:
        return Grid(sections, 1, two, _divide_up(sections, two))
    one = _round_down(min(columns, 2 * CELLS_A_ROW))
    per_cell = 2
    while _divide_up(sections, per_cell) > one * rows:
        per_cell *= 2
    return Grid(sections, per_cell, one, _divide_up(_divide_up(sections, per_cell), one))


def _divide_up(count: int, by: int) -> int:
    return -(-count // by)


def _round_down(cells: int) -> int:
    return max(1, cells - cells % 8 if cells >= 8 else cells)
