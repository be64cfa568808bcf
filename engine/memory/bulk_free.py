"""Freeing many single pages at once, with the same result as one by one, list order included.

Pages merge order by order on the blocks of the largest order that they lie in: for every block, the moment at which its
last page came free decides whether and when it joined a list.
"""

from __future__ import annotations

from itertools import pairwise

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.memory.buddy import free_page
from engine.memory.frames import ISOLATED, NO_TAG, ORDER_BITS, Frames
from engine.memory.free_stretches import free_stretches
from engine.memory.kinds import KINDS, Kind, MigrateType
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.zone import Zone

_FEW = 24
"""Below this many pages, single steps are quicker than arrays."""
_LONG = 16
"""Stretches of so many pages that follow each other, on average, are freed block by block."""
_SPARSE = 4
"""So many pages a block of the largest order make it worth while to look at the whole block."""
_SPAN = 1 << 20
"""Tables over block numbers are no longer than this."""
_IN_USE = np.int32(2**31 - 1)
"""The moment at which a page that stays in use comes free: never."""
_BEFORE = np.int32(-1)
"""The moment at which a page came free that was so all the time."""
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
    down = pfns[::-1]
    if int(np.count_nonzero(down[1:] - down[:-1] != 1)) * _LONG < len(pfns):
        free_stretches(frames, zone, Runs.of_pfns(down).pairs()[::-1], downwards=True)
        return
    blocks = _distinct(pfns >> frames.layout.max_order)
    if len(pfns) < _SPARSE * len(blocks):
        _free_one_by_one(frames, zone, pfns)
        return
    touched = _Touched.of(frames, blocks)
    if touched.partly_isolated():
        _free_one_by_one(frames, zone, pfns)
    else:
        _free_together(frames, zone, pfns, touched)


def _distinct(numbers: Array) -> Array:
    """Return the different numbers, ascending; by marks where they lie close enough, for sorting costs more."""
    low = int(numbers.min())
    span = int(numbers.max()) - low + 1
    if span > _SPAN:
        return np.unique(numbers)
    marks = np.zeros(span, bool)
    marks[numbers - low] = True
    return np.flatnonzero(marks) + low


def _free_one_by_one(frames: Frames, zone: Zone, pfns: Array) -> None:
    for pfn in pfns.tolist():
        free_page(frames, zone, pfn)


@attrs.frozen(eq=False)
class _Touched:
    """Copies of columns of the blocks of the largest order that pages lie in, one after the other.

    A page's *place* is its position among all pages of these blocks; shifted right by an order it is a block's.

    Attributes:
        blocks: [blocks], the numbers of the blocks, ascending.
        parts: by section, (section, the positions in `blocks`, the blocks' numbers in the section).
        kinds, tags: [blocks * pages].
        types: [blocks * pageblocks].
    """

    frames: Frames
    blocks: Array
    parts: list[tuple[int, slice, Array | slice]]
    kinds: NDArray[np.uint8]
    tags: NDArray[np.int8]
    types: NDArray[np.uint8]

    @classmethod
    def of(cls, frames: Frames, blocks: Array) -> _Touched:
        """Copy what blocks hold; their sections are about to be written."""
        layout = frames.layout
        size, per_block = 1 << layout.max_order, 1 << layout.max_order - layout.pageblock_order
        parts = _by_section(blocks, layout.section_blocks)
        kinds = np.empty((len(blocks), size), np.uint8)
        tags = np.empty((len(blocks), size), np.int8)
        types = np.empty((len(blocks), per_block), np.uint8)
        for section, part, inside in parts:
            columns = frames.columns(section)
            kinds[part] = columns.kinds.reshape(-1, size)[inside]
            tags[part] = columns.tags.reshape(-1, size)[inside]
            types[part] = columns.types.reshape(-1, per_block)[inside]
        return cls(frames, blocks, parts, kinds.reshape(-1), tags.reshape(-1), types.reshape(-1))

    def partly_isolated(self) -> bool:
        """Say whether a block is isolated in part: a border inside one stops merging."""
        layout = self.frames.layout
        isolated = (self.types & ISOLATED).reshape(-1, 1 << layout.max_order - layout.pageblock_order)
        return bool((isolated != isolated[:, :1]).any())

    def places(self, pfns: Array) -> Array:
        """Return the places of pages."""
        blocks, top = self.blocks, self.frames.layout.max_order
        low, span = int(blocks[0]), int(blocks[-1] - blocks[0]) + 1
        if span == len(blocks):
            return pfns - (low << top)
        numbers = pfns >> top
        if span > _SPAN:
            rows = np.searchsorted(blocks, numbers)
        else:
            table = np.empty(span, np.int64)
            table[blocks - low] = np.arange(len(blocks))
            rows = table[numbers - low]
        places: Array = (rows << top) + (pfns & (1 << top) - 1)
        return places

    def write_back(self) -> None:
        """Let the sections have kinds, tags and types as they are here."""
        size = 1 << self.frames.layout.max_order
        rows = len(self.blocks)
        kinds, tags, types = (
            self.kinds.reshape(rows, -1),
            self.tags.reshape(rows, -1),
            self.types.reshape(rows, -1),
        )
        for section, part, inside in self.parts:
            columns = self.frames.mixed[section]
            columns.kinds.reshape(-1, size)[inside] = kinds[part]
            columns.tags.reshape(-1, size)[inside] = tags[part]
            columns.types.reshape(-1, types.shape[1])[inside] = types[part]

    def slots(self) -> NDArray[np.int32]:
        """Return where all pages stand in their lists, by place (a copy)."""
        size = 1 << self.frames.layout.max_order
        slots = np.empty((len(self.blocks), size), np.int32)
        for section, part, inside in self.parts:
            slots[part] = self.frames.mixed[section].slots.reshape(-1, size)[inside]
        return slots.reshape(-1)

    def write_slots(self, slots: NDArray[np.int32]) -> None:
        """Let pages remember where they stand, by place."""
        size = 1 << self.frames.layout.max_order
        by_block = slots.reshape(len(self.blocks), size)
        for section, part, inside in self.parts:
            self.frames.mixed[section].slots.reshape(-1, size)[inside] = by_block[part]


