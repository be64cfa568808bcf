"""Free blocks of one section change from some lists to others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory.frames import NO_TAG, ORDER_BITS, Columns, Frames, tag_of
from engine.memory.page_list import Array, PageList, section_entry
from engine.memory.zone import Zone
from engine.units import Pages, Pfn

_FEW = 48
"""Below this many blocks, single steps are quicker than arrays."""


def move_free_blocks(
    frames: Frames, zone: Zone, pfn: Pfn, pages: Pages, list_type: int, *, head: bool = False
) -> Pages:
    """Move the free blocks of a range (pageblocks of one section) to another type's tail, and return their pages.

    The first kernels moved them to the head, one after the other.

    Source: mm/page_alloc.c:move_freepages_block; move_to_free_list adds at the tail, 2.6.24's list_add at the head.
    """
    layout = frames.layout
    section = layout.section_of(pfn)
    columns = frames.columns(section)
    begin = pfn & (layout.section_pages - 1) & ~(layout.pageblock_pages - 1)
    heads = np.flatnonzero(columns.tags[begin : begin + pages] != NO_TAG) + begin
    if head:
        return _move_each(frames, zone, section, columns, heads, list_type, head=True)
    return move_blocks(frames, zone, section, columns, heads, list_type)


def move_blocks(
    frames: Frames,
    zone: Zone,
    section: int,
    columns: Columns,
    heads: Array,
    list_types: NDArray[np.uint8] | int,
) -> Pages:
    """Move free blocks, in the order given, to the tails of other lists, and return their pages.

    Args:
        frames: the guest's page frames.
        zone: where all of them belong.
        section: the section's index.
        columns: its columns, for writing.
        heads: [blocks], where in the section each begins, ascending.
        list_types: [blocks], or one for all: the type of the list that each goes to.
    """
    if len(heads) < _FEW:
        return _move_each(frames, zone, section, columns, heads, list_types)
    tags, slots = columns.tags[heads], columns.slots[heads].astype(np.int64)
    orders = tags & ORDER_BITS
    remove_blocks(zone, tags, slots)
    columns.tags[heads] = orders | np.asarray(list_types, np.uint8) << 4
    base = section << frames.layout.section_shift
    joining = columns.tags[heads]
    for tag in np.flatnonzero(np.bincount(joining)).tolist():
        here = heads[joining == tag]
        slot = zone.lists[tag >> 4][tag & ORDER_BITS].push_many_tail(base + here, frames.set_slots)
        columns.slots[here] = np.arange(slot, slot + len(here))
    return int((1 << orders.astype(np.int64)).sum())


def _move_each(
    frames: Frames,
    zone: Zone,
    section: int,
    columns: Columns,
    heads: Array,
    list_types: NDArray[np.uint8] | int,
    *,
    head: bool = False,
) -> Pages:
    base, moved = section << frames.layout.section_shift, 0
    types = [list_types] * len(heads) if isinstance(list_types, int) else list_types.tolist()
    for at, list_type in zip(heads.tolist(), types, strict=True):
        tag = columns.tag_at[at]
        order = tag & ORDER_BITS
        zone.lists[tag >> 4][order].remove(columns.slot_at[at])
        blocks = zone.lists[list_type][order]
        push = blocks.push_head if head else blocks.push_tail
        columns.slot_at[at] = push(base + at, frames.set_slots)
        columns.tag_at[at] = tag_of(order, list_type)
        moved += 1 << order
    return moved


def remove_blocks(zone: Zone, tags: NDArray[np.int8], slots: Array) -> None:
    """Take free blocks off their lists; their tags are the caller's."""
    for tag in np.flatnonzero(np.bincount(tags)).tolist():
        zone.lists[tag >> 4][tag & ORDER_BITS].remove_many(slots[tags == tag])


def spread_in_place(frames: Frames, zone: Zone, section: int) -> None:
    """Let the blocks of a section that is free as a whole stand one by one where their one entry stood."""
    layout = frames.layout
    list_type = int(frames.list_type(section << layout.section_shift))
    top, entry = layout.max_order, section_entry(section)
    was = zone.lists[list_type][top]
    entries = was.entries()
    place = int(np.flatnonzero(entries == entry)[0])
    blocks = (section << layout.section_shift) + (np.arange(layout.section_blocks, dtype=np.int64) << top)
    entries = np.concatenate((entries[:place], blocks, entries[place + 1 :]))
    columns = frames.columns(section)
    columns.tags[:: 1 << top] = tag_of(top, list_type)
    now = zone.lists[list_type][top] = PageList(was.weight)
    slot = now.push_many_tail(entries, frames.set_slots)
    now.count = was.count
    frames.set_slots(entries, slot + np.arange(len(entries), dtype=np.int64))
