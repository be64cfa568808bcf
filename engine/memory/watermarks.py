"""Watermarks and lowmem reserves: how far a zone may be drawn down, and for whom (mm/page_alloc.c)."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

from engine.memory.layout import ZONE_NAMES, Layout, Rules
from engine.memory.per_cpu import size_lists
from engine.memory.zone import Zone
from engine.units import KIB, MIB, Bytes, Pages

LOWMEM_RESERVE_RATIO = {"DMA": 256, "DMA32": 256, "Normal": 32}
"""A zone keeps this part of the zones above it from requests that could be served there."""
SMALLEST_MIN_FREE, LARGEST_MIN_FREE, LARGEST_MIN_FREE_2006 = 128, 262_144, 65_536
"""Bounds of min_free_kbytes, in KiB (mm/page_alloc.c:calculate_min_free_kbytes)."""
THP_LEAST: Bytes = 512 * MIB
"""Guests with less start without transparent huge pages (mm/huge_memory.c:hugepage_init)."""
_THP_PAGEBLOCKS = 2 + 3 * 3
"""Pageblocks a zone that khugepaged wants free: two, and one for each pair of migrate types."""


def set_watermarks(
    zones: Sequence[Zone],
    layout: Layout,
    rules: Rules,
    *,
    huge_pages: bool,
    node_of_cpu: tuple[int, ...] = (0,),
) -> None:
    """Recompute marks and reserves from managed pages, as after boot and after every online and offline.

    Args:
        zones: all zones of a guest.
        layout: the geometry.
        rules: the kernel's.
        huge_pages: whether transparent huge pages are on.
        node_of_cpu: the node of each CPU, among which the limits of per-CPU lists are divided.

    Source: mm/page_alloc.c:__setup_per_zone_wmarks and setup_per_zone_lowmem_reserve; 2.6.20
    setup_per_zone_pages_min; mm/khugepaged.c:set_recommended_min_free_kbytes.
    """
    page = layout.page_size
    largest = LARGEST_MIN_FREE if rules.modern_marks else LARGEST_MIN_FREE_2006
    kib = _buffer(zones) * page // KIB
    least = max(SMALLEST_MIN_FREE, min(isqrt(16 * kib), largest)) * KIB // page
    _set_marks(zones, least, rules)
    if rules.khugepaged and huge_pages:
        populated = sum(1 for zone in zones if _is_kernels(zone) and zone.present)
        wanted = min(layout.pageblock_pages * populated * _THP_PAGEBLOCKS, _buffer(zones) // 20)
        if wanted > least:
            _set_marks(zones, wanted, rules)
    for zone in zones:
        zone.protection = _protection(zone, zones)
        sharing = node_of_cpu.count(zone.node) or len(node_of_cpu)
        for kept in zone.cpus:
            size_lists(kept, zone.managed, zone.present, zone.low, layout, rules, sharing)


def recomputed(
    zones: Sequence[Zone], managed: Sequence[Pages], layout: Layout, rules: Rules, *, huge_pages: bool
) -> list[Zone]:
    """Return zones without pages that have the marks and reserves which would be set now.

    Args:
        zones: all zones of a guest; they stay as they are.
        managed: what each of them has to manage.
        layout: the geometry.
        rules: the kernel's.
        huge_pages: whether transparent huge pages are on.
    """
    found = [
        Zone(zone.name, zone.node, rules, [], present=zone.present, managed=pages, high=zone.high)
        for zone, pages in zip(zones, managed, strict=True)
    ]
    set_watermarks(found, layout, rules, huge_pages=huge_pages)
    return found


def _is_kernels(zone: Zone) -> bool:
    return not zone.movable and zone.name != "HighMem"


def _buffer(zones: Sequence[Zone]) -> Pages:
    """Return what the kernel's zones have above the high marks that they have now (nr_free_buffer_pages)."""
    return sum(max(0, zone.managed - zone.high) for zone in zones if _is_kernels(zone))


def _set_marks(zones: Sequence[Zone], least: Pages, rules: Rules) -> None:
    """Spread `least` pages over the zones that share them, and derive each zone's three marks."""
    share_it = [_is_kernels(zone) or (zone.movable and rules.movable_shares_marks) for zone in zones]
    managed = sum(zone.managed for zone, shares in zip(zones, share_it, strict=True) if shares)
    for zone, shares in zip(zones, share_it, strict=True):
        share = least * zone.managed // managed if managed else 0
        zone.min = share if shares else _least_of_others(zone)
        if rules.modern_marks:
            gap = max(share // 4, zone.managed // 1000)
            zone.low, zone.high = zone.min + gap, zone.min + 2 * gap
        else:
            zone.low, zone.high = zone.min + share // 4, zone.min + share // 2
        zone.boost = 0
        if not zone.present:
            zone.min = zone.low = zone.high = 0


def _least_of_others(zone: Zone) -> Pages:
    return max(32, min(zone.managed // 1024, 128))


def _protection(zone: Zone, zones: Sequence[Zone]) -> tuple[Pages, ...]:
    """Return what the zone keeps from requests whose highest zone is each of ZONE_NAMES."""
    ratio = LOWMEM_RESERVE_RATIO.get(zone.name)
    above = {other.name: other.managed for other in zones if other.node == zone.node}
    kept, managed = [], 0
    for rank, name in enumerate(ZONE_NAMES):
        managed += above.get(name, 0) if rank > zone.rank else 0
        kept.append(managed // ratio if ratio and zone.managed else 0)
    return tuple(kept)