def _by_section(blocks: Array, section_blocks: int) -> list[tuple[int, slice, Array | slice]]:
    """Group ascending block numbers by section."""
    sections = blocks // section_blocks
    cuts = [0, *(np.flatnonzero(np.diff(sections)) + 1).tolist(), len(blocks)]
    inside = blocks % section_blocks
    return [
        (int(sections[a]), slice(a, b), slice(None) if b - a == section_blocks else inside[a:b])
        for a, b in pairwise(cuts)
    ]


@attrs.frozen(eq=False)
class _Joining:
    """Blocks of one order that join a list, in the order in which they do.

    Attributes:
        places: [blocks], of their first pages.
        list_types: [blocks], or one for all.
        tail: [blocks], whether each joins at the tail.
    """

    order: int
    places: Array
    list_types: NDArray[np.uint8] | int
    tail: NDArray[np.bool_]

    def by_type(self) -> list[tuple[int, Array, NDArray[np.bool_]]]:
        """Return list type, places and tails of each list that gets some."""
        if isinstance(self.list_types, int):
            return [(self.list_types, self.places, self.tail)]
        found = []
        for list_type in np.flatnonzero(np.bincount(self.list_types)).tolist():
            here = np.flatnonzero(self.list_types == list_type)
            found.append((list_type, self.places[here], self.tail[here]))
        return found


def _free_together(frames: Frames, zone: Zone, pfns: Array, touched: _Touched) -> None:
    """Merge order by order over all touched blocks of the largest order at once."""
    places = touched.places(pfns)
    was = touched.kinds[places]
    touched.kinds[places] = Kind.FREE
    _count_freed(frames, pfns, was)
    isolated = _isolated_pages(touched, places)
    zone.isolated_pages += isolated
    zone.free_pages += len(pfns) - isolated
    absorbed, joining = _merge(zone, touched, places, _moments(touched, places))
    _absorb(zone, touched, absorbed)
    for new in joining:
        touched.tags[new.places] = new.order | np.asarray(new.list_types, np.uint8) << 4
    touched.write_back()
    _join(frames, zone, touched, joining)


def _count_freed(frames: Frames, pfns: Array, was: NDArray[np.uint8]) -> None:
    sections = pfns >> frames.layout.section_shift
    low, kind = int(sections.min()), int(was[0])
    span = int(sections.max()) + 1 - low
    if bool((was == kind).all()):
        found = [(kind, np.bincount(sections - low) if span > 1 else np.array([len(pfns)]))]
    else:
        table = np.bincount(was.astype(np.int64) * span + (sections - low), minlength=KINDS * span)
        found = [(each, pages) for each, pages in enumerate(table.reshape(KINDS, span)) if pages.any()]
    for each, pages in found:
        gone = pages.astype(frames.counts.dtype)
        frames.counts[low : low + span, each] -= gone
        frames.counts[low : low + span, Kind.FREE] += gone


