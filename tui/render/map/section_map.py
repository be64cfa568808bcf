"""The section map as rows: cells turned into text, runs of equal style joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tui.render.colours.inks import INKS, Ink
from tui.render.colours.palette import BODY, LIT, SOLID
from tui.render.map.bodies import body_glyphs
from tui.render.map.cells import Cells, section_cells
from tui.render.map.grid import small_grid
from tui.render.map.lens import PLAIN, Lens, Seen
from tui.render.map.marks import NO_MARKS, Marks
from tui.render.map.over import CURSOR, FAINT, cell_styles, lay_over
from tui.render.map.stretches import stretches
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView
    from tui.render.colours.palette import Palette
    from tui.render.map.grid import Grid
    from tui.render.text.glyphs import Glyphs

FULL_BLOCK = "█"


def small_map(
    guest: GuestView, width: int, rows: int, palette: Palette, glyphs: Glyphs
) -> tuple[list[Row], int]:
    """Draw the sections of `guest` small: one column a cell, its body alone.

    Returns:
        At most so many rows, and how many sections a cell stands for, a power of two.
    """
    where = small_grid(stretches(guest), width, rows)
    body = section_cells(guest, where).body
    text = "".join(body_glyphs(guest, glyphs)[body].tolist())
    codes = (body % INKS).tolist()
    return [
        Row(palette.ground).runs(text[at : at + width], codes[at : at + width], palette.cells)
        for at in range(0, where.cells, where.per_row)
    ], where.per_cell


def cell_text(cells: Cells, guest: GuestView, grid: Grid, glyphs: Glyphs) -> str:
    """Return the characters of all cells in one line: body and mark; of aggregates the mark if any."""
    body = body_glyphs(guest, glyphs)[cells.body]
    mark = np.array(glyphs.marks)[cells.mark]
    if grid.cell_width == 1:
        return "".join(np.where(cells.mark != 0, mark, body).tolist())
    mark = np.where(cells.body == Ink.ABSENT, glyphs.absent_mark, mark)
    return "".join(np.stack([body, mark], axis=1).ravel().tolist())


def map_rows(
    guest: GuestView,
    grid: Grid,
    palette: Palette,
    glyphs: Glyphs,
    marks: Marks = NO_MARKS,
    cursor: int | None = None,
    seen: Seen = PLAIN,
) -> list[Row]:
    """Draw the sections of `guest`.

    Args:
        guest: whose sections.
        grid: where each goes.
        palette: the theme's styles.
        glyphs: the characters.
        marks: what just happened.
        cursor: the section that the cursor is on.
        seen: how it is looked at.
    """
    plain, width = len(palette.cells), grid.cell_width
    if seen.lens is Lens.KIND:
        text, codes = _kinds(guest, grid, glyphs, marks)
    else:
        from tui.render.map.lens_signs import cell_signs

        signs = cell_signs(guest, grid, seen, glyphs)
        text = "".join(
            (np.stack([signs.body, signs.mark], axis=1) if width == 2 else signs.body).ravel().tolist()
        )
        codes = np.repeat(np.where(signs.code < 0, plain + FAINT, signs.code)[:, None], width, axis=1)
    lay_over(codes, grid, seen, plain)
    under = grid.cell_of(cursor) if cursor is not None else -1
    if 0 <= under < len(codes):
        codes[under] = plain + CURSOR
    styles, columns = cell_styles(palette), codes.ravel().tolist()
    parts = [slice(line.cell * width, (line.cell + line.cells) * width) for line in grid.lines]
    return [Row(palette.ground).runs(text[part], columns[part], styles) for part in parts]


def _kinds(guest: GuestView, grid: Grid, glyphs: Glyphs, marks: Marks) -> tuple[str, NDArray[np.intp]]:
    """Return the characters of all cells, and [cells, columns] positions in `Palette.cells`."""
    cells = section_cells(guest, grid, marks)
    codes = np.repeat(cells.style[:, None], grid.cell_width, axis=1)
    if grid.cell_width == 2 and glyphs.bodies[Ink.KERNEL] == FULL_BLOCK:
        tiles = (cells.body == Ink.KERNEL) & (cells.look != BODY)
        codes[tiles, 0] = Ink.KERNEL + INKS * SOLID
    codes[cells.lit, -1] = cells.body[cells.lit] % INKS + INKS * LIT
    return cell_text(cells, guest, grid, glyphs), codes
