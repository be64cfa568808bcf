"""What a request does when its own lists are empty: claim a pageblock of another type, or steal from it."""

from __future__ import annotations

import numpy as np

from engine.memory.buddy import cut_block, pop_block, split, take_smallest
from engine.memory.frames import NO_TAG, ORDER_BITS, Frames, tag_of
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


def take_fallback(
    frames: Frames, zone: Zone, order: int, list_type: int, *, mixing: bool = True
) -> Pfn | None:
    """Take a block for a request whose own lists are empty, by the kernel's rule; None if nobody has one.

    Without `mixing` only whole pageblocks change hands (ALLOC_NOFRAGMENT).
    """
    if not zone.rules.grouping:
        return None
    if zone.rules.fallback == "v6.6":
        return _fallback_6_6(frames, zone, order, list_type, mixing=mixing)
    pfn = claim(frames, zone, order, list_type, set(), mixing=mixing)
    return _steal(frames, zone, order, list_type) if pfn is None and mixing else pfn


def _boost(frames: Frames, zone: Zone) -> None:
    """Raise the watermarks by a pageblock, up to 150 % of high and at least to one (boost_watermark)."""
    pageblock = frames.layout.pageblock_pages
    if not zone.rules.boost or zone.managed < 4 * pageblock or not zone.high:
        return
    zone.boost = min(zone.boost + pageblock, max(pageblock, zone.high * 3 // 2))


def _claimable(frames: Frames, order: int, list_type: int) -> bool:
    """Say whether a block of this order may carry its whole pageblock over (should_try_claim_block)."""
    half = frames.layout.pageblock_order // 2
    return order >= half or list_type in (MigrateType.UNMOVABLE, MigrateType.RECLAIMABLE)


def _lender(zone: Zone, order: int, list_type: int) -> MigrateType | None:
    """Return the preferred foreign type that has a block of this order."""
    first, second = PREFERENCE[list_type]
    lists = zone.lists
    return first if lists[first][order].count else second if lists[second][order].count else None


def claim(
    frames: Frames, zone: Zone, order: int, list_type: int, refused: set[int], *, mixing: bool = True
) -> Pfn | None:
    """Convert whole pageblocks, largest block first (__rmqueue_claim).

    Args:
        frames: the guest's page frames.
        zone: where from.
        order: of the request.
        list_type: the type of the request.
        refused: pageblocks that are known to hold too little; others are added. Stealing single pages from a
            pageblock never makes it fit: what is free less is alike more.
        mixing: whether a part of a pageblock may change hands.
    """
    smallest = order if mixing else max(order, frames.layout.pageblock_order)
    for k in range(frames.layout.max_order, smallest - 1, -1):
        if not _claimable(frames, k, list_type):
            return None
        lender = _lender(zone, k, list_type)
        if lender is None:
            continue
        if k >= frames.layout.pageblock_order:
            return _take_whole(frames, zone, k, order, lender, list_type)
        head = zone.lists[lender][k].head()
        _boost(frames, zone)
        if _fits(frames, head, list_type, refused):
            move_free_blocks(frames, zone, head, frames.layout.pageblock_pages, list_type)
            _set_type(frames, head, frames.layout.pageblock_order, list_type)
            return take_smallest(frames, zone, order, list_type)
    return None


def _fits(frames: Frames, pfn: Pfn, list_type: int, refused: set[int]) -> bool:
    """Say whether at least half of a pageblock is free or suits the new type; remember it if not."""
    pageblock = pfn >> frames.layout.pageblock_order
    if pageblock in refused:
        return False
    free, alike = _weigh(frames, pfn, list_type)
    if 2 * (free + alike) >= frames.layout.pageblock_pages:
        return True
    refused.add(pageblock)
    return False


def steal_run(
    frames: Frames, zone: Zone, need: Pages, list_type: int, refused: set[int]
) -> list[tuple[Pfn, Pages]]:
    """Steal single pages after a claim that failed, until a claim might succeed or a list ends.

    They are what single requests would steal: the smallest blocks of the preferred lender, whole and in list order,
    and of the last one its low part.

    Returns:
        Runs of pages, in order; none where nobody has a block.
    """
    k = next(
        (k for k in range(frames.layout.pageblock_order) if _lender(zone, k, list_type) is not None), None
    )
    runs: list[tuple[Pfn, Pages]] = []
    while need and k is not None and (lender := _lender(zone, k, list_type)) is not None:
        pages = min(need, 1 << k)
        if _claimable(frames, k, list_type) and _next_fits(frames, zone, k, lender, list_type, refused):
            # the second page already would be asked of the next block's pageblock
            return [*runs, (cut_block(frames, zone, k, 1, lender), 1)]
        runs.append((cut_block(frames, zone, k, pages, lender), pages))
        need -= pages
    return runs


def _next_fits(
    frames: Frames, zone: Zone, order: int, lender: int, list_type: int, refused: set[int]
) -> bool:
    """Say whether a claim would succeed once the block at a lender's head is broken."""
    blocks = zone.lists[lender][order]
    if blocks.count > 1:
        return _fits(frames, blocks.second(), list_type, refused)
    first, second = PREFERENCE[list_type]
    other = zone.lists[second][order]
    return lender == first and other.count > 0 and _fits(frames, other.head(), list_type, refused)


def _take_whole(frames: Frames, zone: Zone, have: int, want: int, lender: int, list_type: int) -> Pfn:
    """Take a block of whole pageblocks, which change type, and split it on the new type's lists."""
    pfn = pop_block(frames, zone.lists[lender], have, lender)
    _set_type(frames, pfn, have, list_type)
    split(frames, zone, pfn, have, want, list_type)
    zone.free_pages -= 1 << want
    return pfn


def _steal(frames: Frames, zone: Zone, order: int, list_type: int) -> Pfn | None:
    """Take from the smallest foreign block; what is left of it stays where it was (__rmqueue_steal)."""
    for k in range(order, frames.layout.max_order + 1):
        lender = _lender(zone, k, list_type)
        if lender is not None:
            return take_smallest(frames, zone, order, lender)
    return None


def _fallback_6_6(frames: Frames, zone: Zone, order: int, list_type: int, *, mixing: bool) -> Pfn | None:
    """The rule up to 6.14 or so (__rmqueue_fallback, steal_suitable_fallback)."""
    smallest = order if mixing else max(order, frames.layout.pageblock_order)
    for k in range(frames.layout.max_order, smallest - 1, -1):
        lender = _lender(zone, k, list_type)
        if lender is None:
            continue
        claimable = _claimable(frames, k, list_type)
        if not claimable and list_type == MigrateType.MOVABLE and k > order:
            return _smallest_block_6_6(frames, zone, order, list_type)
        if k >= frames.layout.pageblock_order:
            return _take_whole(frames, zone, k, order, lender, list_type)
        _boost(frames, zone)
        if not claimable:
            return _take_whole_block_only(frames, zone, k, order, lender, list_type)
        head = zone.lists[lender][k].head()
        free, alike = _weigh(frames, head, list_type)
        move_free_blocks(frames, zone, head, frames.layout.pageblock_pages, list_type)
        if 2 * (free + alike) >= frames.layout.pageblock_pages:
            _set_type(frames, head, frames.layout.pageblock_order, list_type)
        return take_smallest(frames, zone, order, list_type)
    return None


def _smallest_block_6_6(frames: Frames, zone: Zone, order: int, list_type: int) -> Pfn | None:
    """Restart smallest first; only the block goes over, and what is left of it."""
    for k in range(order, frames.layout.max_order + 1):
        lender = _lender(zone, k, list_type)
        if lender is not None:
            if k < frames.layout.pageblock_order:
                _boost(frames, zone)
            return _take_whole_block_only(frames, zone, k, order, lender, list_type)
    return None


def _take_whole_block_only(
    frames: Frames, zone: Zone, have: int, want: int, lender: int, list_type: int
) -> Pfn:
    pfn = pop_block(frames, zone.lists[lender], have, lender)
    split(frames, zone, pfn, have, want, list_type)
    zone.free_pages -= 1 << want
    return pfn


def _weigh(frames: Frames, pfn: Pfn, list_type: int) -> tuple[Pages, Pages]:
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


def move_free_blocks(frames: Frames, zone: Zone, pfn: Pfn, pages: Pages, list_type: int) -> Pages:
    """Move the free blocks of a range (pageblocks of one section) to another type's tail, and return their pages.

    Source: mm/page_alloc.c:move_freepages_block; move_to_free_list adds at the tail.
    """
    layout = frames.layout
    section = layout.section_of(pfn)
    columns = frames.columns(section)
    begin = pfn & (layout.section_pages - 1) & ~(layout.pageblock_pages - 1)
    base = section << layout.section_shift
    moved = 0
    for at in (np.flatnonzero(columns.tags[begin : begin + pages] != NO_TAG) + begin).tolist():
        tag = columns.tag_at[at]
        order = tag & ORDER_BITS
        zone.lists[tag >> 4][order].remove(columns.slot_at[at])
        columns.slot_at[at] = zone.lists[list_type][order].push_tail(base + at, frames.set_slots)
        columns.tag_at[at] = tag_of(order, list_type)
        moved += 1 << order
    return moved


def _set_type(frames: Frames, pfn: Pfn, order: int, list_type: int) -> None:
    """Give a type to every pageblock of a block."""
    layout = frames.layout
    columns = frames.columns(layout.section_of(pfn))
    first = (pfn & (layout.section_pages - 1)) >> layout.pageblock_order
    columns.types[first : first + (1 << max(0, order - layout.pageblock_order))] = list_type
