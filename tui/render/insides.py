"""Inside the sections of a guest that has few: every pageblock a cell, under a map that leaves most of its room free.

A cell is one column: the letter of what keeps its pageblock where it is, else its body.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.memory.kinds import KINDS
from tui.render.cells import bodies, fold, letters
from tui.render.inks import INKS
from tui.render.palette import BODY, STUCK
from tui.render.rows import Row
from tui.render.section_map import body_glyphs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView, PagesView
    from tui.render.glyphs import Glyphs
    from tui.render.grid import Grid
    from tui.render.palette import Palette

FREE_SHARE = 4
"""The map must leave free all but one in so many of its rows."""
SPARE = 3
"""Rows that are left for notes, and one for what the cells are."""


def rows_of(guest: GuestView, width: int) -> list[tuple[int, ...]]:
    """Return the sections of each row: neighbours, whole ones, as many as `width` columns have pageblocks for."""
    in_row = max(1, width // max(1, guest.section_pages >> guest.pageblock_order))
    found: list[tuple[int, ...]] = []
    for section in guest.sections.index.tolist():
        if found and len(found[-1]) < in_row and section == found[-1][-1] + 1:
            found[-1] = (*found[-1], section)
        else:
            found.append((section,))
    return found


def sections_inside(guest: GuestView, grid: Grid, width: int, rows: int) -> tuple[int, ...]:
    """Return the sections whose pages are wanted, since there is room for all their pageblocks under the map.

    Only of a guest that was made of a real machine's memory; none where a section is no more than a pageblock, or a
    row has no room for one.

    Args:
        guest: whose map it is.
        grid: how it is drawn.
        width: columns for cells.
        rows: for the map and all that is under it.
    """
    blocks = guest.section_pages >> guest.pageblock_order
    if guest.origin is None or not 1 < blocks <= width or FREE_SHARE * grid.rows > rows:
        return ()
    if len(guest.sections.index) > (rows - grid.rows) * width:
        return ()
    wanted = rows_of(guest, width)
    if grid.rows + SPARE + len(wanted) > rows:
        return ()
    return tuple(section for row in wanted for section in row)


def inside_rows(guest: GuestView, width: int, palette: Palette, glyphs: Glyphs) -> list[tuple[int, Row]]:
    """Draw the pageblocks of every section, as `rows_of` has them; each row with its first section.

    Returns:
        Nothing while the pages of a section are not there yet.
    """
    rows, table = rows_of(guest, width), guest.sections
    sections = [section for row in rows for section in row]
    if not sections or any(section not in guest.pages for section in sections):
        return []
    counts = np.stack([_counts(guest.pages[section]) for section in sections])
    blocking = table.blockers[np.searchsorted(table.index, sections)] > 0
    body = bodies(fold(counts.reshape(-1, KINDS)))
    mark = letters((counts * blocking[:, None]).reshape(-1, KINDS))
    signs = np.where(mark != 0, np.array(glyphs.marks)[mark], body_glyphs(guest, glyphs)[body])
    text = "".join(signs.tolist())
    codes = (body % INKS + INKS * np.where(mark != 0, STUCK, BODY)).tolist()
    drawn, at, blocks = [], 0, counts.shape[1]
    for row in rows:
        part = slice(at, at := at + len(row) * blocks)
        drawn.append((row[0], Row(palette.ground).runs(text[part], codes[part], palette.cells)))
    return drawn


@lru_cache(maxsize=256)
def _counts(pages: PagesView) -> NDArray[np.int64]:
    """Return [pageblocks, KINDS] page counts of a section; its view stays the same object until its pages change."""
    blocks = len(pages.block_types)
    block = np.repeat(np.arange(blocks, dtype=np.int64), len(pages.kinds) // max(1, blocks))
    found: NDArray[np.int64] = np.bincount(block * KINDS + pages.kinds, minlength=blocks * KINDS)
    return found.reshape(blocks, KINDS)
