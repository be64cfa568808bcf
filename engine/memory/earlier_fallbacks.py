"""What kernels before 6.15 did when a request's own lists were empty."""

from __future__ import annotations

from engine.memory.buddy import pop_block, split, take_smallest
from engine.memory.frames import Frames
from engine.memory.kinds import MigrateType
from engine.memory.mixing import boost, claimable, lender_of, set_type, take_whole, weigh
from engine.memory.regroup import move_free_blocks
from engine.memory.zone import Zone
from engine.units import Pfn


def fallback_6_6(frames: Frames, zone: Zone, order: int, list_type: int, *, mixing: bool) -> Pfn | None:
    """The rule up to 6.14 or so (__rmqueue_fallback, steal_suitable_fallback).

    From 6.10 on free blocks stay on the lists of their pageblocks' types: without half of a pageblock only the block
    is taken, and what is left of it stays where it was.
    """
    smallest = order if mixing else max(order, frames.layout.pageblock_order)
    for k in range(frames.layout.max_order, smallest - 1, -1):
        lender = lender_of(zone, k, list_type)
        if lender is None:
            continue
        carries = claimable(frames, k, list_type)
        if not carries and list_type == MigrateType.MOVABLE and k > order:
            return _smallest_block_6_6(frames, zone, order, list_type)
        if k >= frames.layout.pageblock_order:
            return take_whole(frames, zone, k, order, lender, list_type)
        boost(frames, zone)
        if not carries:
            return _take_block_only(frames, zone, k, order, lender, list_type)
        head = zone.lists[lender][k].head()
        enough = 2 * sum(weigh(frames, head, list_type)) >= frames.layout.pageblock_pages
        if not enough and zone.rules.types_merge:
            return _take_block_only(frames, zone, k, order, lender, list_type)
        move_free_blocks(frames, zone, head, frames.layout.pageblock_pages, list_type)
        if enough:
            set_type(frames, head, frames.layout.pageblock_order, list_type)
        return take_smallest(frames, zone, order, list_type)
    return None


def _smallest_block_6_6(frames: Frames, zone: Zone, order: int, list_type: int) -> Pfn | None:
    """Restart smallest first; only the block goes over, and up to 6.9 what is left of it."""
    for k in range(order, frames.layout.max_order + 1):
        lender = lender_of(zone, k, list_type)
        if lender is not None:
            if k < frames.layout.pageblock_order:
                boost(frames, zone)
            return _take_block_only(frames, zone, k, order, lender, list_type)
    return None


def _take_block_only(frames: Frames, zone: Zone, have: int, want: int, lender: int, list_type: int) -> Pfn:
    pfn = pop_block(frames, zone.lists[lender], have, lender)
    if have >= frames.layout.pageblock_order and zone.rules.types_merge:
        set_type(frames, pfn, have, list_type)
    stays = have < frames.layout.pageblock_order and zone.rules.types_merge
    split(frames, zone, pfn, have, want, lender if stays else list_type)
    zone.free_pages -= 1 << want
    return pfn


def fallback_2_6_24(frames: Frames, zone: Zone, order: int, list_type: int) -> Pfn | None:
    """The first rule, 2.6.24 to 2.6.28 (__rmqueue_fallback): the largest block, and often all that is free around it.

    The pageblock's free blocks go over with a block of half its order or more, and with any where kernel objects are
    wanted that can be reclaimed; it changes type if at least half of it did. Else what is left of the block stays with
    its lender. Of blocks that are larger than a pageblock, only the first pageblock changed type then; here all do.
    """
    layout = frames.layout
    for k in range(layout.max_order, order - 1, -1):
        lender = lender_of(zone, k, list_type)
        if lender is None:
            continue
        if k >= layout.pageblock_order:
            return take_whole(frames, zone, k, order, lender, list_type)
        if k < layout.pageblock_order >> 1 and list_type != MigrateType.RECLAIMABLE:
            pfn = pop_block(frames, zone.lists[lender], k, lender)
            split(frames, zone, pfn, k, order, lender)
            zone.free_pages -= 1 << order
            return pfn
        pfn = pop_block(frames, zone.lists[lender], k, lender)
        moved = move_free_blocks(frames, zone, pfn, layout.pageblock_pages, list_type, head=True) + (1 << k)
        if 2 * moved >= layout.pageblock_pages:
            set_type(frames, pfn, layout.pageblock_order, list_type)
        split(frames, zone, pfn, k, order, list_type)
        zone.free_pages -= 1 << order
        return pfn
    return None
