"""Pages in use, by kind, the one used longest ago first: taken together, used, given back by age or at random, moved.

For huge pages the lists hold the first page of each; amounts of HUGETLB are counted in huge pages.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import TYPE_OF_KIND, Kind
from engine.memory.memory import Mark, Memory
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.standing import leave, owners_of, set_owners, settle, slots_of
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
    memory: Memory,
    pages: Pages,
    kind: Kind,
    *,
    mark: Mark = Mark.LOW,
    zones: list[Zone] | None = None,
    owner: int = 0,
) -> Runs:
    """Allocate pages of a kind and hold them; fewer when the watermark stops it.

    Args:
        memory: the guest's.
        pages: how many; huge pages are taken whole, as many as fit.
        kind: one of HELD_KINDS.
        mark: the watermark that must hold.
        zones: where to look instead of the kind's own zones.
        owner: whose they are from now on; 0 is nobody.
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
        _hold(memory, kind, found, owner)
        return Runs(found, np.full(len(found), 1 << order, np.int64))
    runs = memory.take(pages, TYPE_OF_KIND[kind], kind, mark=mark, zones=zones)
    if len(runs):
        _hold(memory, kind, runs.pfns(), owner)
    return runs


def acquire_block(memory: Memory, order: int, kind: Kind, *, mark: Mark = Mark.LOW) -> bool:
    """Allocate one block of 2**order pages of a kind, and hold them as single pages; say whether there was one."""
    pfn = memory.alloc(order, TYPE_OF_KIND[kind], kind, mark=mark)
    if pfn is None:
        return False
    _hold(memory, kind, pfn + np.arange(1 << order, dtype=np.int64))
    return True


def _hold(memory: Memory, kind: Kind, pfns: Array, owner: int = 0, *, old: bool = False) -> None:
    """Let pages that are nobody's so far join the young end of their kind's list, or the old end, in order."""
    if not len(pfns):
        return
    frames, held = memory.frames, memory.held[kind]
    push, ordered = (held.push_many_head, pfns[::-1]) if old else (held.push_many_tail, pfns)
    slot = push(ordered, frames.set_slots)
    slots = slot + np.arange(len(pfns), dtype=np.int64)
    if not owner:
        frames.set_slots(pfns, slots)
    elif kind is Kind.HUGETLB:
        frames.set_slots(pfns, slots)
        whole = _whole(memory, pfns)
        set_owners(frames, whole, np.full(len(whole), owner, np.uint8))
        frames.owned.by_kind[owner, kind] += len(whole)
    else:
        settle(frames, pfns, slots, owner)
        frames.owned.by_kind[owner, kind] += len(pfns)


def _let_go(memory: Memory, kind: Kind, pfns: Array) -> None:
    """Take pages off their kind's list; they are nobody's then, and still of the kind."""
    frames = memory.frames
    if kind is Kind.HUGETLB:
        slots = slots_of(frames, pfns)
        _, owners = leave(frames, _whole(memory, pfns))
    else:
        slots, owners = leave(frames, pfns)
    if owners is not None:
        frames.owned.count_kind(kind, owners, -1)
    memory.held[kind].remove_many(slots)


def _whole(memory: Memory, heads: Array) -> Array:
    """Return every page of huge pages."""
    inside = np.arange(memory.layout.pageblock_pages, dtype=np.int64)
    pfns: Array = (heads[:, None] + inside).reshape(-1)
    return pfns


def release(memory: Memory, kind: Kind, pfns: Array) -> None:
    """Free pages of a kind, in the order given (heads for HUGETLB)."""
    if not len(pfns):
        return
    _let_go(memory, kind, pfns)
    _free(memory, kind, pfns)


def _free(memory: Memory, kind: Kind, pfns: Array) -> None:
    if kind is Kind.HUGETLB:
        for pfn in pfns.tolist():
            memory.free(pfn, memory.layout.pageblock_order)
    else:
        memory.give(Runs.of_singles(pfns))


