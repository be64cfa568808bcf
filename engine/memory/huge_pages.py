"""Huge pages of the size of a pageblock: how many a guest could have, and having them.

A request looks through the zones above the low marks, then above the min ones. What a CPU's list of huge pages is
fetched with, two at a time, counts against the marks before it is asked for: one may be left there that nobody gets.

Source: mm/hugetlb.c:alloc_pool_huge_page, mm/page_alloc.c (get_page_from_freelist, rmqueue_pcplist).
"""

from __future__ import annotations

from engine.memory.holdings import acquire
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark, Memory, limit_of
from engine.memory.page_list import Array
from engine.memory.per_cpu import number_of
from engine.memory.zone import Zone

_NEVER_LENT = (MigrateType.HIGHATOMIC, MigrateType.ISOLATE)


def take_huge_pages(memory: Memory, count: int, *, owner: int = 0) -> Array:
    """Allocate up to so many huge pages and hold them; return the first pfn of each, in order."""
    order = memory.layout.pageblock_order
    found = acquire(memory, count << order, Kind.HUGETLB, mark=Mark.LOW, owner=owner)
    missing = count - len(found)
    if missing <= 0:
        return found.starts
    rest = acquire(memory, missing << order, Kind.HUGETLB, mark=Mark.MIN, owner=owner)
    return found.joined([found, rest]).starts


def huge_pages_obtainable(memory: Memory) -> int:
    """Return how many huge pages could be had one after the other, without reclaim, swap or migration."""
    zones = memory.zonelist(Kind.HUGETLB)
    return sum(_from_zone(memory, zone, limit_of(zone, Mark.MIN, zones)) for zone in zones)


def _from_zone(memory: Memory, zone: Zone, limit: int) -> int:
    order = memory.layout.pageblock_order
    above = max(0, zone.free_pages - limit) >> order
    if not above:
        return 0
    blocks = sum(
        pages.count << at - order
        for list_type, row in enumerate(zone.lists)
        if list_type not in _NEVER_LENT
        for at, pages in enumerate(row)
        if at >= order
    )
    kept, number = zone.per_cpu, number_of(memory.layout, zone.rules, order, MigrateType.MOVABLE)
    if kept is None or kept.paused or number is None:
        return min(above, blocks)
    at_once = 2 if kept.batch > 1 else 1
    fetches = min(-(-above // at_once), -(-blocks // at_once))
    fetched = min(at_once * fetches, blocks)
    # the first of the last ones fetched was asked for; the others are beyond the mark
    left = max(0, fetched - at_once * (fetches - 1) - 1) if above <= fetched else 0
    return len(kept.list_of(number)) + fetched - left
