"""How large a guest's sections can be drawn: where there is room, each shows its inside in parts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from tui.render.map.grid import Tile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.snapshot import GuestView
    from engine.units import Pages
    from tui.render.map.grid import Grid

FINEST = 16
"""Pages that a part has at least."""
MOST_PAGES = 1 << 22
"""Pages that all maps in sight may look into together; a guest with more shows what its sections hold as a whole."""
FEWEST = 4
"""Parts of a section that are worth the room: with fewer, marks stand thicker than what they are about."""
EVEN_FROM = 12
"""Of so many sections in a row on, rows hold a multiple of four."""


def part_pages(guest: GuestView, where: Grid) -> Pages:
    """Return the pages in a part of a section, 0 where the map shows no parts."""
    return guest.section_pages // where.tile.parts if where.tile.parts > 1 else 0


def enlarged(
    guest: GuestView, where: Grid, columns: int, rows: int, budget: Pages, square: bool = False
) -> Grid:
    """Return a map in which each section is as large as `columns` x `rows` allow, at most.

    Args:
        guest: whose map it is.
        where: its map with small sections, which is returned where there is no room, or where a look into all
            sections would cost too much.
        columns: room for cells.
        rows: how many there are.
        budget: pages that may be looked at.
        square: whether a section is to be about as wide as high on the screen, each page a part if there is room; else
            it is as wide as can be.
    """
    if where.per_cell > 1 or not where.cells or len(guest.sections.index) * guest.section_pages > budget:
        return where
    return _enlarged(where, columns, rows, guest.section_pages, square)


@lru_cache(maxsize=64)
def _enlarged(where: Grid, columns: int, rows: int, section_pages: Pages, square: bool) -> Grid:
    found, parts = where, FEWEST
    finest = 1 if square else FINEST
    while section_pages // parts >= finest and section_pages % parts == 0:
        fitting = (each for each in _choices(where, parts, columns, square) if each.rows <= rows)
        found = next(fitting, found)
        parts *= 2
    return found


def _choices(where: Grid, parts: int, columns: int, square: bool) -> Iterator[Grid]:
    """Yield the maps with so many parts a section, wide and low tiles first."""
    wide = 1 << (parts.bit_length() + 1) // 2 if square else parts
    while wide:
        in_row = columns // (wide + 1)
        in_row -= in_row % 4 if in_row >= EVEN_FROM else 0
        if in_row:
            made = attrs.evolve(where, per_row=in_row, tile=Tile(wide, parts // wide))
            # no wider than its number of rows needs, so that they are about equally long
            while made.per_row > 1 and in_row < EVEN_FROM:
                less = attrs.evolve(made, per_row=made.per_row - 1)
                if less.rows > made.rows:
                    break
                made = less
            yield made
        wide //= 2
