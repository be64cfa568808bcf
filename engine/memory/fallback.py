"""What a request does when its own lists are empty: claim a pageblock of another type, or steal from it."""

from __future__ import annotations

import numpy as np

from engine.memory.buddy import cut_block, pop_block, split, take_smallest
from engine.memory.frames import Frames
from engine.memory.kinds import Kind, MigrateType
from engine.memory.page_list import section_of_entry
from engine.memory.regroup import move_free_blocks
from engine.memory.runs import Runs
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


def steal_run(frames: Frames, zone: Zone, need: Pages, list_type: int, refused: set[int] | None) -> Runs:
    """Steal single pages after a claim that failed, until a claim might succeed or a list ends.

    They are what single requests would steal: the smallest blocks of the preferred lender, whole and in list order,
    and of the last one its low part. The heads of whole blocks stay marked. Where `refused` is None, no claim would be
    tried in between.

    Returns:
        The pages, in order; none where nobody has a block.
    """
    k = next(
        (k for k in range(frames.layout.pageblock_order) if _lender(zone, k, list_type) is not None), None
    )
    parts: list[Runs] = []
    while need and k is not None and (lender := _lender(zone, k, list_type)) is not None:
        blocks = zone.lists[lender][k]
        want = min(blocks.count, -(-need >> k))
        last = None if refused is None else _before_fitting(frames, zone, k, lender, list_type, want, refused)
        whole = min(want, need >> k) if last is None else last
        if whole:
            parts.append(Runs(blocks.take_head(whole), np.full(whole, 1 << k, np.int64)))
            zone.free_pages -= whole << k
            need -= whole << k
        if last is not None:
            # the second page of this block already would be asked of the next block's pageblock
            parts.append(Runs.of([(cut_block(frames, zone, k, 1, lender), 1)]))
            break
        if need and whole < want:
            parts.append(Runs.of([(cut_block(frames, zone, k, need, lender), need)]))
            need = 0
    return Runs.joined(parts)


def _before_fitting(
    frames: Frames, zone: Zone, order: int, lender: int, list_type: int, want: int, refused: set[int]
) -> int | None:
    """Return which of the next `want` blocks of a lender comes before one whose pageblock can be claimed, or None.

    A claim would succeed once that block is broken: its successor is at the head then.
    """
    if not _claimable(frames, order, list_type):
        return None
    heads = zone.lists[lender][order].peek(want + 1)[1:]
    first, second = PREFERENCE[list_type]
    if len(heads) < want and lender == first and zone.lists[second][order].count:
        heads = np.append(heads, zone.lists[second][order].head())
    pageblocks = heads >> frames.layout.pageblock_order
    others = np.flatnonzero(np.diff(pageblocks, prepend=-1))
    for number, head in zip(others.tolist(), heads[others].tolist(), strict=True):
        if _fits(frames, head, list_type, refused):
            return int(number)
    return None


def claim_run(frames: Frames, zone: Zone, need: Pages, list_type: int) -> Runs:
    """Claim the largest foreign blocks for single pages, as long as all pages of a block are needed.

    Nothing is left of such a block: single requests would take its pages one after the other. Both rules agree on it.
    """
    layout = frames.layout
    runs: list[tuple[Pfn, Pages]] = []
    for k in range(layout.max_order, layout.pageblock_order - 1, -1):
        while need >> k and (lender := _lender(zone, k, list_type)) is not None:
            lists = zone.lists[lender]
            if lists[k].head() < 0 and need >= layout.section_pages:
                section = section_of_entry(lists[k].pop_head())
                frames.set_uniform(section, Kind.FREE, list_type)
                runs.append((section << layout.section_shift, layout.section_pages))
            else:
                pfn = pop_block(frames, lists, k, lender)
                _set_type(frames, pfn, k, list_type)
                runs.append((pfn, 1 << k))
            zone.free_pages -= runs[-1][1]
            need -= runs[-1][1]
        if _lender(zone, k, list_type) is not None:
            break
    return Runs.of(runs)


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


def _set_type(frames: Frames, pfn: Pfn, order: int, list_type: int) -> None:
    """Give a type to every pageblock of a block."""
    layout = frames.layout
    columns = frames.columns(layout.section_of(pfn))
    first = (pfn & (layout.section_pages - 1)) >> layout.pageblock_order
    columns.types[first : first + (1 << max(0, order - layout.pageblock_order))] = list_type
