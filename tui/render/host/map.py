"""The host map, drawn: machine frames by owner letter, and the sentences beside or below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.machine_view import FREE_OWNER
from engine.units import GIB, Bytes, short_size
from tui.render.colours.inks import Ink
from tui.render.host.cells import FRAME, GUTTER, HostCells, host_cells, host_grid, letters
from tui.render.host.words import cell_words, host_words
from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from engine.machine_view import MachineView
    from engine.snapshot import Balancing
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

WHOLE, HOLED, LIT = range(3)
"""How a cell is drawn: in the text's colour, in free's where an eighth or more is free, or under the cursor."""


def host_map_rows(
    host: MachineView,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    cursor: int | None = None,
    balancing: Balancing | None = None,
) -> list[Row]:
    """Draw the machine.

    Args:
        host: whose its frames are.
        width: columns there are.
        height: rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        cursor: the lit cell, if any.
        balancing: who shares the memory out.
    """
    grid = host_grid(host, width, height)
    cells = host_cells(host, grid)
    size = short_size(grid.frames * FRAME)
    head = Row(palette.ground).add(f"{glyphs.rule} ", palette.rule)
    dot = f" {glyphs.dot} "
    words = dot.join(("host map", f"1 cell = {size}", f"{grid.cells:,} cells"))
    head.add(fit(words, width - 4, glyphs.more), palette.muted).add(" ")
    signs = _signs(palette, glyphs)
    if head.column + signs.column + 2 <= width:
        head.to(width - signs.column - 2, glyphs.rule, palette.rule).join(signs)
    head.to(width, glyphs.rule, palette.rule)
    rows = [head]
    for first in range(0, grid.cells, grid.per_row):
        label = address(first * grid.frames * FRAME)
        row = Row(palette.ground).add(f"{label:>{GUTTER - 1}} ", palette.muted)
        rows.append(
            row.join(_cells(host, cells, range(first, first + grid.per_row), palette, glyphs, cursor))
        )
    here = "" if cursor is None else cell_words(host, grid, cells, cursor)
    said = [glyphs.words(text, 400) for text in (here, *host_words(host, balancing)) if text]
    if grid.room:
        _beside(rows, said, GUTTER + grid.per_row + 3, grid.room, palette)
    else:
        parts = [(part, text is here) for text in said for part in wrap(text, width - 2)]
        rows += [
            Row(palette.ground).add(" ").add(part, palette.text if lit else palette.muted)
            for part, lit in parts
        ]
    return rows[:height]


def _signs(palette: Palette, glyphs: Glyphs) -> Row:
    """Draw what the looks of a cell mean."""
    row = Row(palette.ground).add(" a", palette.text).add(" held ", palette.muted)
    row.add("a", palette.inks[Ink.FREE]).add(f" {glyphs.at_least} 1/8 free ", palette.muted)
    row.add(glyphs.free, palette.inks[Ink.FREE]).add(" free ", palette.muted)
    return row.add(f"{glyphs.zeroing} zeroing ", palette.muted)


def address(place: Bytes) -> str:
    """Print where a row begins: `0`, `512M`, `1.25G`."""
    exact = f"{place / GIB:g}G"
    return "0" if not place else exact if place >= GIB and len(exact) < GUTTER else short_size(place)


def _beside(rows: list[Row], said: list[str], column: int, room: int, palette: Palette) -> None:
    """Put sentences beside the map, a blank row between two."""
    lines = [line for text in said for line in (*wrap(text, room), "")][:-1]
    for at, line in enumerate(lines, 1):
        if at == len(rows):
            rows.append(Row(palette.ground))
        rows[at].to(column).add(line, palette.muted)


def _cells(
    host: MachineView, cells: HostCells, which: range, palette: Palette, glyphs: Glyphs, cursor: int | None
) -> Row:
    """Draw one row of cells: a letter where a guest holds most, in free's colour where there are holes."""
    signs = (glyphs.free, *letters(host.owners[1:-1]), glyphs.zeroing)
    row = Row(palette.ground)
    text, styles = "", []
    for at in which[: max(0, len(cells.frames) - which.start)]:
        frames = cells.frames[at]
        whole, free = int(frames.sum()), int(frames[FREE_OWNER])
        text += signs[FREE_OWNER if 8 * free >= 7 * whole else 1 + int(frames[1:].argmax())]
        holed = 8 * free >= whole
        styles.append(LIT if at == cursor else HOLED if holed else WHOLE)
    return row.runs(text, styles, (palette.text, palette.inks[Ink.FREE], palette.cursor))
