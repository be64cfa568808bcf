"""The columns of the table of guests: which there is room for, and what each says of a guest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.snapshot import Column
from engine.units import SECOND, short_size
from tui.render.guests.gauge import scale
from tui.render.guests.sorting import large_share
from tui.render.text.words import level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.snapshot import GuestView
    from engine.units import Nanoseconds
    from tui.render.guests.sorting import SortKey
    from tui.render.guests.state import GuestState
    from tui.render.text.glyphs import Glyphs

LONGEST_NAME = 16
PAST = 30
"""Seconds of a sparkline."""
GAP = 1
"""Columns between two columns of the table."""
LEAST_SPARK = 10
WIDEST_GAUGE = 40


@attrs.frozen
class TableColumn:
    """One column."""

    key: str
    title: str
    width: int
    sort: SortKey | None = None
    """What a click on its head sorts by."""
    left: bool = False
    """Whether it is written from the left; numbers are not."""


@attrs.frozen
class Placed:
    """A column in its place."""

    column: TableColumn
    x: int

    @property
    def end(self) -> int:
        """The first place behind it."""
        return self.x + self.column.width


_ALL = (
    TableColumn("number", "#", 4, "number"),
    TableColumn("name", "NAME", 5, "name", left=True),
    TableColumn("state", "STATE", 10, "wants", left=True),
    TableColumn("gauge", "", 24, left=True),
    TableColumn("has", "HAS", 6, "has"),
    TableColumn("target", "TARGET", 7, "target"),
    TableColumn("free", "FREE", 6, "free"),
    TableColumn("large", "≥2M", 5, "large"),
    TableColumn("balloon", "BALLOON", 8, "balloon"),
    TableColumn("swap", "SWAP", 7, "swap"),
    TableColumn("platform", "PLATFORM", 14, left=True),
    TableColumn("past", f"HAS {PAST} s", LEAST_SPARK, left=True),
    TableColumn("past_free", f"FREE {PAST} s", LEAST_SPARK, left=True),
)
_ORDER: tuple[str, ...] = (
    "name",
    "state",
    "has",
    "target",
    "free",
    "past",
    "large",
    "swap",
    "balloon",
    "number",
    "gauge",
)
_ORDER += ("platform", "past_free")
"""Which columns go first where there is room for some of them only."""


def table_columns(width: int, names: Iterable[str]) -> list[Placed]:
    """Return the columns for so many columns of the screen, from the left; the first one is left for a mark."""
    known = {column.key: column for column in _ALL}
    longest = min(max(map(len, names), default=4), LONGEST_NAME)
    known["name"] = attrs.evolve(known["name"], width=max(longest, 5))
    chosen: set[str] = set()
    room = width - 2
    for key in _ORDER:
        if known[key].width + GAP > room and key not in ("name", "state"):
            break
        chosen.add(key)
        room -= known[key].width + GAP
    for key, most in (("past", PAST), ("gauge", WIDEST_GAUGE), ("past_free", PAST)):
        if key in chosen and room > 0:
            more = min(room, most - known[key].width)
            known[key] = attrs.evolve(known[key], width=known[key].width + more)
            room -= more
    placed = []
    x = 1
    for column in (known[each.key] for each in _ALL if each.key in chosen):
        placed.append(Placed(column, x))
        x += column.width + GAP
    return placed


CELLS: dict[str, Callable[[GuestView, GuestState], str]] = {
    "name": lambda guest, _: guest.name,
    "has": lambda guest, _: level(guest.has),
    "target": lambda guest, _: level(guest.target),
    "free": lambda guest, _: short_size(guest.free),
    "large": lambda guest, _: f"{(large_share(guest) + 5) // 10} %",
    "balloon": lambda guest, _: level(guest.balloon),
    "swap": lambda _, state: f"{short_size(state.swaps)}/s" if state.swaps else "0",
    "platform": lambda guest, _: f"{guest.platform}/{guest.driver}",
}
"""What is written, by column."""


def spark(guest: GuestView, time: Nanoseconds, columns: int, glyphs: Glyphs, *, free: bool = False) -> str:
    """Draw the seconds that went by as one row, the last on the right; blank where nothing is known.

    Args:
        guest: whose.
        time: virtual time.
        columns: how many there are for `PAST` seconds.
        glyphs: the characters.
        free: what it has free, of its highest; else what it has, of what it may have.
    """
    end = time // SECOND
    rows = guest.course.between(end - PAST, end)
    levels = rows[:, Column.FREE] if free else rows[:, Column.ONLINE] - rows[:, Column.BALLOON]
    known = (rows[:, Column.ONLINE] > 0) & (np.arange(end - PAST, end) >= 0)
    whole = int(levels.max()) if free else scale(guest) // guest.page_size
    last = (np.arange(1, columns + 1) * PAST // columns - 1).clip(0)
    eighths = np.ceil(levels[last] * 8 / max(1, whole)).astype(int).clip(1, 8)
    signs = (*glyphs.eighths, glyphs.full)
    return "".join(
        signs[eighth - 1] if there else " "
        for eighth, there in zip(eighths.tolist(), known[last].tolist(), strict=True)
    )
