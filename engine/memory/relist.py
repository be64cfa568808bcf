"""Free lists in another order: their blocks stay free, and stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.memory.frames import Frames, tag_of
from engine.memory.page_list import PageList, section_of_entry
from engine.memory.zone import Zone


def relist(
    frames: Frames, zone: Zone, list_type: int, order: int, entries: list[int], arrived: Iterable[int]
) -> None:
    """Let a free list hold these entries, from head to tail.

    Args:
        frames: the guest's page frames.
        zone: whose list.
        list_type: a MigrateType.
        order: of the blocks, at least a pageblock.
        entries: first pfns, or `section_entry` of sections that are one record.
        arrived: those of them that stood on another type's list of the order; they bring their pageblocks over.
    """
    blocks = zone.lists[list_type][order] = PageList(zone.lists[list_type][order].weight)
    found = np.array(entries, np.int64)
    slot = blocks.push_many_tail(found, frames.set_slots)
    blocks.count += (blocks.weight - 1) * int(np.count_nonzero(found < 0))
    frames.set_slots(found, slot + np.arange(len(found), dtype=np.int64))
    frames.version += 1
    for entry in arrived:
        _take_over(frames, entry, order, list_type)


def _take_over(frames: Frames, entry: int, order: int, list_type: int) -> None:
    layout = frames.layout
    if entry < 0:
        section = section_of_entry(entry)
        frames.uniform_types[section] = list_type
        frames.versions[section] += 1
        return
    columns = frames.columns(layout.section_of(entry))
    at = entry & layout.section_pages - 1
    columns.tag_at[at] = tag_of(order, list_type)
    first = at >> layout.pageblock_order
    columns.types[first : first + (1 << order - layout.pageblock_order)] = list_type
