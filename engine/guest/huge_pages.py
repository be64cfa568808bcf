"""Huge pages obtained as nr_hugepages obtains them: from free memory, then by compaction, then by dropping page cache.

Compaction is taken pageblock by pageblock from the lowest one up, each emptied as a whole into the smallest free
blocks; the kernel fills the highest pageblocks instead, and gives up now and then (skip hints, deferral).

Source: mm/hugetlb.c:set_max_huge_pages, alloc_buddy_huge_page (__GFP_RETRY_MAYFAIL);
mm/page_alloc.c:__alloc_pages_slowpath; mm/compaction.c.
"""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.guest.migration import migrate_pageblock
from engine.guest.migration_room import one_by_one
from engine.guest.reclaim import drop_clean
from engine.host import Host
from engine.memory.huge_pages import take_huge_pages
from engine.memory.kinds import Kind, MigrateType
from engine.memory.subblocks import isolate_range, undo_range
from engine.memory.zone import Zone, highest_rank
from engine.units import Pages


def obtain_huge_pages(guest: Guest, host: Host, count: int) -> int:
    """Let the guest have up to so many more huge pages, and return how many it got."""
    memory, tried = guest.memory, set[tuple[int, int]]()
    got = len(take_huge_pages(memory, count))
    while got < count:
        if not _compact(guest, host, tried):
            if not drop_clean(guest, gap(guest)).clean:
                break
            tried.clear()
        # who compacts, and who got something by reclaim, empties the CPUs' lists (drain_local_pages, drain_all_pages)
        memory.drain_per_cpu()
        got += len(take_huge_pages(memory, count - got))
    return got


def gap(guest: Guest) -> Pages:
    """Return how many pages above a mark compaction wants to be free, to move others to (compact_gap)."""
    return 2 << guest.memory.layout.pageblock_order


def _compact(guest: Guest, host: Host, tried: set[tuple[int, int]]) -> bool:
    """Empty the lowest pageblock of a zone with room enough that movable pages alone lie in; False: there is none."""
    zones = guest.memory.zonelist(Kind.HUGETLB)
    highest = highest_rank(zones)
    for zone in zones:
        if zone.free_pages <= zone.low + zone.boost + zone.protection[highest] + gap(guest):
            continue  # mm/compaction.c:compaction_suitable
        while (place := _lowest(guest, zone, tried)) is not None:
            tried.add(place)
            if _emptied(guest, host, *place):
                return True
    return False


def _lowest(guest: Guest, zone: Zone, tried: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the section and the number of the lowest pageblock that could be emptied and was not tried yet."""
    memory, layout = guest.memory, guest.memory.layout
    aside = one_by_one(guest).copy()
    aside[[Kind.FREE, Kind.PER_CPU]] = True
    for section in np.flatnonzero(memory.section_zone == memory.zones.index(zone)).tolist():
        kinds = memory.frames.kinds_of(section).reshape(-1, layout.pageblock_pages)
        free = (kinds == Kind.FREE) | (kinds == Kind.PER_CPU)
        for pageblock in np.flatnonzero(aside[kinds].all(axis=1) & ~free.all(axis=1)).tolist():
            number = section * layout.section_pageblocks + pageblock
            movable = not memory.rules.grouping or memory.block_type(number) == MigrateType.MOVABLE
            if movable and (section, pageblock) not in tried:
                return section, pageblock
    return None


def _emptied(guest: Guest, host: Host, section: int, pageblock: int) -> bool:
    """Move what a pageblock holds elsewhere, and say whether all of it is free then."""
    memory = guest.memory
    isolate_range(memory, section, pageblock, 1)
    migrate_pageblock(guest, host, section, pageblock)
    undo_range(memory, section, pageblock, 1)
    size = memory.layout.pageblock_pages
    kinds = memory.frames.kinds_of(section)[pageblock * size : (pageblock + 1) * size]
    return bool((kinds == Kind.FREE).all())
