"""What lies over the cells of a map: a cursor, a marked range, what the mouse points at elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from rich.style import Style

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tui.render.colours.palette import Palette
    from tui.render.map.grid import Grid
    from tui.render.map.lens import Seen

CURSOR, FAINT, MARKED, TEXT, UNDERLINED = range(5)
"""Styles behind those of a palette's cells; from UNDERLINED on each of these again, with a line under it."""


@lru_cache(maxsize=8)
def cell_styles(palette: Palette) -> tuple[Style, ...]:
    """Return the styles of cells and of what may lie over them."""
    under = Style(underline=True)
    plain = (palette.cursor, palette.muted, palette.picked, palette.text)
    return (*palette.cells, *plain, *(each + under for each in palette.cells))


def lay_over(codes: NDArray[np.intp], where: Grid, seen: Seen, plain: int) -> None:
    """Change the styles of cells that are marked or pointed at.

    Args:
        codes: [cells, ...] positions in `cell_styles`, changed in place.
        where: how the map is laid out.
        seen: how it is looked at.
        plain: how many styles of cells there are without anything over them.
    """
    for section in seen.pointed:
        cell = where.cell_of(section)
        if 0 <= cell < len(codes):
            underline(codes[cell : cell + 1], plain)
    if seen.marked:
        first, last = (where.cell_of(section) for section in seen.marked)
        codes[max(0, first) : last + 1] = plain + MARKED


def underline(codes: NDArray[np.intp], plain: int) -> None:
    """Have a line under cells, in place."""
    codes[codes < plain] += plain + UNDERLINED
