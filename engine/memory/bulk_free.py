"""Freeing many single pages at once, with the same result as one by one, list order included.

Pages merge order by order on the blocks of the largest order that they lie in: for every block, the moment at which its
last page came free decides whether and when it joined a list.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.memory.buddy import free_block
from engine.memory.frames import ISOLATED, NO_TAG, ORDER_BITS, Frames
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.zone import Zone

_FEW = 24
"""Below this many pages, single steps are quicker than arrays."""
_SPAN = 1 << 20
"""Tables over block numbers are no longer than this."""
_IN_USE = np.int64(1) << 62
"""The time at which a page that stays in use comes free: never."""


def free_pages(frames: Frames, zone: Zone, runs: Runs) -> None:
    """Free single pages in the order of the runs. Kinds are changed to free here.

    Args:
        frames: the guest's page frames.
        zone: where all the pages belong.
        runs: pages in use; a run of a whole section need not stand alone.
    """
    pfns = runs.pfns()
    layout = frames.layout
    blocks = _distinct(pfns >> layout.max_order)
    if len(pfns) < _FEW or len(pfns) < 4 * len(blocks) or not _bulk_allowed(frames, blocks):
        _free_one_by_one(frames, zone, pfns)
    else:
        _free_together(frames, zone, pfns, blocks)


def _distinct(numbers: Array) -> Array:
    """Return the different numbers, ascending; by marks where they lie close enough, for sorting costs more."""
    low = int(numbers.min(initial=0)) if len(numbers) else 0
    span = int(numbers.max(initial=0)) - low + 1
    if span > _SPAN:
        return np.unique(numbers)
    marks = np.zeros(span, bool)
    marks[numbers - low] = True
    return np.flatnonzero(marks) + low


def _rows_of(blocks: Array, numbers: Array) -> Array:
    """Return the positions of numbers among ascending blocks, which hold them all."""
    low, span = int(blocks[0]), int(blocks[-1] - blocks[0]) + 1
    if span > _SPAN:
        return np.searchsorted(blocks, numbers)
    positions = np.empty(span, np.int64)
    positions[blocks - low] = np.arange(len(blocks))
    rows: Array = positions[numbers - low]
    return rows


def _free_one_by_one(frames: Frames, zone: Zone, pfns: Array) -> None:
    shift, mask = frames.layout.section_shift, frames.layout.section_pages - 1
    width, free = len(Kind), int(Kind.FREE)
    count_at, columns_of = frames.count_at, frames.columns
    for pfn in pfns.tolist():
        row = (pfn >> shift) * width
        kind_at = columns_of(pfn >> shift).kind_at
        count_at[row + kind_at[pfn & mask]] -= 1
        count_at[row + free] += 1
        kind_at[pfn & mask] = free
        free_block(frames, zone, pfn, 0)


def _bulk_allowed(frames: Frames, blocks: Array) -> bool:
    """Say whether every largest block is isolated as a whole or not at all: a border inside one stops merging."""
    layout = frames.layout
    per_block = 1 << layout.max_order - layout.pageblock_order
    for section in np.unique(blocks >> layout.section_shift - layout.max_order).tolist():
        isolated = (frames.types_of(section) & ISOLATED).reshape(-1, per_block)
        if bool((isolated.min(axis=1) != isolated.max(axis=1)).any()):
            return False
    return True


def _free_together(frames: Frames, zone: Zone, pfns: Array, blocks: Array) -> None:
    """Merge order by order over all touched blocks of the largest order at once."""
    layout = frames.layout
    top, size = layout.max_order, 1 << layout.max_order
    kinds, tags, slots, types = _gather(frames, blocks)
    flat = _rows_of(blocks, pfns >> top) * size + (pfns & size - 1)
    was = kinds.reshape(-1)[flat]
    time = np.where(kinds == Kind.FREE, np.int64(-1), _IN_USE).reshape(-1)
    time[flat] = np.arange(len(pfns), dtype=np.int64)
    kinds.reshape(-1)[flat] = Kind.FREE
    isolated = int(np.count_nonzero(types.reshape(-1)[flat >> layout.pageblock_order] & ISOLATED))
    zone.isolated_pages += isolated
    zone.free_pages += len(pfns) - isolated
    _count_freed(frames, pfns, was)
    moments = [time.reshape(len(blocks), size)]
    for _ in range(top):
        below = moments[-1]
        moments.append(np.maximum(below[:, 0::2], below[:, 1::2]))
    _absorb(zone, tags, slots, moments, top)
    joining = [_joining(order, zone, moments, blocks, types, layout, pfns) for order in range(top + 1)]
    for order, (_, first, list_type) in enumerate(joining):
        tags.reshape(-1)[_rows_of(blocks, first >> top) * size + (first & size - 1)] = order | list_type << 4
    _write_back(frames, blocks, kinds, tags, types)
    for order, parts in enumerate(joining):
        _join(frames, zone, order, *parts)


def _gather(
    frames: Frames, blocks: Array
) -> tuple[NDArray[np.uint8], NDArray[np.int8], NDArray[np.int32], NDArray[np.uint8]]:
    """Copy columns of largest blocks: kinds, tags and slots [blocks, pages], types [blocks, pageblocks]."""
    layout = frames.layout
    size, per_block = 1 << layout.max_order, 1 << layout.max_order - layout.pageblock_order
    kinds = np.empty((len(blocks), size), np.uint8)
    tags = np.empty((len(blocks), size), np.int8)
    slots = np.empty((len(blocks), size), np.int32)
    types = np.empty((len(blocks), per_block), np.uint8)
    down = layout.section_shift - layout.max_order
    for section, part in _blocks_by_section(blocks, down):
        columns = frames.columns(section)
        inside = blocks[part] & (1 << down) - 1
        kinds[part] = columns.kinds.reshape(-1, size)[inside]
        tags[part] = columns.tags.reshape(-1, size)[inside]
        slots[part] = columns.slots.reshape(-1, size)[inside]
        types[part] = columns.types.reshape(-1, per_block)[inside]
    return kinds, tags, slots, types


def _blocks_by_section(blocks: Array, down: int) -> list[tuple[int, slice]]:
    """Group ascending block numbers by section, as slices."""
    sections = blocks >> down
    cuts = [0, *(np.flatnonzero(np.diff(sections)) + 1).tolist(), len(blocks)]
    return [(int(sections[a]), slice(a, b)) for a, b in pairwise(cuts)]


def _count_freed(frames: Frames, pfns: Array, was: NDArray[np.uint8]) -> None:
    width = len(Kind)
    sections = pfns >> frames.layout.section_shift
    low = int(sections.min())
    found = np.bincount((sections - low) * width + was)
    for key in np.flatnonzero(found).tolist():
        count, at = int(found[key]), low * width + key
        frames.count_at[at] -= count
        frames.count_at[at - at % width + Kind.FREE] += count


def _absorb(
    zone: Zone, tags: NDArray[np.int8], slots: NDArray[np.int32], moments: list[Array], top: int
) -> None:
    """Take those free blocks off their lists whose parent became free as a whole."""
    rows, heads = np.nonzero(tags != NO_TAG)
    marks = tags[rows, heads].astype(np.int64)
    orders, list_types = marks & ORDER_BITS, marks >> 4
    gone = np.zeros(len(rows), bool)
    for order in range(top):
        here = orders == order
        gone[here] = moments[order + 1][rows[here], heads[here] >> order + 1] < _IN_USE
    rows, heads, orders, list_types = rows[gone], heads[gone], orders[gone], list_types[gone]
    keys = list_types << 4 | orders
    for key in np.unique(keys).tolist():
        here = keys == key
        zone.lists[key >> 4][key & ORDER_BITS].remove_many(slots[rows[here], heads[here]].astype(np.int64))
    tags[rows, heads] = NO_TAG


def _joining(
    order: int,
    zone: Zone,
    moments: list[Array],
    blocks: Array,
    types: NDArray[np.uint8],
    layout: Layout,
    pfns: Array,
) -> tuple[NDArray[np.bool_], Array, Array]:
    """Find the blocks of one order that join a list, in the order in which they do.

    Pageblocks that merged take, in `types`, the type of the page that was freed last.

    Returns:
        Whether each joins at the tail, the first pfns, and the list types.
    """
    top, block_order = layout.max_order, layout.pageblock_order
    now = moments[order]
    new = (now >= 0) & (now < _IN_USE)
    if order < top:
        new &= np.repeat(moments[order + 1], 2, axis=1) == _IN_USE
    rows, at = np.nonzero(new)
    when = now[rows, at]
    turn = np.argsort(when, kind="stable")
    rows, at, when = rows[turn], at[turn], when[turn]
    last = pfns[when]
    size = 1 << top
    byte = types[rows, (last & size - 1) >> block_order]
    isolated = (byte & ISOLATED) != 0
    if order > block_order and zone.rules.fallback == "current":
        span = 1 << order - block_order
        for row, block, value, fixed in zip(
            rows.tolist(), at.tolist(), byte.tolist(), isolated.tolist(), strict=True
        ):
            if not fixed:
                types[row, block * span : (block + 1) * span] = value
    tail = np.zeros(len(rows), bool)
    if zone.rules.tail_placement and order < top - 1:
        tail = moments[order + 1][rows, (at >> 1) ^ 1] < when
    list_type = np.where(isolated, int(MigrateType.ISOLATE), byte.astype(np.int64))
    return tail, blocks[rows] * size + (at << order), list_type


def _write_back(
    frames: Frames, blocks: Array, kinds: NDArray[np.uint8], tags: NDArray[np.int8], types: NDArray[np.uint8]
) -> None:
    layout = frames.layout
    size, down = 1 << layout.max_order, layout.section_shift - layout.max_order
    for section, part in _blocks_by_section(blocks, down):
        columns = frames.mixed[section]
        inside = blocks[part] & (1 << down) - 1
        columns.kinds.reshape(-1, size)[inside] = kinds[part]
        columns.tags.reshape(-1, size)[inside] = tags[part]
        columns.types.reshape(-1, types.shape[1])[inside] = types[part]


def _join(
    frames: Frames,
    zone: Zone,
    order: int,
    tail: NDArray[np.bool_],
    first: Array,
    list_type: Array,
) -> None:
    """Put new free blocks of one order on their lists, each type's in the order of the moments."""
    for kept in np.unique(list_type).tolist():
        blocks = zone.lists[kept][order]
        here = list_type == kept
        heads, tails = first[here & ~tail], first[here & tail]
        if len(heads):
            slot = blocks.push_many_head(heads, frames.set_slots)
            frames.set_slots(heads, slot + np.arange(len(heads) - 1, -1, -1, dtype=np.int64))
        if len(tails):
            slot = blocks.push_many_tail(tails, frames.set_slots)
            frames.set_slots(tails, slot + np.arange(len(tails), dtype=np.int64))
