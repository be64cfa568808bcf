"""What a lens shows of sections and pageblocks: two characters and a style for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.memory.kinds import KINDS, Kind, MigrateType, SectionState
from tui.render.colours.inks import BLOCKERS_OF_MARK, IN_USE, INKS, TYPE_LETTERS, Ink, Mark
from tui.render.colours.palette import STUCK
from tui.render.map.bodies import body_glyphs
from tui.render.map.cells import fold, letters
from tui.render.map.inspect import has_types
from tui.render.map.lens import OLD, Lens, Seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView, PagesView
    from engine.units import Pages
    from tui.render.map.grid import Grid
    from tui.render.text.glyphs import Glyphs

MUTED = -1
"""A style: that of words of little weight."""
FREE_KINDS = (Kind.FREE, Kind.PER_CPU, Kind.UNPLUGGED, Kind.HOLE)
"""Nothing of these has to move."""
UNKNOWN, NO_ORDER = -2, -1
"""Instead of an order: nobody has looked, and nothing is free."""
_DIGITS = np.array([*"0123456789", *"X" * 118])
_TYPES = np.array([TYPE_LETTERS[each] for each in MigrateType])
_INK_OF_TYPE = np.array(
    [
        {
            MigrateType.UNMOVABLE: Ink.KERNEL,
            MigrateType.RECLAIMABLE: Ink.SLAB,
            MigrateType.MOVABLE: Ink.ANON,
        }.get(each, Ink.OFFLINE)
        for each in MigrateType
    ]
)
_INK_OF_MARK = np.zeros(len(Mark), np.intp)
for _mark, _ in BLOCKERS_OF_MARK:
    _INK_OF_MARK[_mark] = {
        Mark.BALLOON: Ink.BALLOON,
        Mark.PINNED: Ink.PINNED,
        Mark.MEM_MAP: Ink.MEM_MAP,
        Mark.SLAB: Ink.SLAB,
        Mark.KERNEL: Ink.KERNEL,
    }[_mark]


@attrs.frozen(eq=False)
class Signs:
    """One entry each for some sections, pageblocks or cells."""

    body: NDArray[np.str_]
    mark: NDArray[np.str_]
    code: NDArray[np.intp]
    """Positions in `Palette.cells`, or MUTED."""
    rank: NDArray[np.intp]
    """Where several share a cell, the one with the highest is shown."""


def cell_signs(guest: GuestView, where: Grid, seen: Seen, glyphs: Glyphs) -> Signs:
    """Return what a lens shows in each cell of a map; of several sections the one that matters most to it."""
    own = section_signs(guest, seen, glyphs)
    cells = where.cells
    found = Signs(
        np.full(cells, glyphs.bodies[Ink.ABSENT]),
        np.full(cells, glyphs.absent_mark),
        np.full(cells, int(Ink.ABSENT)),
        np.full(cells, -1),
    )
    order = np.argsort(own.rank, kind="stable")
    at = where.cells_of(guest.sections.index)[order]
    for name in ("body", "mark", "code", "rank"):
        getattr(found, name)[at] = getattr(own, name)[order]
    return found


def section_signs(guest: GuestView, seen: Seen, glyphs: Glyphs) -> Signs:
    """Return what a lens shows of each row of a guest's table of sections."""
    table = guest.sections
    offline = table.state == SectionState.OFFLINE
    match seen.lens:
        case Lens.ORDER:
            orders = [_largest(guest.pages.get(section)) for section in table.index.tolist()]
            found = _order_signs(np.array(orders, np.intp), glyphs)
        case Lens.TYPE:
            found = _section_types(guest)
        case Lens.CHANGED:
            ages = (
                np.frombuffer(seen.ages, np.uint8) if seen.ages else np.full(len(table.index), OLD, np.uint8)
            )
            found = _age_signs(ages, fold(table.counts), guest, glyphs)
        case _:
            found = _leaving_signs(table.counts, table.blockers, glyphs)
    found.body[offline], found.mark[offline] = glyphs.bodies[Ink.OFFLINE], " "
    found.code[offline], found.rank[offline] = Ink.OFFLINE, 0
    return found


def part_signs(guest: GuestView, row: int, parts: int, seen: Seen, glyphs: Glyphs) -> Signs | None:
    """Return what a lens shows of the parts of one section; None where it shows the section as a whole.

    Args:
        guest: whose section.
        row: of its table of sections.
        parts: into how many the section is cut, all of one size.
        seen: how it is looked at.
        glyphs: the characters.
    """
    table, size = guest.sections, guest.section_pages // parts
    if table.state[row] == SectionState.OFFLINE:
        return None
    pages = guest.pages.get(int(table.index[row]))
    match seen.lens:
        case Lens.ORDER if pages is not None:
            return _order_signs(_block_orders(pages, parts, size), glyphs)
        case Lens.TYPE if pages is not None and has_types(guest):
            first = np.arange(parts) * size >> guest.pageblock_order
            return _type_signs(pages.block_types[first].astype(np.intp), np.zeros(parts, bool))
        case Lens.LEAVES if (grain := guest.grain) is not None and grain.counts.shape[1:2] == (parts,):
            if len(grain.index) == len(table.index):
                counts = grain.counts[row]
                return _leaving_signs(counts, counts * (table.blockers[row] > 0), glyphs)
    return None


def looked_into(guest: GuestView, budget: Pages) -> tuple[tuple[str, int], ...]:
    """Return the sections whose pages a lens needs that looks into all of them; none where that would cost too much.

    Args:
        guest: whose map it is.
        budget: pages that may be looked at.
    """
    table = guest.sections
    if len(table.index) * guest.section_pages > budget:
        return ()
    online = table.index[table.state != SectionState.OFFLINE]
    return tuple((guest.name, section) for section in online.tolist())


