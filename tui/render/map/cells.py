"""The section map as numbers: for each cell a body, a mark and a style. A cell is body + mark.

All of it is vectorised over the table of sections, so a guest of 131,072 sections costs milliseconds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.memory.kinds import Kind, SectionState
from tui.render.colours.inks import BLOCKERS_OF_MARK, IN_USE, INK_OF_KIND, INKS, Ink, Mark
from tui.render.colours.palette import BODY, LIT, REFUSED, STUCK
from tui.render.map.marks import NO_MARKS, Marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView, SectionTable
    from tui.render.map.grid import Grid

MIXED = INKS
"""Added to a body's ink: no kind holds two thirds of the pages in use."""

COUNTED = range(Ink.OFFLINE + 1)
"""The inks that pages can have, of which the last is for what is not plugged."""
_INK_OF_KIND = np.array([[INK_OF_KIND[kind] == ink for ink in COUNTED] for kind in Kind], np.float64)
_MARK_OF_KIND = np.array([[kind in kinds for _, kinds in BLOCKERS_OF_MARK] for kind in Kind], np.float32)
"""One where a kind counts for an ink, or for a mark. Real numbers are multiplied much faster, and are exact here."""


@attrs.frozen(eq=False)
class Cells:
    """One entry a cell."""

    body: NDArray[np.intp]
    """Ink, + MIXED where none prevails."""
    mark: NDArray[np.intp]
    look: NDArray[np.intp]
    """BODY, STUCK, REFUSED or LIT."""
    lit: NDArray[np.bool_]
    """Whether the mark is lit, whatever the body's look."""

    @property
    def style(self) -> NDArray[np.intp]:
        """Return positions in `Palette.cells`."""
        return self.body % INKS + INKS * self.look


