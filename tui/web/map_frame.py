"""A guest's map as texts of one character a cell, or a part of one: what it holds, and what is marked there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tui.render.colours.palette import REFUSED
from tui.render.map.cells import section_cells
from tui.render.map.grid import Grid, Tile
from tui.render.map.stretches import stretches
from tui.render.map.tile_map import parts_of
from tui.render.map.tiles import FINEST, part_pages
from tui.render.text.glyphs import UNICODE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView
    from engine.units import Pages
    from tui.render.map.marks import Marks

FIRST_BODY = ord("a")
"""Stands for the first ink in the text of a map; mixed ones follow."""
PARTS = ((8, 32), (24, 16), (40, 8), (64, 4))
"""Up to so many sections each is drawn in so many parts."""
MOST_PAGES: Pages = 1 << 21
"""A guest with more shows what its sections hold as a whole."""


def map_frame(guest: GuestView, marks: Marks, room: int) -> dict[str, Any]:
    """Return what a page draws a guest's map from.

    Args:
        guest: whose, with a grain of `grain_of` pages if there is one.
        marks: what just happened to its sections.
        room: how many cells or parts there may be.
    """
    where = map_grid(guest, room)
    cells = section_cells(guest, where, marks)
    signs = [UNICODE.marks[mark] for mark in cells.mark.tolist()]
    refused = (cells.look == REFUSED).tolist()
    drawn = {
        "rows": [[stretch.first, stretch.count, stretch.zone] for stretch in where.stretches],
        "per": where.per_cell,
        "tile": where.tile.parts,
        "body": _letters(cells.body),
        "mark": "".join(sign.lower() if low else sign for sign, low in zip(signs, refused, strict=True)),
    }
    if where.tile.parts > 1:
        inside = parts_of(guest, where)
        drawn["parts"] = _letters(inside.body.ravel())
        drawn["kept"] = "".join(UNICODE.marks[letter] for letter in inside.letter.ravel().tolist())
    return drawn


def _letters(body: NDArray[np.intp]) -> str:
    return "".join(chr(FIRST_BODY + each) for each in body.tolist())


def grain_of(guest: GuestView, room: int) -> Pages:
    """Return the pages in a part of a guest's sections; 0: they are drawn whole."""
    return part_pages(guest, map_grid(guest, room))


@lru_cache(maxsize=256)
def map_grid(guest: GuestView, room: int) -> Grid:
    """Return how a guest's sections are put into at most `room` cells, or one for each stretch of them."""
    found, per_cell = stretches(guest), 1
    while True:
        where = Grid(found, per_cell, 1)
        if where.cells <= max(room, len(found)):
            break
        per_cell *= 2
    parts = next((parts for most, parts in PARTS if where.cells <= most), 1)
    pages = len(guest.sections.index) * guest.section_pages
    fits = per_cell == 1 and pages <= MOST_PAGES and where.cells * parts <= room
    if fits and guest.section_pages // parts >= FINEST and guest.section_pages % parts == 0:
        return Grid(found, per_cell, 1, tile=Tile(parts))
    return where