def block_signs(guest: GuestView, pages: PagesView, seen: Seen, glyphs: Glyphs) -> Signs:
    """Return what a lens shows of each pageblock of a section."""
    blocks = len(pages.block_types)
    size = max(1, len(pages.kinds) // max(1, blocks))
    match seen.lens:
        case Lens.ORDER:
            return _order_signs(_block_orders(pages, blocks, size), glyphs)
        case Lens.TYPE:
            if not has_types(guest):
                return _not_told(blocks)
            return _type_signs(pages.block_types.astype(np.intp), np.zeros(blocks, bool))
    counts = np.bincount(
        np.repeat(np.arange(blocks), size) * KINDS + pages.kinds[: blocks * size], minlength=blocks * KINDS
    ).reshape(blocks, KINDS)
    if seen.lens is Lens.CHANGED:
        known = len(seen.block_ages) == blocks
        ages = np.frombuffer(seen.block_ages, np.uint8) if known else np.full(blocks, OLD, np.uint8)
        return _age_signs(ages, fold(counts), guest, glyphs)
    table = guest.sections
    at = int(table.index.searchsorted(pages.section))
    present = at < len(table.index) and int(table.index[at]) == pages.section
    keeping = counts * (table.blockers[at] > 0) if present else np.zeros_like(counts)
    return _leaving_signs(counts, keeping, glyphs)


def _leaving_signs(counts: NDArray[np.integer], blockers: NDArray[np.integer], glyphs: Glyphs) -> Signs:
    """Say what keeps each, and how many pages of it: one digit, `+` for ten or more; else how much has to move."""
    whole = counts.sum(axis=1, dtype=np.int64)
    used = whole - counts[:, list(FREE_KINDS)].sum(axis=1, dtype=np.int64)
    letter = letters(blockers)
    stuck = letter != Mark.NONE
    many = np.zeros(len(counts), np.int64)
    for mark, kinds in BLOCKERS_OF_MARK:
        mine = letter == mark
        many[mine] = blockers[mine][:, list(kinds)].sum(axis=1, dtype=np.int64)
    moving = np.where(used == 0, int(Ink.FREE), np.where(2 * used < whole, int(Ink.FILE), int(Ink.ANON)))
    digits = np.where(many < 10, _DIGITS[np.minimum(many, 9)], "+")
    return Signs(
        np.where(stuck, np.array(glyphs.marks)[letter], np.array(glyphs.bodies)[moving]),
        np.where(stuck, digits, " "),
        np.where(stuck, _INK_OF_MARK[letter] + INKS * STUCK, moving),
        np.where(stuck, 10 + letter, IN_USE - moving),
    )


def _order_signs(orders: NDArray[np.intp], glyphs: Glyphs) -> Signs:
    free = orders >= 0
    text = np.where(free, _DIGITS[np.maximum(orders, 0)], np.where(orders == UNKNOWN, "?", glyphs.cancelled))
    return Signs(text, np.full(len(orders), " "), np.where(free, int(Ink.FREE), MUTED), orders)


def _largest(pages: PagesView | None) -> int:
    """Return the order of the largest free block that begins in a section."""
    return UNKNOWN if pages is None else int(pages.orders.max(initial=NO_ORDER))


def _block_orders(pages: PagesView, blocks: int, size: int) -> NDArray[np.intp]:
    """Return the largest free block in each pageblock, that which reaches into it from before among them."""
    orders = pages.orders[: blocks * size].astype(np.intp)
    found: NDArray[np.intp] = orders.reshape(blocks, size).max(axis=1)
    for head in np.flatnonzero(orders >= max(1, size).bit_length()).tolist():
        order = int(orders[head])
        found[head // size : (head + (1 << order) - 1) // size + 1] = order
    return found


def _section_types(guest: GuestView) -> Signs:
    """Say what most pageblocks of each section are for, and `+` where others are for something else."""
    index = guest.sections.index.tolist()
    if not has_types(guest):
        return _not_told(len(index))
    counted = [
        np.bincount(pages.block_types, minlength=len(MigrateType))
        if (pages := guest.pages.get(section)) is not None
        else None
        for section in index
    ]
    most = np.array([0 if each is None else int(each.argmax()) for each in counted], np.intp)
    mixed = np.array([each is not None and int((each > 0).sum()) > 1 for each in counted], bool)
    found = _type_signs(most, mixed)
    unknown = np.array([each is None for each in counted], bool)
    found.body[unknown], found.mark[unknown], found.code[unknown] = "?", " ", MUTED
    return found


def _type_signs(types: NDArray[np.intp], mixed: NDArray[np.bool_]) -> Signs:
    return Signs(
        _TYPES[types],
        np.where(mixed, "+", " "),
        _INK_OF_TYPE[types],
        np.where(types == MigrateType.MOVABLE, 0, 1),
    )


def _not_told(count: int) -> Signs:
    """Return what is shown where a kernel does not tell pageblocks apart."""
    return Signs(np.full(count, "?"), np.full(count, " "), np.full(count, MUTED), np.zeros(count, np.intp))


def _age_signs(ages: NDArray[np.uint8], pages: NDArray[np.int64], guest: GuestView, glyphs: Glyphs) -> Signs:
    """Say for how many seconds each has been as it is, where that is few; what has not changed is faint."""
    changed = ages < OLD
    most = pages[:, :IN_USE].argmax(axis=1)
    body = np.where(pages[:, :IN_USE].any(axis=1), most, int(Ink.FREE))
    return Signs(
        np.where(changed, body_glyphs(guest, glyphs)[body], glyphs.free),
        np.where(changed, _DIGITS[np.minimum(ages, 9)], " "),
        np.where(changed, body, MUTED),
        OLD - ages.astype(np.intp),
    )
