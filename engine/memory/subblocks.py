"""Part of a section leaves the allocator and comes back: what virtio-mem does with alloc_contig_range().

A range is pageblocks that follow each other in one section of one zone. It is isolated, somebody empties it, and it is
unplugged, or its isolation is undone. Sources: mm/page_alloc.c:alloc_contig_range, mm/page_isolation.c,
drivers/virtio/virtio_mem.c:virtio_mem_fake_offline and virtio_mem_fake_online.
"""

from __future__ import annotations

import numpy as np

from engine.memory.buddy import free_block
from engine.memory.frames import ISOLATED, NO_TAG, ORDER_BITS, Columns, tag_of
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Memory
from engine.memory.page_list import Array, section_entry
from engine.memory.regroup import move_blocks, move_free_blocks, remove_blocks, spread_in_place
from engine.memory.runs import Runs
from engine.memory.unplugged import WHOLE, bits, runs_of_bits
from engine.memory.zone import Zone
from engine.units import Pages


def isolate_range(memory: Memory, section: int, first: int, count: int) -> Pages:
    """Isolate pageblocks, and return the free pages that left MemFree.

    A free block that lies over an end of the range is split there (mm/page_isolation.c:isolate_single_pageblock).
    """
    layout, frames = memory.layout, memory.frames
    if count == layout.section_pageblocks:
        return memory.isolate(section)
    zone = memory.zone_of(section << layout.section_shift)
    if frames.uniform[section] == Kind.FREE:
        spread_in_place(frames, zone, section)
    columns = frames.columns(section)
    for edge in (first, first + count):
        _split_at(memory, zone, section, columns, edge << layout.pageblock_order)
    columns.types[first : first + count] |= ISOLATED
    pfn = (section << layout.section_shift) + (first << layout.pageblock_order)
    moved = move_free_blocks(frames, zone, pfn, count << layout.pageblock_order, MigrateType.ISOLATE)
    zone.free_pages -= moved
    zone.isolated_pages += moved
    return moved


def undo_range(memory: Memory, section: int, first: int, count: int) -> Pages:
    """Give an isolated range's free blocks back to the lists, and return their pages.

    Blocks of a pageblock and more may merge with what lies beside the range (unset_migratetype_isolate).
    """
    layout, frames = memory.layout, memory.frames
    if count == layout.section_pageblocks:
        return memory.undo_isolation(section)
    zone, columns = memory.zone_of(section << layout.section_shift), frames.columns(section)
    heads = _heads(memory, columns, first, count)
    orders = (columns.tags[heads] & ORDER_BITS).astype(np.int64)
    _restore_types(memory, columns, first, count)
    large = orders >= layout.pageblock_order
    small = heads[~large]
    moved = move_blocks(frames, zone, section, columns, small, columns.types[small >> layout.pageblock_order])
    zone.free_pages += moved
    zone.isolated_pages -= moved
    _off_the_lists(zone, columns, heads[large])
    for at, order in zip(heads[large].tolist(), orders[large].tolist(), strict=True):
        zone.isolated_pages -= 1 << order
        if order > layout.pageblock_order and memory.rules.types_merge:
            block, end = at >> layout.pageblock_order, at + (1 << order) >> layout.pageblock_order
            columns.types[block:end] = columns.types[end - 1]
        free_block(frames, zone, (section << layout.section_shift) + at, order)
        moved += 1 << order
    return moved


def unplug_range(memory: Memory, section: int, first: int, count: int) -> None:
    """Keep an isolated range, all of whose pages are free, from the allocator: its pages are the host's from now on.

    They stay present and are managed no longer (adjust_managed_page_count); watermarks stay as they are.
    """
    layout, frames = memory.layout, memory.frames
    zone, pages = memory.zone_of(section << layout.section_shift), count << layout.pageblock_order
    if frames.uniform[section] == Kind.FREE:
        zone.lists[MigrateType.ISOLATE][layout.max_order].remove_section(section_entry(section))
    else:
        columns, at = frames.columns(section), first << layout.pageblock_order
        heads = _heads(memory, columns, first, count)
        covered = int((1 << (columns.tags[heads] & ORDER_BITS).astype(np.int64)).sum())
        if covered != pages:
            raise ValueError(f"{pages - covered} pages of a range that is to be unplugged are not free")
        _off_the_lists(zone, columns, heads)
        _restore_types(memory, columns, first, count)
        frames.mark((section << layout.section_shift) + at, pages, Kind.UNPLUGGED, Kind.FREE)
    zone.isolated_pages -= pages
    zone.managed -= pages
    found = memory.unplugged.get(section, WHOLE).with_more(first, count)
    memory.set_unplugged(section, found)
    if found.count == layout.section_pageblocks:
        frames.set_uniform(section, Kind.UNPLUGGED, memory.free_type)