def release_mixed(memory: Memory, pfns: Array, kinds: NDArray[np.uint8]) -> None:
    """Free single pages that hold different kinds, in the order given."""
    if not len(pfns):
        return
    slots, owners = leave(memory.frames, pfns)
    for kind in np.flatnonzero(np.bincount(kinds)).tolist():
        memory.held[Kind(kind)].remove_many(slots[kinds == kind])
    if owners is not None:
        memory.frames.owned.count_kinds(kinds, owners, -1)
    memory.give(Runs.of_singles(pfns))


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


def change_kind(memory: Memory, pfns: Array, was: Kind, kind: Kind, *, old: bool = False) -> None:
    """Let held single pages be of another kind from now on, as pinning does; whose they are stays.

    They count as used just now, or (`old`) longer ago than all others of the kind, the first one longest ago.
    """
    if not len(pfns):
        return
    frames = memory.frames
    memory.held[was].remove_many(slots_of(frames, pfns))
    frames.mark_pfns(pfns, kind, was)
    _hold(memory, kind, pfns, old=old)
    if frames.owned.any:
        owners = owners_of(frames, pfns)
        frames.owned.count_kind(was, owners, -1)
        frames.owned.count_kind(kind, owners, +1)


def move(memory: Memory, kind: Kind, old: Array, new: Array) -> None:
    """Let held pages be elsewhere: `new` pages, already of the kind but unheld, take the places of `old`.

    They are whose the old ones were. The old pages are freed in order. For HUGETLB both are heads.
    """
    frames = memory.frames
    here, there = (_whole(memory, old), _whole(memory, new)) if kind is Kind.HUGETLB else (old, new)
    slots, owners = leave(frames, here)
    if here is not old:
        slots = slots[:: memory.layout.pageblock_pages]
    memory.held[kind].replace_many(slots, new)
    frames.set_slots(new, slots)
    if owners is not None and owners.any():
        set_owners(frames, there, owners)
    _free(memory, kind, old)


def owned_by(memory: Memory, owner: int, kind: Kind, entries: int) -> Array:
    """Return up to so many pages of a kind that an owner has, the lowest first (heads for HUGETLB); they stay held."""
    owned = memory.frames.owned
    unit, shift = unit_pages(memory, kind), memory.layout.section_shift
    found: list[Array] = []
    if not entries or not owned.of(owner)[kind]:
        return np.zeros(0, np.int64)
    for section in np.flatnonzero(owned.by_section[owner]).tolist():
        columns = memory.frames.mixed[section]
        assert columns.owners is not None
        mine = (columns.owners[::unit] == owner) & (columns.kinds[::unit] == kind)
        here: Array = np.flatnonzero(mine)[:entries] * unit + (section << shift)
        found.append(here)
        entries -= len(here)
        if not entries:
            break
    return np.concatenate(found)


SECTIONS_AT_ONCE = 2
"""A small draw among one owner's pages looks into so many sections at most."""


def owned_at_random(memory: Memory, owner: int, kind: Kind, entries: int, stream: Chooser) -> Array:
    """Return an owner's pages of a kind at random, in random order; they stay held.

    A few sections are drawn, each as likely as it has pages of the owner, and pages in them: over many draws every
    page is as likely as any other. Fewer than asked for come where those sections have no more.
    """
    owned, unit = memory.frames.owned, unit_pages(memory, kind)
    want = min(entries, int(owned.of(owner)[kind]) // unit)
    if want <= 0:
        return np.zeros(0, np.int64)
    ends = np.cumsum(owned.by_section[owner], dtype=np.int64)
    total, sections = int(ends[-1]), int(np.count_nonzero(owned.by_section[owner]))
    draws = stream.choose(total, min(want, total, max(SECTIONS_AT_ONCE, 2 * want * unit * sections // total)))
    found: list[Array] = []
    for section in np.unique(np.searchsorted(ends, draws, side="right")).tolist():
        columns = memory.frames.mixed[section]
        assert columns.owners is not None
        mine = (columns.owners[::unit] == owner).nonzero()[0] * unit
        mine = mine[columns.kinds[mine] == kind]
        found.append(mine + (section << memory.layout.section_shift))
    there = np.concatenate(found)
    chosen: Array = there[stream.choose(len(there), min(want, len(there)))]
    return chosen
