"""What boot leaves: reserved pages, the boot mem_map, and free blocks in ascending order."""

from __future__ import annotations

import numpy as np

from engine.memory.frames import tag_of
from engine.memory.kinds import Kind, SectionState
from engine.memory.page_list import section_entry
from engine.memory.sections import Sections
from engine.units import Pages, Pfn


def boot(memory: Sections, pages: Pages, reserved: Pages = 0, mem_map: Pages = 0) -> None:
    """Bring up memory from pfn 0 in the NORMAL zone: reserved pages, boot mem_map, then free blocks.

    All pageblocks are movable, lists ascend with the lowest pfn at the head, watermarks are set.

    Raises:
        ValueError: `pages` are no whole sections, or less than what is reserved.
    """
    layout = memory.layout
    if pages % layout.section_pages or reserved + mem_map > pages:
        raise ValueError(f"{pages} pages cannot hold {reserved + mem_map} in whole sections")
    count = pages // layout.section_pages
    memory.extend(count)
    memory.state[:count] = SectionState.ONLINE
    memory.section_zone[:count] = 0
    zone = memory.normal
    zone.reach(0, pages)
    zone.present, zone.managed = pages, pages - reserved - mem_map
    memory.frames.uniform_types[:] = memory.free_type
    edges = ((reserved, Kind.RESERVED), (reserved + mem_map, Kind.MEM_MAP))
    first_whole = -(-(reserved + mem_map) // layout.section_pages)
    for section in range(first_whole):
        _boot_section(memory, section, edges)
    memory.frames.uniform[first_whole:count] = Kind.FREE
    memory.frames.counts[first_whole:count, Kind.HOLE] = 0
    memory.frames.counts[first_whole:count, Kind.FREE] = layout.section_pages
    entries = np.array([section_entry(s) for s in range(first_whole, count)], np.int64)
    blocks = zone.lists[memory.free_type][layout.max_order]
    blocks.push_many_tail(entries, memory.frames.set_slots)
    blocks.count += len(entries) * (blocks.weight - 1)
    zone.free_pages += len(entries) * layout.section_pages
    memory.set_watermarks()


def _boot_section(memory: Sections, section: int, edges: tuple[tuple[Pfn, Kind], ...]) -> None:
    """Fill one section with what boot keeps and free the rest in maximal blocks, ascending."""
    layout, frames, zone = memory.layout, memory.frames, memory.normal
    first = section << layout.section_shift
    end = first + layout.section_pages
    at = first
    for limit, kind in edges:
        until = min(limit, end)
        if until - at == layout.section_pages:
            frames.set_uniform(section, kind)
        elif until > at:
            frames.mark(at, until - at, kind, Kind.HOLE)
        at = max(at, until)
    if at < end:
        frames.mark(at, end - at, Kind.FREE, Kind.HOLE)
    columns = frames.mixed.get(section)
    while at < end and columns is not None:
        order = min((at & -at).bit_length() - 1 if at else layout.max_order, layout.max_order)
        while at + (1 << order) > end:
            order -= 1
        blocks = zone.lists[memory.free_type][order]
        columns.slot_at[at - first] = blocks.push_tail(at, frames.set_slots)
        columns.tag_at[at - first] = tag_of(order, memory.free_type)
        zone.free_pages += 1 << order
        at += 1 << order