def plug_range(memory: Memory, section: int, first: int, count: int) -> None:
    """Give unplugged pageblocks of an online section to the allocator; the host backs them already.

    What the allocator never had comes in the largest blocks, at the tails of the lists; what it had comes back page by
    page, as it was taken (generic_online_page, free_contig_range).
    """
    layout, frames = memory.layout, memory.frames
    zone, base = memory.zone_of(section << layout.section_shift), section << layout.section_shift
    found = memory.unplugged[section]
    coming = bits(first, count)
    memory.set_unplugged(section, found.without(first, count))
    zone.managed += count << layout.pageblock_order
    for block, blocks in runs_of_bits(coming & found.fresh):
        at, pages = block << layout.pageblock_order, blocks << layout.pageblock_order
        frames.mark(base + at, pages, Kind.FREE, Kind.UNPLUGGED)
        for pfn, order in _largest_blocks(base + at, pages, layout.max_order):
            free_block(frames, zone, pfn, order, to_tail=True)
    for block, blocks in runs_of_bits(coming & ~found.fresh):
        memory.give(Runs.of([(base + (block << layout.pageblock_order), blocks << layout.pageblock_order)]))
    memory.fold(section)


def _largest_blocks(pfn: int, pages: Pages, top: int) -> list[tuple[int, int]]:
    found, end = [], pfn + pages
    while pfn < end:
        order = min(top, (end - pfn).bit_length() - 1, (pfn & -pfn).bit_length() - 1 if pfn else top)
        found.append((pfn, order))
        pfn += 1 << order
    return found


def _heads(memory: Memory, columns: Columns, first: int, count: int) -> Array:
    """Return where in the section the free blocks of a range begin, ascending."""
    shift = memory.layout.pageblock_order
    begin, end = first << shift, first + count << shift
    heads: Array = np.flatnonzero(columns.tags[begin:end] != NO_TAG) + begin
    return heads


def _restore_types(memory: Memory, columns: Columns, first: int, count: int) -> None:
    """Let a range be isolated no longer; earlier kernels make every pageblock movable."""
    part = columns.types[first : first + count]
    part[:] = part & ~np.uint8(ISOLATED) if memory.rules.isolate_keeps_type else memory.free_type


def _off_the_lists(zone: Zone, columns: Columns, heads: Array) -> None:
    remove_blocks(zone, columns.tags[heads], columns.slots[heads].astype(np.int64))
    columns.tags[heads] = NO_TAG


def _split_at(memory: Memory, zone: Zone, section: int, columns: Columns, edge: int) -> None:
    """Split the free block that lies over a place in the section, if there is one; the halves join the heads."""
    layout, frames = memory.layout, memory.frames
    base = section << layout.section_shift
    for order in range(layout.pageblock_order + 1, layout.max_order + 1):
        head = edge & -(1 << order)
        if head == edge or columns.tags[head] == NO_TAG or columns.tags[head] & ORDER_BITS != order:
            continue
        _off_the_lists(zone, columns, np.array([head]))
        for pfn, part in reversed(
            [
                *_largest_blocks(base + head, edge - head, order),
                *_largest_blocks(base + edge, head + (1 << order) - edge, order),
            ]
        ):
            at = pfn - base
            list_type = int(frames.list_type(pfn))
            columns.slot_at[at] = zone.lists[list_type][part].push_head(pfn, frames.set_slots)
            columns.tag_at[at] = tag_of(part, list_type)
        return
