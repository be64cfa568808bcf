"""Pages in use, by kind, oldest first: taken together, given back by age or at random, and moved.

For huge pages the lists hold the first page of each; amounts of HUGETLB are counted in huge pages.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.memory.buddy import free_block
from engine.memory.kinds import TYPE_OF_KIND, Kind
from engine.memory.memory import Mark, Memory
from engine.memory.page_list import GAP, Array
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.units import Pages


class Chooser(Protocol):
    """Draws numbers; a random stream is one."""

    def choose(self, n: int, k: int) -> NDArray[np.int64]:
        """Return k different numbers below n, in random order."""
        ...


def unit_pages(memory: Memory, kind: Kind) -> Pages:
    """Return the pages that one entry of a kind's list stands for."""
    return memory.layout.pageblock_pages if kind is Kind.HUGETLB else 1


def acquire(
    memory: Memory, pages: Pages, kind: Kind, *, mark: Mark = Mark.LOW, zones: list[Zone] | None = None
) -> Runs:
    """Allocate pages of a kind and hold them; fewer when the watermark stops it.

    Args:
        memory: the guest's.
        pages: how many; huge pages are taken whole, as many as fit.
        kind: one of HELD_KINDS.
        mark: the watermark that must hold.
        zones: where to look instead of the kind's own zones.
    """
    if kind is Kind.HUGETLB:
        order = memory.layout.pageblock_order
        heads: list[int] = []
        for _ in range(pages >> order):
            pfn = memory.alloc(order, TYPE_OF_KIND[kind], kind, mark=mark, zones=zones)
            if pfn is None:
                break
            heads.append(pfn)
        found = np.array(heads, np.int64)
        _hold(memory, kind, found)
        return Runs(found, np.full(len(found), 1 << order, np.int64))
    runs = memory.take(pages, TYPE_OF_KIND[kind], kind, mark=mark, zones=zones)
    if len(runs):
        _hold(memory, kind, runs.pfns())
    return runs


def _hold(memory: Memory, kind: Kind, pfns: Array) -> None:
    if len(pfns):
        slot = memory.held[kind].push_many_tail(pfns, memory.frames.set_slots)
        memory.frames.set_slots(pfns, slot + np.arange(len(pfns), dtype=np.int64))


def release(memory: Memory, kind: Kind, pfns: Array) -> None:
    """Free pages of a kind, in the order given (heads for HUGETLB)."""
    if not len(pfns):
        return
    memory.held[kind].remove_many(memory.frames.slots_of(pfns))
    if kind is Kind.HUGETLB:
        order = memory.layout.pageblock_order
        for pfn in pfns.tolist():
            memory.frames.mark(pfn, 1 << order, Kind.FREE, kind)
            free_block(memory.frames, memory.zone_of(pfn), pfn, order)
    else:
        memory.give(Runs.of_singles(pfns))


def release_mixed(memory: Memory, pfns: Array, kinds: NDArray[np.uint8]) -> None:
    """Free single pages that hold different kinds, in the order given."""
    if not len(pfns):
        return
    slots = memory.frames.slots_of(pfns)
    for kind in np.flatnonzero(np.bincount(kinds)).tolist():
        memory.held[Kind(kind)].remove_many(slots[kinds == kind])
    memory.give(Runs.of_singles(pfns))


def oldest(memory: Memory, kind: Kind, entries: int) -> Array:
    """Return the pages of a kind that were taken first; they stay held."""
    held = memory.held[kind]
    held.trim()
    want, span = min(entries, held.count), 2 * entries
    while True:
        slots = np.arange(held.first, min(held.first + span, held.last), dtype=np.int64)
        found = held.entries_at(slots)
        live: Array = found[found != GAP][:want]
        if len(live) == want:
            return live
        span *= 2


def pick(memory: Memory, kind: Kind, entries: int, stream: Chooser) -> Array:
    """Return pages of a kind at random, in random order; they stay held.

    What is drawn depends only on which pages are of the kind, never on how their list happens to be laid out: a list
    may be numbered anew at any time.
    """
    held = memory.held[kind].count
    want = min(entries, held)
    sections = np.flatnonzero(memory.counts[:, kind])
    unit = unit_pages(memory, kind)
    places = memory.layout.section_pages // unit
    domain = len(sections) * places
    if not want or 4 * want >= held or 4 * held <= domain:
        return _pick_by_rank(memory, kind, want, stream)
    drawn = stream.choose(domain, min(domain, want * domain // held * 5 // 4 + 8))
    pfns = (sections[drawn // places] << memory.layout.section_shift) + drawn % places * unit
    live: Array = pfns[memory.frames.hold(pfns, kind)][:want]
    return live if len(live) == want else _pick_by_rank(memory, kind, want, stream)


def _pick_by_rank(memory: Memory, kind: Kind, want: int, stream: Chooser) -> Array:
    """Draw among all pages of a kind, counted upwards from the lowest; it looks at every section that is hit."""
    unit, shift = unit_pages(memory, kind), memory.layout.section_shift
    ends = np.cumsum(memory.counts[:, kind].astype(np.int64) // unit)
    ranks = stream.choose(memory.held[kind].count, want)
    chosen = np.empty(want, np.int64)
    hit = np.searchsorted(ends, ranks, side="right")
    for section in np.unique(hit).tolist():
        here = hit == section
        places = np.flatnonzero(memory.frames.kinds_of(section)[::unit] == kind)
        before = int(ends[section - 1]) if section else 0
        chosen[here] = (section << shift) + places[ranks[here] - before] * unit
    return chosen


def change_kind(memory: Memory, pfns: Array, was: Kind, kind: Kind) -> None:
    """Let held single pages be of another kind from now on, as pinning does."""
    memory.held[was].remove_many(memory.frames.slots_of(pfns))
    memory.frames.mark_pfns(pfns, kind, was)
    _hold(memory, kind, pfns)


def move(memory: Memory, kind: Kind, old: Array, new: Array) -> None:
    """Let held pages be elsewhere: `new` pages, already of the kind but unheld, take the places of `old`.

    The old pages are freed in order. For HUGETLB both are heads.
    """
    slots = memory.frames.slots_of(old)
    memory.held[kind].replace_many(slots, new)
    memory.frames.set_slots(new, slots)
    if kind is Kind.HUGETLB:
        order = memory.layout.pageblock_order
        for pfn in old.tolist():
            memory.frames.mark(pfn, 1 << order, Kind.FREE, kind)
            free_block(memory.frames, memory.zone_of(pfn), pfn, order)
    else:
        memory.give(Runs.of_singles(old))
