"""The section map where there is room: each section a tile of parts, so that what happens inside of it is seen.

A part is one column: the letter of what keeps its pages where they are, else its body. A balloon that stays is no
letter but its part as a solid tile: it is nearly everywhere where it is anywhere. The last column of a tile is the
section's mark.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.memory.kinds import KINDS, SectionState
from tui.render.colours.inks import INKS, Ink, Mark
from tui.render.colours.palette import BODY, LIT, REFUSED, STUCK
from tui.render.map.bodies import body_glyphs
from tui.render.map.cells import bodies, fold, letters, plain_cells, section_cells, show_balloon
from tui.render.map.lens import PLAIN, Lens, Seen
from tui.render.map.marks import NO_MARKS, Marks
from tui.render.map.over import CURSOR, FAINT, TEXT, cell_styles, lay_over
from tui.render.map.tiles import part_pages
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView
    from tui.render.colours.palette import Palette
    from tui.render.map.grid import Grid
    from tui.render.text.glyphs import Glyphs

WHOLE_CURSOR = 8
"""Parts of a tile up to which the cursor covers it; of a larger one it covers the mark's column."""


@attrs.frozen(eq=False)
class Parts:
    """[cells, parts] of a map."""

    body: NDArray[np.intp]
    letter: NDArray[np.intp]
    """What keeps its pages, as a Mark."""


@lru_cache(maxsize=16)
def parts_of(guest: GuestView, where: Grid) -> Parts:
    """Return the parts of every section; those of which nobody has counted the pages look like their section."""
    body = np.repeat(plain_cells(guest, where).body[:, None], where.tile.parts, axis=1)
    letter = np.zeros(body.shape, np.intp)
    grain, table = guest.grain, guest.sections
    if grain is None or grain.pages != part_pages(guest, where) or len(grain.index) != len(table.index):
        return Parts(body, letter)
    counts = grain.counts.reshape(-1, KINDS)
    own = bodies(pages := fold(counts)).reshape(len(grain.index), -1)
    own[(table.state != SectionState.ONLINE)[:, None] & (own == Ink.HOLE)] = Ink.OFFLINE
    keeping = letters((grain.counts * (table.blockers > 0)[:, None]).reshape(-1, KINDS)).reshape(own.shape)
    online = table.state != SectionState.OFFLINE
    keeping[~online] = Mark.NONE
    seen = show_balloon(
        own.ravel(),
        np.where(np.repeat(online, own.shape[1]), pages[:, Ink.BALLOON], 0),
        grain.pages,
        keeping.ravel(),
    ).reshape(own.shape)
    cells = where.cells_of(table.index)
    body[cells[online]] = seen[online]
    letter[cells] = keeping
    return Parts(body, letter)


def ballooned_parts(guest: GuestView, where: Grid) -> NDArray[np.intp]:
    """Return the parts that are drawn as balloon, counted over all cells."""
    return np.flatnonzero(parts_of(guest, where).body % INKS == Ink.BALLOON)


def tile_rows(
    guest: GuestView,
    where: Grid,
    palette: Palette,
    glyphs: Glyphs,
    marks: Marks = NO_MARKS,
    cursor: int | None = None,
    seen: Seen = PLAIN,
) -> list[Row]:
    """Draw the sections of `guest`, see `map_rows`; `marks.turned` counts parts over all cells."""
    plain, tile = len(palette.cells), where.tile
    if seen.lens is Lens.KIND:
        text, codes = _kinds(guest, where, glyphs, marks, plain)
    else:
        text, codes = _seen(guest, where, glyphs, seen, plain)
    lay_over(codes, where, seen, plain)
    if cursor is not None and 0 <= (at := where.cell_of(cursor)) < where.cells:
        codes[at, :, 0 if tile.parts <= WHOLE_CURSOR else -1 :] = plain + CURSOR
    styles = cell_styles(palette)
    rows = []
    for line in where.lines:
        span = slice(line.cell, line.cell + line.cells)
        for row in range(tile.rows):
            codes_of = codes[span, row].ravel().tolist()
            rows.append(Row(palette.ground).runs("".join(text[span, row].ravel().tolist()), codes_of, styles))
    return rows


def _seen(
    guest: GuestView, where: Grid, glyphs: Glyphs, seen: Seen, plain: int
) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """Return what a lens shows, each section a tile of signs for its parts, or of one sign; see `_kinds`."""
    from tui.render.map.lens_signs import cell_signs, part_signs

    signs, shape = (
        cell_signs(guest, where, seen, glyphs),
        (where.cells, where.tile.rows, where.tile.columns + 1),
    )
    text = np.broadcast_to(signs.body[:, None, None], shape).copy()
    codes = np.broadcast_to(np.where(signs.code < 0, plain + FAINT, signs.code)[:, None, None], shape).copy()
    tile = where.tile
    for row, cell in enumerate(where.cells_of(guest.sections.index).tolist()):
        if parts := part_signs(guest, row, tile.parts, seen, glyphs):
            inside = (tile.rows, tile.columns)
            text[cell, :, :-1] = parts.body.reshape(inside)
            codes[cell, :, :-1] = np.where(parts.code < 0, plain + FAINT, parts.code).reshape(inside)
    text[:, :, -1], codes[:, :, -1] = " ", plain + TEXT
    text[:, 0, -1] = signs.mark
    absent = signs.code == Ink.ABSENT
    text[absent, :, -1], codes[absent, :, -1] = glyphs.absent_mark, Ink.ABSENT
    return text, codes


def _kinds(
    guest: GuestView, where: Grid, glyphs: Glyphs, marks: Marks, plain: int
) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    """Return [cells, rows, columns] characters, and positions in `cell_styles`."""
    tile, parts = where.tile, parts_of(guest, where)
    cells = section_cells(guest, where, attrs.evolve(marks, turned=frozenset()))
    signs = np.array(glyphs.marks)
    text = np.full((where.cells, tile.rows, tile.columns + 1), " ")
    codes = np.full(text.shape, plain + TEXT)
    inside = np.where(
        parts.letter > Mark.BALLOON, signs[parts.letter], body_glyphs(guest, glyphs)[parts.body]
    )
    look = np.where(parts.letter != 0, STUCK, BODY)
    turned = [part for part in marks.turned if part < look.size]
    look.ravel()[turned] = LIT
    shape = (where.cells, tile.rows, tile.columns)
    text[:, :, :-1] = inside.reshape(shape)
    codes[:, :, :-1] = (parts.body % INKS + INKS * look).reshape(shape)
    text[:, 0, -1] = signs[cells.mark]
    absent = cells.body == Ink.ABSENT
    text[absent, 0, -1], codes[absent, :, -1] = glyphs.absent_mark, Ink.ABSENT
    text[absent, 1:] = " "
    for special, how in (
        (cells.mark == Mark.FAILED, STUCK),
        (cells.look == REFUSED, REFUSED),
        (cells.lit, LIT),
    ):
        codes[special, 0, -1] = cells.body[special] % INKS + INKS * how
    return text, codes
