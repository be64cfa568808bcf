"""At which columns the parts of a band stand: the same in all bands, so that guests compare at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from tui.render.layout import WITH_LISTS
from tui.render.map.grid import CELLS_A_ROW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.render.layout import BandForm

MAP = 2 * CELLS_A_ROW
LEVELS = 13
"""Columns of `660M ▸ 512M`."""
LONGEST_NAME = 10
ListsForm = Literal["standing", "lying", "none"]


@attrs.frozen
class Columns:
    """Columns of a band, counted from its left edge."""

    form: BandForm
    width: int
    name: int
    """Columns for a guest's name."""
    map_at: int
    map_width: int
    gauge_at: int
    gauge_width: int
    levels_at: int
    lists_at: int
    """Equal to the width where there are no lists."""
    lying: bool = False
    """Whether the lists lie, with counts, and do not stand."""

    @property
    def names_cells(self) -> bool:
        """Whether a row of the map begins with the name of its first section, and its zone where one begins."""
        return self.form in ("tall", "bare")

    def pitch(self, orders: int) -> int:
        """Return the columns from one bar of the free lists to the next."""
        room = self.width - self.lists_at
        return next((pitch for pitch in (3, 2) if room >= pitch * orders), 1)

    def bars(self, orders: int) -> int:
        """Return how many bars there is room for."""
        return min(orders, (self.width - self.lists_at) // self.pitch(orders))


def band_columns(
    form: BandForm,
    width: int,
    extents: Iterable[int],
    names: Iterable[str],
    zones: int = 0,
    lists: ListsForm = "standing",
) -> Columns:
    """Return the columns of the bands of one form.

    Args:
        form: how they are drawn.
        width: their columns.
        extents: cells of each guest's map, since the gutter is as wide as the largest row number.
        names: the guests' names.
        zones: columns that the names of zones need beside the numbers; only tall bands have them.
        lists: how tall bands show the free lists; without them the map has their room.
    """
    last = max((max(extent - 1, 0) // CELLS_A_ROW * CELLS_A_ROW for extent in extents), default=0)
    digits = len(str(last))
    name = min(max(map(len, names), default=3), LONGEST_NAME)
    if form == "bare":
        map_at = digits + 3 + (zones + 1 if zones else 0)
        return Columns(form, width, name, map_at, max(0, width - map_at - 2), 2, 0, width, width)
    if form == "tall":
        map_at = max(7, digits + 4 + zones)
        map_width = width - map_at - 2 if lists == "none" else MAP
        lists_at = width if lists == "none" else map_at + MAP + 3
        gauge_width = map_at + map_width - 5
        lying = lists == "lying"
        return Columns(form, width, name, map_at, map_width, 2, gauge_width, width, lists_at, lying)
    map_at = max(3, digits + 1)
    map_width = min(MAP, max(0, width - map_at))
    lists_at = map_at + MAP + 1 if width >= WITH_LISTS else width
    if form == "line":
        gauge_at = 5 + name
        gauge_width = max(0, min(24, width - gauge_at - LEVELS - 12))
        levels_at = gauge_at + gauge_width + 1
        return Columns(
            form, width, name, map_at, map_width, gauge_at, gauge_width, levels_at, levels_at + LEVELS + 2
        )
    levels_at = lists_at - LEVELS - 5 if width >= WITH_LISTS else max(0, width - LEVELS - 1)
    gauge_at = 20
    return Columns(
        form, width, name, map_at, map_width, gauge_at, max(0, levels_at - gauge_at - 2), levels_at, lists_at
    )
