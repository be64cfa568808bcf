"""How a guest's memory stands at one time, in figures: what a question is answered with, before and after."""

from __future__ import annotations

import attrs

from engine.guest.available import available
from engine.guest.guest import Guest
from engine.memory.huge_pages import huge_pages_obtainable
from engine.memory.kinds import Kind
from engine.memory.memory import Mark, limit_of
from engine.memory.zone import Zone
from engine.units import Pages
from engine.whatif.outlook import Outlook, outlooks


@attrs.frozen(kw_only=True)
class ZoneStanding:
    """One zone that has pages; amounts are in pages.

    Attributes:
        blocks: free blocks per order in the buddy allocator, isolated ones left out.
        isolated: free pages on isolated pageblocks' lists.
        per_cpu: free pages on CPUs' lists.
        floor: how far a balloon's requests may draw it down at first: low, boost and what is reserved from them.
        last: how far in the end: the same from min.
    """

    name: str
    node: int
    managed: Pages
    present: Pages
    free: Pages
    blocks: tuple[int, ...]
    isolated: Pages
    per_cpu: Pages
    min: Pages
    low: Pages
    high: Pages
    boost: Pages
    protection: tuple[Pages, ...]
    floor: Pages
    last: Pages


@attrs.frozen(kw_only=True)
class Standing:
    """A guest's memory; amounts are in pages but where said otherwise.

    Attributes:
        total, free, available: MemTotal, MemFree and MemAvailable.
        per_cpu: free, but on CPUs' lists.
        target: what the guest shall have.
        online, present: of sections that are in a zone; that are there.
        huge: huge pages of a pageblock's size that could be had, without reclaim, swap or moving anything.
        zones: those that have pages, node by node upwards.
        blocks: memory blocks that are there, ascending.
    """

    page_size: int
    pageblock_order: int
    block_pages: Pages
    total: Pages
    free: Pages
    available: Pages
    per_cpu: Pages
    balloon: Pages
    target: Pages
    online: Pages
    present: Pages
    file: Pages
    programs: Pages
    kernel: Pages
    mem_map: Pages
    swap_total: Pages
    swap_used: Pages
    huge: int
    zones: tuple[ZoneStanding, ...]
    blocks: tuple[Outlook, ...]


def standing_of(guest: Guest) -> Standing:
    """Return how a guest's memory stands now."""
    memory = guest.memory
    zones = tuple(_zone(guest, zone) for zone in memory.zones if zone.present or zone.isolated_pages)
    kinds = memory.counts.sum(axis=0, dtype=int).tolist()
    order = memory.layout.pageblock_order
    return Standing(
        page_size=guest.page_size,
        pageblock_order=order,
        block_pages=guest.block_pages,
        total=sum(zone.managed for zone in memory.zones),
        free=memory.free_pages,
        available=available(guest),
        per_cpu=kinds[Kind.PER_CPU],
        balloon=guest.balloon.pages,
        target=guest.target,
        online=guest.online_pages,
        present=guest.present_pages,
        file=kinds[Kind.FILE] + kinds[Kind.FILE_DIRTY],
        programs=sum(kinds[kind] for kind in (Kind.ANON, Kind.MLOCKED, Kind.PINNED, Kind.HUGETLB)),
        kernel=sum(kinds[kind] for kind in (Kind.SLAB, Kind.PAGE_TABLE, Kind.KERNEL)),
        mem_map=kinds[Kind.MEM_MAP],
        swap_total=guest.swap,
        swap_used=sum(guest.swapped.values()),
        huge=huge_pages_obtainable(memory),
        zones=zones,
        blocks=outlooks(guest),
    )


def _zone(guest: Guest, zone: Zone) -> ZoneStanding:
    candidates = guest.memory.zonelist(Kind.BALLOON)
    may_use = zone in candidates
    return ZoneStanding(
        name=zone.name,
        node=zone.node,
        managed=zone.managed,
        present=zone.present,
        free=zone.free_pages,
        blocks=tuple(zone.blocks_per_order()),
        isolated=zone.isolated_pages,
        per_cpu=sum(kept.count for kept in zone.cpus),
        min=zone.min,
        low=zone.low,
        high=zone.high,
        boost=zone.boost,
        protection=tuple(zone.protection),
        floor=limit_of(zone, Mark.LOW, candidates) if may_use else zone.low + zone.boost,
        last=limit_of(zone, Mark.MIN, candidates) if may_use else zone.min + zone.boost,
    )
