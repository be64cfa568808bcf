"""What the online policy auto-movable allows (mm/memory_hotplug.c:auto_movable_zone_for_pfn)."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.memory.zones import NO_ZONE
from engine.units import Pages


def auto_movable_fits(guest: Guest, pages: Pages, node: int) -> bool:
    """Say whether so much more MOVABLE memory keeps its ratio to the kernel memory that was there at boot.

    Both the whole guest and the node must keep it (mm/memory_hotplug.c:auto_movable_can_online_movable).
    """
    return _keeps_ratio(guest, pages, None) and (guest.memory.nodes == 1 or _keeps_ratio(guest, pages, node))


def _keeps_ratio(guest: Guest, pages: Pages, node: int | None) -> bool:
    memory = guest.memory
    movable = sum(zone.present for zone in memory.zones if zone.movable and node in (None, zone.node))
    kernel = sum(
        _online_kernel_pages(guest, first, end)
        for first, end, _ in memory.boot_mem_map
        if node in (None, int(memory.section_node[first]))
    )
    return movable + pages <= guest.auto_movable_ratio * kernel // 100


def _online_kernel_pages(guest: Guest, first: int, end: int) -> Pages:
    """Count the pages of boot memory that are online in the kernel's zones (present_early_pages)."""
    zones = guest.memory.section_zone[first:end]
    movable = [index for index, zone in enumerate(guest.memory.zones) if zone.movable]
    return int(np.count_nonzero((zones != NO_ZONE) & ~np.isin(zones, movable))) * guest.section_pages
