"""How many pages a CPU fetches and gives back at once, and from which count on: what they are, and what changes them.

Where nothing is tuned (up to 6.6), a batch is fetched at a time, and batches that are given back double while nothing
is taken. From 6.7 on it is the batches that are fetched that double while nothing is freed, as many pages are given
back as came free lately, and the limit moves with both.

Source: mm/page_alloc.c of 6.1 and 6.12 (nr_pcp_alloc, nr_pcp_free, nr_pcp_high, free_unref_page_commit,
decay_pcp_high).
"""

from __future__ import annotations

from engine.memory.per_cpu import COSTLY_ORDER, GROWS_UP_TO, PerCpu, Tuning
from engine.memory.zone import Zone
from engine.units import Pages


def to_fetch(zone: Zone, kept: PerCpu, order: int) -> int:
    """Return how many blocks an empty list fetches now (nr_pcp_alloc); the next time they may be more."""
    blocks, tuning = kept.batch, kept.tuning
    if tuning is not None:
        limit = _clamped(kept, tuning)
        if limit < kept.batch:
            return 1
        if not order:
            blocks = kept.batch << tuning.grown
        if tuning.least != tuning.most and not zone.below_high:
            kept.high = limit = min(limit + blocks, tuning.most)
        if not order:
            most = max(limit - kept.count - kept.batch, kept.batch)
            if blocks <= most and tuning.grown < GROWS_UP_TO:
                tuning.grown += 1
            blocks = min(blocks, most)
    return max(blocks >> order, 2) if blocks > 1 else blocks


def note_taken(kept: PerCpu, blocks: int) -> None:
    """Note that requests took so many blocks: fewer are given back at once from now on."""
    kept.factor >>= min(blocks, GROWS_UP_TO + 1)
    if kept.tuning is not None:
        kept.tuning.freed >>= min(blocks, 62)


def note_freed(kept: PerCpu, blocks: int, order: int) -> None:
    """Note that blocks of one order came free: fewer are fetched at once from now on."""
    tuning = kept.tuning
    if tuning is not None:
        tuning.grown >>= min(blocks, GROWS_UP_TO + 1)
        tuning.after_block = 0 < order <= COSTLY_ORDER
        cap = kept.batch << GROWS_UP_TO
        if tuning.freed < cap:
            tuning.freed += min(blocks, -(-(cap - tuning.freed) >> order)) << order


def room(zone: Zone, kept: PerCpu) -> Pages:
    """Return how many single pages may come free before `limit` has to be asked, at least one."""
    tuning = kept.tuning
    if tuning is None:
        return max(1, _fixed_limit(zone, kept) - kept.count)
    high = _clamped(kept, tuning)
    if zone.reclaiming or (zone.below_high and tuning.least != tuning.most):
        if high > tuning.least:
            return 1
        high = min(4 * kept.batch, high) if zone.reclaiming else high
    return max(1, high - kept.count)


def limit(zone: Zone, kept: PerCpu) -> Pages:
    """Return the count from which on pages are given back, now that some came free (nr_pcp_high)."""
    tuning = kept.tuning
    if tuning is None:
        return _fixed_limit(zone, kept)
    high = _clamped(kept, tuning)
    lately = max(tuning.freed, kept.batch)
    if zone.reclaiming:
        kept.high = max(high - lately, tuning.least)
        return min(4 * kept.batch, kept.high)
    if tuning.least == tuning.most:
        return high
    if zone.below_high:
        kept.high = max(high - lately, tuning.least)
        return max(kept.count, tuning.least)
    if kept.count >= high:
        kept.high = max(high, min(tuning.freed + kept.batch, tuning.most))
    return high


def to_give_back(zone: Zone, kept: PerCpu, limit: Pages) -> Pages:
    """Return how many pages go back to the buddy allocator at once now (nr_pcp_free)."""
    if limit < kept.batch:
        return 1
    most = limit - kept.batch
    if kept.tuning is not None:
        return min(max(kept.tuning.freed, kept.batch), most)
    if not zone.rules.modern_marks:
        return kept.batch
    pages = kept.batch << kept.factor
    if pages < most and kept.factor < GROWS_UP_TO:
        kept.factor += 1
    return max(kept.batch, min(pages, most))


def empties_all(kept: PerCpu, order: int) -> Pages:
    """Return how many pages go back because this block came free after others; 0: it makes no difference.

    Blocks of a few pages hide memory from larger requests, and are not kept for long (free_high).
    """
    if not 0 < order <= COSTLY_ORDER:
        return 0
    tuning = kept.tuning
    if tuning is None:
        return kept.count if kept.factor else 0
    if not (tuning.after_block and tuning.freed >= kept.batch and kept.count >= kept.batch):
        return 0
    many = kept.batch << GROWS_UP_TO
    kept.high = max(_clamped(kept, tuning) - many, tuning.least)
    return min(kept.count, many)


def decay(kept: PerCpu) -> Pages:
    """Lower a limit that was raised, as each second, and return how many pages are too many then (decay_pcp_high)."""
    tuning = kept.tuning
    if tuning is None:
        return 0
    if kept.high > tuning.least:
        many = kept.batch << GROWS_UP_TO
        kept.high = max(kept.count - many, kept.high - (kept.high >> 3), tuning.least)
    return max(0, kept.count - kept.high)


def _fixed_limit(zone: Zone, kept: PerCpu) -> Pages:
    return min(kept.high, 4 * kept.batch) if zone.reclaiming else kept.high


def _clamped(kept: PerCpu, tuning: Tuning) -> Pages:
    # a zone without pages keeps more than it may (clamp, which looks at the upper bound last)
    kept.high = min(max(kept.high, tuning.least), tuning.most)
    return kept.high
