"""What a guest's kernel estimates that can be had without swapping."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.units import Pages


def available(guest: Guest) -> Pages:
    """Return MemAvailable: of file cache and slabs half stays, or as much as the low watermarks.

    Source: mm/show_mem.c:si_mem_available.
    """
    zones = guest.memory.zones
    low = sum(zone.low for zone in zones)
    found = sum(zone.free_pages for zone in zones) - kept_back(guest)
    lists = guest.memory.held
    for held in (lists[Kind.FILE].count + lists[Kind.FILE_DIRTY].count, lists[Kind.SLAB].count):
        found += held - min(held // 2, low)
    return max(0, found)


def kept_back(guest: Guest) -> Pages:
    """Return what the zones keep for themselves (mm/page_alloc.c:calculate_totalreserve_pages)."""
    return sum(min(zone.managed, zone.high + max(zone.protection)) for zone in guest.memory.zones)