def bodies(pages: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return the body of each row of `pages`, [rows, COUNTED] page counts.

    Offline if half of it is not plugged; free if 7/8 of the rest are; else the kind in use that holds most, mixed if
    that is under 2/3 of the pages in use.
    Shares are cut to eighths, so that a busy cell keeps its body.
    """
    in_use = pages[:, :IN_USE]
    used = in_use.sum(axis=1)
    free = pages[:, Ink.FREE]
    eighths = (16 * in_use + used[:, None]) // np.maximum(2 * used, 1)[:, None]
    body = eighths.argmax(axis=1)
    most = eighths[np.arange(len(eighths)), body]
    body = np.where(3 * most < 2 * 8, body + MIXED, body)
    body = np.where(8 * free >= 7 * (used + free), int(Ink.FREE), body)
    body = np.where(used + free == 0, int(Ink.HOLE), body)
    unplugged = pages[:, Ink.OFFLINE]
    return np.where((unplugged > 0) & (unplugged >= used + free), int(Ink.OFFLINE), body)


def fold(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return page counts by ink from counts by kind."""
    return (counts.astype(np.float64) @ _INK_OF_KIND).astype(np.int64)


def letters(blockers: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return for each row what keeps it: the most stubborn kind's mark, NONE if nothing does."""
    letter = np.zeros(len(blockers), np.intp)
    held = (blockers > 0).astype(np.float32) @ _MARK_OF_KIND > 0
    for (mark, _), rows in zip(BLOCKERS_OF_MARK, held.T, strict=True):
        letter[rows] = mark
    return letter


def _kept(table: SectionTable) -> NDArray[np.bool_]:
    """Return which sections have blockers; adding up rows this way is five times as fast as asking for any."""
    kept: NDArray[np.bool_] = np.einsum("ij->i", table.blockers) > 0
    return kept


@attrs.frozen(eq=False)
class _Groups:
    """The table of sections summed up by cell; one row for each cell that has a present section."""

    cell: NDArray[np.int64]
    pages: NDArray[np.int64]
    letter: NDArray[np.intp]
    online: NDArray[np.bool_]
    """Any section of it holds pages."""
    going_online: NDArray[np.bool_]
    going_offline: NDArray[np.bool_]


def _groups(table: SectionTable, grid: Grid) -> _Groups:
    state = table.state
    online = state != SectionState.OFFLINE
    if grid.per_cell == 1:
        return _Groups(
            grid.cells_of(table.index),
            fold(table.counts),
            np.where(online, letters(table.blockers), int(Mark.NONE)),
            online,
            state == SectionState.GOING_ONLINE,
            state == SectionState.GOING_OFFLINE,
        )
    cell = grid.cells_of(table.index)
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    stuck = online & _kept(table)
    keeping = np.add.reduceat(table.blockers, starts) if len(starts) else table.blockers
    number_online = _sum(online, starts)
    number_stuck = _sum(stuck, starts)
    letter = np.where(number_stuck == number_online, letters(keeping), int(Mark.SOME))
    return _Groups(
        cell[starts],
        fold(np.add.reduceat(table.counts, starts) if len(starts) else table.counts),
        np.where(number_stuck == 0, int(Mark.NONE), letter),
        number_online > 0,
        _sum(state == SectionState.GOING_ONLINE, starts) > 0,
        _sum(state == SectionState.GOING_OFFLINE, starts) > 0,
    )


def _sum(flags: NDArray[np.bool_], starts: NDArray[np.intp]) -> NDArray[np.int64]:
    return np.add.reduceat(flags.astype(np.int64), starts) if len(starts) else np.zeros(0, np.int64)


def section_cells(guest: GuestView, grid: Grid, marks: Marks = NO_MARKS) -> Cells:
    """Return the cells of `guest`, laid out by `grid`."""
    plain = plain_cells(guest, grid)
    cells = Cells(plain.body, plain.mark.copy(), plain.look.copy(), plain.lit.copy())
    for section in marks.landed:
        _light(cells, grid.cell_of(section), Mark.LANDED)
    lit = [grid.cell_of(section) for section in (*marks.fresh, *marks.left)]
    for section in marks.failed:
        _light(cells, grid.cell_of(section), Mark.FAILED)
    stuck = is_stuck(cells)
    cells.look[:] = np.where(stuck, STUCK, BODY)
    for at in lit:
        if 0 <= at < len(stuck):
            cells.lit[at] = cells.mark[at] in (Mark.LANDED, Mark.GOING_OFFLINE)
    for at in marks.turned:
        if at < len(stuck) and cells.mark[at] != Mark.FAILED:
            cells.look[at] = LIT
    for section in marks.changed:
        at = grid.cell_of(section)
        if 0 <= at < len(stuck) and cells.body[at] != Ink.ABSENT and cells.mark[at] != Mark.FAILED:
            cells.look[at] = LIT
    for section in marks.refused:
        at = grid.cell_of(section)
        if at < len(stuck) and stuck[at] and cells.mark[at] != Mark.FAILED:
            cells.look[at] = REFUSED
    return cells


@lru_cache(maxsize=16)
def plain_cells(guest: GuestView, grid: Grid) -> Cells:
    """Return the cells of `guest` without what just happened; not to be changed."""
    groups = _groups(guest.sections, grid)
    own = bodies(groups.pages)
    arriving = groups.going_online & (2 * groups.pages.sum(axis=1) < guest.section_pages)
    own = np.where(arriving | ~groups.online, int(Ink.OFFLINE), own)
    balloon = np.where(groups.online, groups.pages[:, Ink.BALLOON], 0)
    size = int(groups.pages.sum(axis=1).max(initial=1))
    own = show_balloon(own, balloon, size, groups.letter)
    mark = groups.letter
    mark = np.where(groups.going_online, int(Mark.GOING_ONLINE), mark)
    mark = np.where(groups.going_offline, int(Mark.GOING_OFFLINE), mark)
    cells = Cells(
        np.full(grid.cells, int(Ink.ABSENT)),
        np.zeros(grid.cells, np.intp),
        np.zeros(grid.cells, np.intp),
        np.zeros(grid.cells, np.bool_),
    )
    cells.body[groups.cell] = own
    cells.mark[groups.cell] = mark
    return cells


def is_stuck(cells: Cells) -> NDArray[np.bool_]:
    """Return which cells cannot leave, or refused to just now."""
    stuck: NDArray[np.bool_] = (cells.mark >= Mark.BALLOON) & (cells.mark <= Mark.KERNEL)
    stuck |= cells.mark == Mark.FAILED
    return stuck


def ballooned(guest: GuestView, grid: Grid) -> NDArray[np.intp]:
    """Return the cells that are drawn as balloon."""
    return np.flatnonzero(plain_cells(guest, grid).body % INKS == Ink.BALLOON)


def show_balloon(
    body: NDArray[np.intp], held: NDArray[np.int64], size: int, letter: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Let a balloon be seen that is thinly spread: as many cells show it as it would fill, those with most of it.

    Cells that can leave go before those that are stuck. A map that is mostly free or mixed would hide it else.

    Args:
        body: of each cell.
        held: balloon pages of each cell.
        size: pages of a cell.
        letter: what keeps each cell, as a Mark.
    """
    total = int(held.sum())
    if not total:
        return body
    seen = (body == Ink.BALLOON) | (letter == Mark.BALLOON)
    lacking = max(1, (2 * total + size) // (2 * size)) - int(seen.sum())
    if lacking <= 0:
        return body
    order = np.lexsort((-held, letter != Mark.NONE, seen | (held == 0)))[:lacking]
    body[order[(held[order] > 0) & ~seen[order]]] = Ink.BALLOON
    return body


def _light(cells: Cells, at: int, mark: Mark) -> None:
    """Mark a cell, unless it is absent or has a mark that counts for more."""
    if 0 <= at < len(cells.mark) and cells.body[at] != Ink.ABSENT:
        cells.mark[at] = max(int(cells.mark[at]), int(mark))


def stuck_sections(guest: GuestView, failed: frozenset[int] = frozenset()) -> NDArray[np.int64]:
    """Return the indices of the sections that cannot leave, or refused to, in order."""
    table = guest.sections
    stuck = _kept(table) & (table.state != SectionState.OFFLINE)
    found: NDArray[np.int64] = table.index[stuck | np.isin(table.index, list(failed))]
    return found