def _isolated_pages(touched: _Touched, places: Array) -> int:
    """Return how many of the pages lie in isolated pageblocks."""
    isolated = touched.types & ISOLATED
    if not isolated.any():
        return 0
    return int(np.count_nonzero(isolated[places >> touched.frames.layout.pageblock_order]))


def _moments(touched: _Touched, places: Array) -> list[Moments]:
    """Return for each order and block when it came free: number i with the i-th page, before, or never."""
    top = touched.frames.layout.max_order
    # a page that stays in use is the one thing that is neither free before nor freed now
    time = np.where(touched.kinds == Kind.FREE, _BEFORE, _IN_USE)
    time[places] = np.arange(len(places), dtype=np.int32)
    moments = [time]
    for _ in range(top):
        below = moments[-1]
        moments.append(np.maximum(below[0::2], below[1::2]))
    return moments


def _merge(
    zone: Zone, touched: _Touched, places: Array, moments: list[Moments]
) -> tuple[Array, list[_Joining]]:
    """Follow each freed page upwards as long as it completes a block.

    Returns:
        The places of the free blocks that were absorbed, and the blocks that join lists, order by order.
    """
    top = touched.frames.layout.max_order
    byte = _types_at(touched, places)
    when = np.arange(len(places), dtype=np.int32)
    at = places
    absorbed: list[Array] = []
    joining: list[_Joining] = []
    for order in range(top):
        above = moments[order + 1][at >> 1]
        joins = (above == _IN_USE).nonzero()[0]
        if len(joins):
            joining.append(_joining(zone, touched, order, at[joins], when[joins], byte, moments))
        goes = (above == when).nonzero()[0]
        if not len(goes):
            break
        at, when = at[goes], when[goes]
        buddies = at ^ 1
        merged = (moments[order][buddies] == _BEFORE).nonzero()[0]
        if len(merged):
            absorbed.append(buddies[merged] << order)
        at >>= 1
    else:
        joining.append(_joining(zone, touched, top, at, when, byte, moments))
    return np.concatenate(absorbed) if absorbed else places[:0], joining


def _types_at(touched: _Touched, places: Array) -> NDArray[np.uint8] | int:
    """Return the type byte of each page's pageblock, or one for all."""
    types = touched.types
    first = int(types[0])
    if bool((types == first).all()):
        return first
    bytes_at: NDArray[np.uint8] = types[places >> touched.frames.layout.pageblock_order]
    return bytes_at


def _joining(
    zone: Zone,
    touched: _Touched,
    order: int,
    at: Array,
    when: Moments,
    byte: NDArray[np.uint8] | int,
    moments: list[Moments],
) -> _Joining:
    """Say how blocks of one order, given in the order of their moments, join their lists.

    Pageblocks that merged take, in `touched`, the type of the page that was freed last.
    """
    layout = touched.frames.layout
    if isinstance(byte, int):
        list_types: NDArray[np.uint8] | int = int(MigrateType.ISOLATE) if byte & ISOLATED else byte
    else:
        last = byte[when]
        list_types = np.where(last & ISOLATED, np.uint8(MigrateType.ISOLATE), last)
        if order > layout.pageblock_order and zone.rules.fallback == "current":
            free = (last & ISOLATED) == 0
            touched.types.reshape(-1, 1 << order - layout.pageblock_order)[at[free]] = last[free, np.newaxis]
    if zone.rules.tail_placement and order < layout.max_order - 1:
        tail = moments[order + 1][(at >> 1) ^ 1] < when
    else:
        tail = np.zeros(len(at), bool)
    return _Joining(order, at << order, list_types, tail)


def _absorb(zone: Zone, touched: _Touched, places: Array) -> None:
    """Take free blocks off their lists."""
    if not len(places):
        return
    tags, slots = touched.tags[places], touched.slots()[places]
    for tag in np.flatnonzero(np.bincount(tags)).tolist():
        zone.lists[tag >> 4][tag & ORDER_BITS].remove_many(slots[tags == tag])
    touched.tags[places] = NO_TAG


def _join(frames: Frames, zone: Zone, touched: _Touched, joining: list[_Joining]) -> None:
    """Put new free blocks on their lists, each list's in the order of the moments."""
    top = frames.layout.max_order
    placed: list[tuple[Array, Array]] = []
    for joins in joining:
        for list_type, places, tail in joins.by_type():
            pfns = (touched.blocks[places >> top] << top) + (places & (1 << top) - 1)
            slots = zone.lists[list_type][joins.order].push_mixed(pfns, tail, frames.set_slots)
            placed.append((places, slots))
    # only now: a list that was numbered anew has changed them
    slot_at = touched.slots()
    for places, slots in placed:
        slot_at[places] = slots
    touched.write_slots(slot_at)
