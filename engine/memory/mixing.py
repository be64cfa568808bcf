"""What a pageblock of another type is worth to a request, and what it takes to carry it over."""

from __future__ import annotations

import numpy as np

from engine.memory.buddy import pop_block, split
from engine.memory.frames import Frames
from engine.memory.kinds import Kind, MigrateType
from engine.memory.zone import Zone
from engine.units import Pages, Pfn

PREFERENCE: dict[int, tuple[MigrateType, MigrateType]] = {
    MigrateType.UNMOVABLE: (MigrateType.RECLAIMABLE, MigrateType.MOVABLE),
    MigrateType.MOVABLE: (MigrateType.RECLAIMABLE, MigrateType.UNMOVABLE),
    MigrateType.RECLAIMABLE: (MigrateType.UNMOVABLE, MigrateType.MOVABLE),
}
"""Which foreign type is tried first at a given order (mm/page_alloc.c:fallbacks)."""
_LRU = (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED, Kind.PINNED)


def boost(frames: Frames, zone: Zone) -> None:
    """Raise the watermarks by a pageblock, up to 150 % of high and at least to one (boost_watermark)."""
    pageblock = frames.layout.pageblock_pages
    if not zone.rules.boost or zone.managed < 4 * pageblock or not zone.high:
        return
    zone.boost = min(zone.boost + pageblock, max(pageblock, zone.high * 3 // 2))


def claimable(frames: Frames, order: int, list_type: int) -> bool:
    """Say whether a block of this order may carry its whole pageblock over (should_try_claim_block)."""
    half = frames.layout.pageblock_order // 2
    return order >= half or list_type in (MigrateType.UNMOVABLE, MigrateType.RECLAIMABLE)


def lender_of(zone: Zone, order: int, list_type: int) -> MigrateType | None:
    """Return the preferred foreign type that has a block of this order."""
    first, second = PREFERENCE[list_type]
    lists = zone.lists
    return first if lists[first][order].count else second if lists[second][order].count else None


def take_whole(frames: Frames, zone: Zone, have: int, want: int, lender: int, list_type: int) -> Pfn:
    """Take a block of whole pageblocks, which change type, and split it on the new type's lists."""
    pfn = pop_block(frames, zone.lists[lender], have, lender)
    set_type(frames, pfn, have, list_type)
    split(frames, zone, pfn, have, want, list_type)
    zone.free_pages -= 1 << want
    return pfn


def weigh(frames: Frames, pfn: Pfn, list_type: int) -> tuple[Pages, Pages]:
    """Count a pageblock's free pages, and the pages in use that suit the new type."""
    layout = frames.layout
    size = layout.pageblock_pages
    at = pfn & (layout.section_pages - 1) & ~(size - 1)
    found = np.bincount(frames.kinds_of(layout.section_of(pfn))[at : at + size], minlength=len(Kind))
    free = int(found[Kind.FREE])
    movable = sum(int(found[kind]) for kind in _LRU)
    if frames.balloon_movable:
        movable += int(found[Kind.BALLOON])
    if list_type == MigrateType.MOVABLE:
        return free, movable
    # the pageblock's type counts: up to 6.9 a free block can stand on the list of another
    was_movable = frames.list_type(pfn) == MigrateType.MOVABLE
    return free, size - free - movable if was_movable else 0


def set_type(frames: Frames, pfn: Pfn, order: int, list_type: int) -> None:
    """Give a type to every pageblock of a block."""
    layout = frames.layout
    columns = frames.columns(layout.section_of(pfn))
    first = (pfn & (layout.section_pages - 1)) >> layout.pageblock_order
    columns.types[first : first + (1 << max(0, order - layout.pageblock_order))] = list_type
