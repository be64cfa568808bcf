"""What the reference does when a request's own lists are empty.

From 6.15 on a pageblock is claimed, else a block is stolen; up to 6.14 both were one loop, `fall_back_v6_12` and before
6.10 `fall_back_v6_6`, and the first kernels that grouped had a simpler one, `fall_back_v2_6_24`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memory.kinds import Kind, MigrateType

if TYPE_CHECKING:
    from tests.engine.memory.reference import Zone

FALLBACKS = {
    MigrateType.UNMOVABLE: (MigrateType.RECLAIMABLE, MigrateType.MOVABLE),
    MigrateType.MOVABLE: (MigrateType.RECLAIMABLE, MigrateType.UNMOVABLE),
    MigrateType.RECLAIMABLE: (MigrateType.UNMOVABLE, MigrateType.MOVABLE),
}
"""Whose blocks a type may take, best first (mm/page_alloc.c:fallbacks)."""
ON_LRU = {Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED, Kind.PINNED}
"""In-use pages that the kernel counts as movable when it weighs a pageblock."""


def claim(zone: Zone, order: int, wanted: MigrateType) -> int | None:
    """__rmqueue_claim: from the largest block down, while they are worth a pageblock."""
    for larger in reversed(zone.orders[order:]):
        if not _claimable(zone, larger, wanted):
            return None
        lender = _lender(zone, larger, wanted)
        if lender is None:
            continue
        pfn = zone.lists[lender.name.lower()][larger][0]
        if larger >= zone.layout.pageblock_order:
            zone.remove(pfn)
            zone.set_types(pfn, larger, wanted)
            zone.expand(pfn, larger, order, wanted.name.lower())
            return pfn
        if _has_enough(zone, pfn, wanted):
            zone.move_pageblock(pfn, wanted.name.lower())
            zone.types[pfn >> zone.layout.pageblock_order] = wanted
            return zone.smallest(order, wanted.name.lower())
    return None


def steal(zone: Zone, order: int, wanted: MigrateType) -> int | None:
    """__rmqueue_steal: the smallest sufficient block of another type; what is left of it stays there."""
    for larger in zone.orders[order:]:
        lender = _lender(zone, larger, wanted)
        if lender is not None:
            pfn = zone.lists[lender.name.lower()][larger][0]
            zone.remove(pfn)
            zone.expand(pfn, larger, order, lender.name.lower())
            return pfn
    return None


def fall_back_v6_6(zone: Zone, order: int, wanted: MigrateType) -> bool:
    """__rmqueue_fallback: move free blocks to the wanted type's lists; return whether there were any."""
    for larger in reversed(zone.orders[order:]):
        lender = _lender(zone, larger, wanted)
        if lender is None:
            continue
        claimable = _claimable(zone, larger, wanted)
        if not claimable and wanted == MigrateType.MOVABLE and larger > order:
            larger = next(k for k in zone.orders[order:] if _lender(zone, k, wanted) is not None)
            lender = _lender(zone, larger, wanted)
            assert lender is not None
            claimable = _claimable(zone, larger, wanted)
        _take_over_v6_6(zone, zone.lists[lender.name.lower()][larger][0], larger, wanted, claimable)
        return True
    return False


def fall_back_v6_12(zone: Zone, order: int, wanted: MigrateType) -> int | None:
    """__rmqueue_fallback, steal_suitable_fallback: a pageblock changes hands as a whole, or one block is taken."""
    mine = wanted.name.lower()
    for larger in reversed(zone.orders[order:]):
        lender = _lender(zone, larger, wanted)
        if lender is None:
            continue
        whole_block = _claimable(zone, larger, wanted)
        if not whole_block and wanted == MigrateType.MOVABLE and larger > order:
            larger = next(k for k in zone.orders[order:] if _lender(zone, k, wanted) is not None)
            lender = _lender(zone, larger, wanted)
            whole_block = _claimable(zone, larger, wanted)
        pfn = zone.lists[lender.name.lower()][larger][0]
        if larger >= zone.layout.pageblock_order:
            zone.remove(pfn)
            zone.set_types(pfn, larger, wanted)
            zone.expand(pfn, larger, order, mine)
            return pfn
        if whole_block and _has_enough(zone, pfn, wanted):
            zone.move_pageblock(pfn, mine)
            zone.types[pfn >> zone.layout.pageblock_order] = wanted
            return zone.smallest(order, mine)
        zone.remove(pfn)
        zone.expand(pfn, larger, order, lender.name.lower())
        return pfn
    return None


def fall_back_v2_6_24(zone: Zone, order: int, wanted: MigrateType) -> int | None:
    """__rmqueue_fallback as it first was: the largest block that anybody has."""
    half = zone.layout.pageblock_order // 2
    for larger in reversed(zone.orders[order:]):
        lender = _lender(zone, larger, wanted)
        if lender is None:
            continue
        pfn, gets_rest = zone.lists[lender.name.lower()][larger][0], lender
        if larger >= zone.layout.pageblock_order:
            zone.set_types(pfn, larger, wanted)
            gets_rest = wanted
        elif larger >= half or wanted == MigrateType.RECLAIMABLE:
            moved = zone.move_pageblock(pfn, wanted.name.lower(), tail=False)
            if 2 * moved >= zone.layout.pageblock_pages:
                zone.types[pfn >> zone.layout.pageblock_order] = wanted
            gets_rest = wanted
        zone.remove(pfn)
        zone.expand(pfn, larger, order, gets_rest.name.lower())
        return pfn
    return None


def _take_over_v6_6(zone: Zone, pfn: int, order: int, wanted: MigrateType, claimable: bool) -> None:
    """steal_suitable_fallback: the whole pageblock's free pages if that is allowed, else this block."""
    if claimable and order < zone.layout.pageblock_order:
        enough = _has_enough(zone, pfn, wanted)
        zone.move_pageblock(pfn, wanted.name.lower())
        if enough:
            zone.types[pfn >> zone.layout.pageblock_order] = wanted
        return
    if order >= zone.layout.pageblock_order:
        zone.set_types(pfn, order, wanted)
    zone.remove(pfn)
    zone.insert(pfn, order, wanted.name.lower(), tail=True)


def _lender(zone: Zone, order: int, wanted: MigrateType) -> MigrateType | None:
    """find_suitable_fallback: the first type, by preference, that has a free block of `order`."""
    return next((t for t in FALLBACKS[wanted] if zone.lists[t.name.lower()][order]), None)


def _claimable(zone: Zone, order: int, wanted: MigrateType) -> bool:
    """should_try_claim_block: whether a block of this size may cost another type its pageblock."""
    return order >= zone.layout.pageblock_order // 2 or wanted != MigrateType.MOVABLE


def _has_enough(zone: Zone, pfn: int, wanted: MigrateType) -> bool:
    """Whether half of the pageblock is free, or in use by pages alike."""
    pages = zone.pageblock(pfn)
    free = sum(zone.kinds[page] == Kind.FREE for page in pages)
    movable = sum(_is_movable(zone, zone.kinds[page]) for page in pages)
    if wanted == MigrateType.MOVABLE:
        alike = movable
    elif zone.types[pfn >> zone.layout.pageblock_order] == MigrateType.MOVABLE:
        alike = len(pages) - free - movable
    else:
        alike = 0
    return 2 * (free + alike) >= len(pages)


def _is_movable(zone: Zone, kind: Kind) -> bool:
    return kind in ON_LRU or (kind == Kind.BALLOON and zone.rules.balloon_movable)
