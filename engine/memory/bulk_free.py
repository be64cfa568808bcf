"""Freeing many single pages at once, with the same result as one by one, list order included.

Pages merge order by order on the blocks of the largest order that they lie in: for every block, the moment at which its
last page came free decides whether and when it joined a list.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.memory.buddy import free_page
from engine.memory.frames import ISOLATED, NO_TAG, Columns, Frames
from engine.memory.free_stretches import free_stretches
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout
from engine.memory.page_list import Array
from engine.memory.regroup import remove_blocks
from engine.memory.runs import Runs
from engine.memory.zone import Zone

_FEW = 24
"""Below this many pages, single steps are quicker than arrays."""
_FEW_EACH = 16
"""The same for the pages in each section, on average."""
_LONG = 16
"""Stretches of so many pages that follow each other, on average, are freed block by block."""
_IN_USE = np.int32(2**31 - 1)
"""The moment at which a page that stays in use comes free: never."""
_BEFORE = np.int32(-1)
"""The moment at which a page came free that was so all the time."""
_NOWHERE = -1
"""The order of the block that a page completed last, where that block did not stay."""
Moments = NDArray[np.int32]


def free_pages(frames: Frames, zone: Zone, runs: Runs) -> None:
    """Free single pages in the order of the runs. Kinds are changed to free here.

    Args:
        frames: the guest's page frames.
        zone: where all the pages belong.
        runs: pages in use; a run of a whole section need not stand alone.
    """
    if len(runs) * _LONG < runs.pages:
        free_stretches(frames, zone, runs.pairs())
        return
    pfns = runs.pfns()
    if len(pfns) < _FEW:
        _free_one_by_one(frames, zone, pfns)
        return
    if int(np.count_nonzero(pfns[:-1] - pfns[1:] == 1)) * _LONG > len(pfns) * (_LONG - 1):
        free_stretches(frames, zone, Runs.of_pfns(pfns[::-1]).pairs()[::-1], downwards=True)
        return
    parts = [_Part.of(frames, *group) for group in frames.gathered(pfns)]
    if len(parts) * _FEW_EACH > len(pfns) or any(part.partly_isolated(frames.layout) for part in parts):
        _free_one_by_one(frames, zone, pfns)
    else:
        _free_together(frames, zone, pfns, parts)


def _free_one_by_one(frames: Frames, zone: Zone, pfns: Array) -> None:
    for pfn in pfns.tolist():
        free_page(frames, zone, pfn)


@attrs.frozen(eq=False)
class _Part:
    """Pages of one section that come free, and the blocks of the largest order around them.

    A page's *place* is counted from the first page of these blocks; shifted right by an order it is a block's.

    Attributes:
        columns: the section's, for writing.
        window: these blocks in the section.
        places: [pages], in the order in which they come free.
        when: [pages], their numbers among all pages that come free.
    """

    section: int
    columns: Columns
    window: slice
    places: Array
    when: Moments

    @classmethod
    def of(cls, frames: Frames, section: int, offsets: Array, when: Array | slice) -> _Part:
        """Look at the pages of one section."""
        top = frames.layout.max_order
        first, last = int(offsets.min()) >> top << top, int(offsets.max()) >> top
        if isinstance(when, slice):
            when = np.arange(when.start or 0, (when.start or 0) + len(offsets))
        window = slice(first, last + 1 << top)
        return cls(section, frames.columns(section), window, offsets - first, when.astype(np.int32))

    def partly_isolated(self, layout: Layout) -> bool:
        """Say whether a block is isolated in part: a border inside one stops merging."""
        isolated = self.columns.types & ISOLATED
        if isolated[0] == isolated[-1] and bool((isolated == isolated[0]).all()):
            return False
        blocks = isolated.reshape(-1, 1 << layout.max_order - layout.pageblock_order)
        return bool((blocks != blocks[:, :1]).any())

    def types(self, layout: Layout) -> NDArray[np.uint8]:
        """Return the type bytes of the pageblocks in the window, to be read and written."""
        order = layout.pageblock_order
        return self.columns.types[self.window.start >> order : self.window.stop >> order]


@attrs.frozen(eq=False)
class _Fates:
    """What becomes of each page, by its number: the block that it completed last, if that stays and joins a list.

    Attributes:
        order: its order, or _NOWHERE.
        list_type: of the list.
        tail: whether it joins at the tail.
        slot: where it stands then.
    """

    order: NDArray[np.int8]
    list_type: NDArray[np.uint8]
    tail: NDArray[np.bool_]
    slot: NDArray[np.int32]

    @classmethod
    def of(cls, pages: int) -> _Fates:
        """Return unknown ones."""
        return cls(
            np.full(pages, _NOWHERE, np.int8),
            np.empty(pages, np.uint8),
            np.zeros(pages, bool),
            np.empty(pages, np.int32),
        )


def _free_together(frames: Frames, zone: Zone, pfns: Array, parts: list[_Part]) -> None:
    """Merge section by section, then let the new blocks join their lists in the order of the moments."""
    fates = _Fates.of(len(pfns))
    joining = []
    for part in parts:
        _count(frames, zone, part)
        moments = _moments(frames.layout, part)
        part.columns.kinds[part.window][part.places] = Kind.FREE
        joining.append(_merge(frames.layout, zone, part, moments, fates))
    _join(frames, zone, pfns, fates)
    for part, (heads, when) in zip(parts, joining, strict=True):
        part.columns.slots[part.window][heads] = fates.slot[when]


def _count(frames: Frames, zone: Zone, part: _Part) -> None:
    """Count the pages as free."""
    frames.count_freed(part.section, np.bincount(part.columns.kinds[part.window][part.places]))
    isolated = part.types(frames.layout) & ISOLATED
    pages, apart = len(part.places), 0
    if isolated.any():
        apart = int(np.count_nonzero(isolated[part.places >> frames.layout.pageblock_order]))
    zone.isolated_pages += apart
    zone.free_pages += pages - apart


def _moments(layout: Layout, part: _Part) -> list[Moments]:
    """Return for each order and block when it came free: number i with the i-th page, before, or never."""
    time = np.where(part.columns.kinds[part.window] == Kind.FREE, _BEFORE, _IN_USE)
    time[part.places] = part.when
    moments = [time]
    for _ in range(layout.max_order):
        below = moments[-1]
        moments.append(np.maximum(below[0::2], below[1::2]))
    return moments


def _merge(
    layout: Layout, zone: Zone, part: _Part, moments: list[Moments], fates: _Fates
) -> tuple[Array, Moments]:
    """Follow each freed page upwards as long as it completes a block.

    Free blocks that are absorbed leave their lists; new ones are marked, with the type of the page freed last.

    Returns:
        The places of new blocks, and the numbers of the pages that completed them.
    """
    types = part.types(layout)
    alike = types[0] == types[-1] and bool((types == types[0]).all())
    byte = types[:1] if alike else types[part.places >> layout.pageblock_order]
    at, when = part.places, part.when
    absorbed: list[Array] = []
    new: list[tuple[int, Array, Moments, NDArray[np.uint8]]] = []
    for order in range(layout.max_order):
        above = moments[order + 1][at >> 1]
        joins = (above == _IN_USE).nonzero()[0]
        if len(joins):
            stays, then = at[joins], when[joins]
            new.append((order, stays << order, then, byte if alike else byte[joins]))
            if zone.rules.tail_placement and order < layout.max_order - 1:
                likely = moments[order + 1][(stays >> 1) ^ 1] < then
                fates.tail[then[likely.nonzero()[0]]] = True
        goes = (above == when).nonzero()[0]
        if not len(goes):
            break
        at, when = at[goes], when[goes]
        byte = byte if alike else byte[goes]
        buddies = at ^ 1
        merged = (moments[order][buddies] == _BEFORE).nonzero()[0]
        if len(merged):
            absorbed.append(buddies[merged] << order)
        at >>= 1
    else:
        new.append((layout.max_order, at << layout.max_order, when, byte))
    _absorb(zone, part, absorbed)
    for order, heads, then, last in new:
        _mark(layout, zone, part, order, heads, last, then, fates)
    return np.concatenate([heads for _, heads, _, _ in new]), np.concatenate([then for _, _, then, _ in new])


def _absorb(zone: Zone, part: _Part, absorbed: list[Array]) -> None:
    """Take free blocks off their lists."""
    if absorbed:
        heads = np.concatenate(absorbed)
        tags = part.columns.tags[part.window]
        remove_blocks(zone, tags[heads], part.columns.slots[part.window][heads].astype(np.int64))
        tags[heads] = NO_TAG


def _mark(
    layout: Layout,
    zone: Zone,
    part: _Part,
    order: int,
    heads: Array,
    last: NDArray[np.uint8],
    then: Moments,
    fates: _Fates,
) -> None:
    """Mark new free blocks of one order; `last` are the type bytes of the pages that completed them, or one for all."""
    isolated = (last & ISOLATED) != 0
    list_types = np.where(isolated, np.uint8(MigrateType.ISOLATE), last) if isolated.any() else last
    fates.order[then], fates.list_type[then] = order, list_types
    part.columns.tags[part.window][heads] = order | list_types << 4
    if order > layout.pageblock_order and zone.rules.types_merge and len(last) == len(heads):
        free = ~isolated
        types = part.types(layout).reshape(-1, 1 << order - layout.pageblock_order)
        types[heads[free] >> order] = last[free, np.newaxis]


def _join(frames: Frames, zone: Zone, pfns: Array, fates: _Fates) -> None:
    """Put new free blocks on their lists, each list's in the order of the moments."""
    for order in range(frames.layout.max_order + 1):
        every = (fates.order == order).nonzero()[0]
        if not len(every):
            continue
        list_types = fates.list_type[every]
        alike = bool((list_types == list_types[0]).all())
        for list_type in list_types[:1].tolist() if alike else np.bincount(list_types).nonzero()[0].tolist():
            here = every if alike else every[(list_types == list_type).nonzero()[0]]
            heads = pfns[here] >> order << order if order else pfns[here]
            blocks = zone.lists[list_type][order]
            fates.slot[here] = blocks.push_mixed(heads, fates.tail[here], frames.set_slots)
