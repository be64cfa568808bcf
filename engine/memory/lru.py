"""Pages by their last use: each kind's list has the one used longest ago at its head (mm/vmscan.c).

One list a kind, without the kernel's second chance: a page that is used moves to the young end at once. Entries are
heads of huge pages for HUGETLB.
"""

from __future__ import annotations

import numpy as np

from engine.memory.kinds import Kind
from engine.memory.memory import Memory
from engine.memory.page_list import GAP, Array


def touch(memory: Memory, kind: Kind, pfns: Array) -> None:
    """Let held pages have been used just now, in the order given: they move to the young end.

    A page that is named twice counts as used the second time. Equal to one by one, order included.
    """
    if not len(pfns):
        return
    ordered = np.sort(pfns)
    if bool((ordered[1:] == ordered[:-1]).any()):
        _, latest = np.unique(pfns[::-1], return_index=True)
        pfns = pfns[np.sort(len(pfns) - 1 - latest)]
    frames, held = memory.frames, memory.held[kind]
    held.remove_many(frames.slots_of(pfns))
    slot = held.push_many_tail(pfns, frames.set_slots)
    frames.set_slots(pfns, slot + np.arange(len(pfns), dtype=np.int64))
    frames.version += 1


def oldest(memory: Memory, kind: Kind, entries: int, *, movable_zone: bool = True) -> Array:
    """Return the pages of a kind that were used longest ago; they stay held.

    Args:
        memory: the guest's.
        kind: one of HELD_KINDS.
        entries: how many; fewer where there are no more.
        movable_zone: whether pages of ZONE_MOVABLE are of use to who asks.
    """
    held = memory.held[kind]
    everywhere = movable_zone or not any(zone.movable and zone.present for zone in memory.zones)
    held.trim()
    want, span = min(entries, held.count), 2 * entries
    while True:
        end = min(held.first + span, held.last)
        found = held.entries_at(np.arange(held.first, end, dtype=np.int64))
        live: Array = found[found != GAP]
        if not everywhere:
            live = live[_outside_of_movable(memory, live)]
        if len(live) >= want or end == held.last:
            return live[:want]
        span *= 2


def _outside_of_movable(memory: Memory, pfns: Array) -> Array:
    """Say of each page whether it lies in a zone that kernel memory may use."""
    movable = np.array([zone.movable for zone in memory.zones], bool)
    outside: Array = ~movable[memory.zones_at(pfns)]
    return outside


def younger(memory: Memory, pfns: Array, share: tuple[int, int]) -> Array:
    """Return those of some held pages of one kind that were used most lately, in the order given.

    A random sample of a program's pages has its younger pages in the same share as the program has.

    Args:
        memory: the guest's.
        pfns: the pages.
        share: how many are returned: so many of so many of them.
    """
    part, whole = share
    kept = len(pfns) * part // whole if whole > 0 else 0
    if kept <= 0:
        return pfns[:0]
    slots = memory.frames.slots_of(pfns)
    young: Array = pfns[slots >= np.partition(slots, len(pfns) - kept)[len(pfns) - kept]]
    return young
