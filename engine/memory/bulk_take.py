"""Taking many single pages at once, with the same result as one by one, list order included.

N single pages are whole free lists from order 0 upward, each in list order, and the low part of one block; it costs in
proportion to the blocks touched.
"""

from __future__ import annotations

import numpy as np

from engine.memory.buddy import cut_block, pop_block
from engine.memory.fallback import claim, claim_run, steal_run, take_fallback
from engine.memory.frames import Frames
from engine.memory.kinds import Kind
from engine.memory.page_list import section_of_entry
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.units import Pages

_FEW = 24
"""Below this many pieces, single steps are quicker than arrays."""


def take_pages(
    frames: Frames,
    zone: Zone,
    pages: Pages,
    list_type: int,
    kind: Kind,
    *,
    mixing: bool = True,
    in_batch: bool = False,
) -> Runs:
    """Take single pages, by fallback too when own lists end; fewer when the zone has no more.

    Args:
        frames: the guest's page frames.
        zone: where from.
        pages: how many; watermarks are the caller's.
        list_type: the migrate type that is asked for.
        kind: what the pages hold from now on.
        mixing: whether a fallback may mix pageblocks, see `take_fallback`.
        in_batch: whether a CPU fetches them together: after a page was stolen no claim is tried, and marks do not count
            (rmqueue_bulk).

    Returns:
        The pages in the order in which single requests would have got them. They end where the zone's watermarks
        were boosted: what else may be taken is to be asked anew.
    """
    parts: list[Runs] = []
    need, refused, boost, stealing = pages, set[int](), zone.boost, False
    while need > 0 and (in_batch or zone.boost == boost):
        drained: list[Runs] = []
        need = _drain(frames, zone, need, list_type, drained)
        # marked before a fallback, which weighs a pageblock by what its pages hold by now
        mark_taken(frames, Runs.joined(drained), kind)
        parts += drained
        if need > 0:
            if stealing:
                found = steal_run(frames, zone, need, list_type, None)
            else:
                found, stealing = _fall_back(frames, zone, need, list_type, refused, mixing, in_batch)
            if not len(found):
                break
            mark_taken(frames, found, kind)
            parts.append(found)
            need -= found.pages
    return Runs.joined(parts)


def _fall_back(
    frames: Frames,
    zone: Zone,
    need: Pages,
    list_type: int,
    refused: set[int],
    mixing: bool,
    in_batch: bool,
) -> tuple[Runs, bool]:
    """Take what the next requests would get from other types; a claim ends it, for own lists come first again.

    Returns:
        The pages, and whether the rest of a batch is stolen without another claim.
    """
    rules = zone.rules
    if not rules.grouping:
        return Runs.none(), False
    whole = claim_run(frames, zone, need, list_type)
    if len(whole):
        return whole, False
    if rules.fallback != "current":
        pfn = take_fallback(frames, zone, 0, list_type, mixing=mixing)
    else:
        boost = zone.boost
        pfn = claim(frames, zone, 0, list_type, refused, mixing=mixing)
        if pfn is None and mixing:
            if in_batch:
                return steal_run(frames, zone, need, list_type, None), True
            if zone.boost != boost:
                need = 1
            return steal_run(frames, zone, need, list_type, refused), False
    return (Runs.none() if pfn is None else Runs.of([(pfn, 1)])), False


def _drain(frames: Frames, zone: Zone, need: Pages, list_type: int, parts: list[Runs]) -> Pages:
    """Take from one type's own lists, smallest blocks first; return what is still needed.

    What is taken stays marked as it was, heads of blocks too.
    """
    lists = zone.lists[list_type]
    top = len(lists) - 1
    for order in range(top):
        blocks = lists[order]
        whole = min(blocks.count, need >> order)
        if whole:
            starts = blocks.take_head(whole)
            parts.append(Runs(starts, np.full(whole, 1 << order, np.int64)))
            need -= whole << order
            zone.free_pages -= whole << order
        if need and blocks.count:
            parts.append(Runs.of([(cut_block(frames, zone, order, need, list_type), need)]))
            return 0
        if not need:
            return 0
    while need >> top and lists[top].count:
        parts.append(_largest(frames, zone, need, list_type))
        taken = int(parts[-1].counts[0])
        zone.free_pages -= taken
        need -= taken
    if need and lists[top].count:
        parts.append(Runs.of([(cut_block(frames, zone, top, need, list_type), need)]))
        return 0
    return need


def _largest(frames: Frames, zone: Zone, need: Pages, list_type: int) -> Runs:
    """Take a whole block of the largest order, or a whole uniform section where that much is needed."""
    lists, layout = zone.lists[list_type], frames.layout
    top = layout.max_order
    entry = lists[top].head()
    if entry >= 0 or need < layout.section_pages:
        return Runs.of([(pop_block(frames, lists, top, list_type), 1 << top)])
    section = section_of_entry(lists[top].pop_head())
    return Runs.of([(section << layout.section_shift, layout.section_pages)])


def mark_taken(frames: Frames, runs: Runs, kind: Kind) -> None:
    """Let all pages of runs, which were free, hold `kind` and head no block; no run may cross a section's border."""
    whole = runs.counts == frames.layout.section_pages
    if whole.any():
        for pfn in runs.starts[whole].tolist():
            frames.set_uniform(pfn >> frames.layout.section_shift, kind)
        runs = Runs(runs.starts[~whole], runs.counts[~whole])
    if len(runs) < _FEW:
        for pfn, pages in runs.pairs():
            frames.mark_taken(pfn, pages, kind)
    else:
        frames.mark_many_taken(runs.pfns(), kind)
