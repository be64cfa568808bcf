"""What a request does when its own lists are empty: claim a pageblock of another type, or steal from it."""

from __future__ import annotations

import numpy as np

from engine.memory.buddy import cut_block, pop_block, take_smallest
from engine.memory.earlier_fallbacks import fallback_2_6_24, fallback_6_6
from engine.memory.frames import Frames
from engine.memory.kinds import Kind
from engine.memory.mixing import PREFERENCE, boost, claimable, lender_of, set_type, take_whole, weigh
from engine.memory.page_list import section_of_entry
from engine.memory.regroup import move_free_blocks
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.units import Pages, Pfn


def take_fallback(
    frames: Frames, zone: Zone, order: int, list_type: int, *, mixing: bool = True
) -> Pfn | None:
    """Take a block for a request whose own lists are empty, by the kernel's rule; None if nobody has one.

    Without `mixing` only whole pageblocks change hands (ALLOC_NOFRAGMENT).
    """
    if not zone.rules.grouping:
        return None
    if zone.rules.fallback in ("v6.6", "v6.12"):
        return fallback_6_6(frames, zone, order, list_type, mixing=mixing)
    if zone.rules.fallback == "v2.6.24":
        return fallback_2_6_24(frames, zone, order, list_type)
    pfn = claim(frames, zone, order, list_type, set(), mixing=mixing)
    return _steal(frames, zone, order, list_type) if pfn is None and mixing else pfn


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
        if not claimable(frames, k, list_type):
            return None
        lender = lender_of(zone, k, list_type)
        if lender is None:
            continue
        if k >= frames.layout.pageblock_order:
            return take_whole(frames, zone, k, order, lender, list_type)
        head = zone.lists[lender][k].head()
        boost(frames, zone)
        if _fits(frames, head, list_type, refused):
            move_free_blocks(frames, zone, head, frames.layout.pageblock_pages, list_type)
            set_type(frames, head, frames.layout.pageblock_order, list_type)
            return take_smallest(frames, zone, order, list_type)
    return None


def _fits(frames: Frames, pfn: Pfn, list_type: int, refused: set[int]) -> bool:
    """Say whether at least half of a pageblock is free or suits the new type; remember it if not."""
    pageblock = pfn >> frames.layout.pageblock_order
    if pageblock in refused:
        return False
    free, alike = weigh(frames, pfn, list_type)
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
        (k for k in range(frames.layout.pageblock_order) if lender_of(zone, k, list_type) is not None), None
    )
    parts: list[Runs] = []
    while need and k is not None and (lender := lender_of(zone, k, list_type)) is not None:
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
    if not claimable(frames, order, list_type):
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
        while need >> k and (lender := lender_of(zone, k, list_type)) is not None:
            lists = zone.lists[lender]
            if lists[k].head() < 0 and need >= layout.section_pages:
                section = section_of_entry(lists[k].pop_head())
                frames.set_uniform(section, Kind.FREE, list_type)
                runs.append((section << layout.section_shift, layout.section_pages))
            else:
                pfn = pop_block(frames, lists, k, lender)
                set_type(frames, pfn, k, list_type)
                runs.append((pfn, 1 << k))
            zone.free_pages -= runs[-1][1]
            need -= runs[-1][1]
        if lender_of(zone, k, list_type) is not None:
            break
    return Runs.of(runs)


def _steal(frames: Frames, zone: Zone, order: int, list_type: int) -> Pfn | None:
    """Take from the smallest foreign block; what is left of it stays where it was (__rmqueue_steal)."""
    for k in range(order, frames.layout.max_order + 1):
        lender = lender_of(zone, k, list_type)
        if lender is not None:
            return take_smallest(frames, zone, order, lender)
    return None
