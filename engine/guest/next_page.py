"""Where the next page that the kernel needs for itself would come from."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.guest.memory_block import sections_of
from engine.memory.kinds import BLOCKING_KINDS, Kind, MigrateType
from engine.memory.memory import Mark, limit_of
from engine.memory.page_list import section_of_entry
from engine.memory.per_cpu import COSTLY_ORDER, number_of
from engine.memory.zone import Zone

_KERNELS = (MigrateType.UNMOVABLE, MigrateType.RECLAIMABLE)


def takes_next_page(guest: Guest, first: int) -> bool:
    """Say whether the next page that the kernel needs for itself would come from this memory block.

    A kernel zone that is preferred and holds nothing of the kernel's yet gives it the first page of its largest free
    block (mm/page_alloc.c:__rmqueue_fallback): memory that was put online as the kernel's is soon lost for unplug.
    """
    memory = guest.memory
    if not memory.rules.grouping:
        return False
    zone = memory.zones[memory.zones_in(first)[0]]
    wanted = memory.zonelist(Kind.SLAB, node=zone.node)
    if not wanted or wanted[0] is not zone or zone.free_pages <= limit_of(zone, Mark.LOW, wanted):
        return False
    return not _has_kernel_pages(guest, zone) and _head_lies_in(guest, zone, first)


def _has_kernel_pages(guest: Guest, zone: Zone) -> bool:
    """Say whether a zone holds pages of the kernel's, or lists that are meant for them."""
    memory = guest.memory
    for order in range(COSTLY_ORDER + 1):
        numbers = [number_of(memory.layout, memory.rules, order, int(it)) for it in _KERNELS]
        if any(len(kept.list_of(it)) for kept in zone.cpus for it in numbers if it is not None):
            return True
    if any(blocks.count for it in _KERNELS for blocks in zone.lists[it]):
        return True
    index = memory.zones.index(zone)
    here = np.flatnonzero(memory.section_zone == index)
    return bool(memory.counts[here][:, list(BLOCKING_KINDS)].any())


def _head_lies_in(guest: Guest, zone: Zone, first: int) -> bool:
    """Say whether the largest free block that would be taken next lies in a memory block."""
    memory = guest.memory
    for blocks in reversed(zone.lists[MigrateType.MOVABLE]):
        if blocks.count:
            head = blocks.head()
            section = section_of_entry(head) if head < 0 else head >> memory.layout.section_shift
            return section in sections_of(guest, first)
    return False
