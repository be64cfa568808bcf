"""Pages by their last use: each kind's list has the one used longest ago at its head (mm/vmscan.c).

One list a kind, without the kernel's second chance: a page that is used moves to the young end at once. Entries are
heads of huge pages for HUGETLB.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import Kind
from engine.memory.layout import ZONE_NAMES
from engine.memory.memory import Memory
from engine.memory.page_list import Array
from engine.memory.standing import slots_of
from engine.units import Pages

HIGHEST = len(ZONE_NAMES) - 1
"""The rank that leaves no zone out."""


def touch(memory: Memory, kind: Kind, pfns: Array) -> None:
    """Let held pages have been used just now, in the order given: they move to the young end.

    A page that is named twice counts as used the second time. Equal to one by one, order included.
    """
    if not len(pfns):
        return
    if memory.rules.notes_used:
        memory.used.append(pfns)
    ordered = np.sort(pfns)
    if bool((ordered[1:] == ordered[:-1]).any()):
        _, latest = np.unique(pfns[::-1], return_index=True)
        pfns = pfns[np.sort(len(pfns) - 1 - latest)]
    frames, held = memory.frames, memory.held[kind]
    held.remove_many(slots_of(frames, pfns))
    slot = held.push_many_tail(pfns, frames.set_slots)
    frames.set_slots(pfns, slot + np.arange(len(pfns), dtype=np.int64))
    frames.version += 1


def oldest(memory: Memory, kind: Kind, entries: int, *, highest: int = HIGHEST) -> Array:
    """Return the pages of a kind that were used longest ago; they stay held.

    Args:
        memory: the guest's.
        kind: one of HELD_KINDS.
        entries: how many; fewer where there are no more.
        highest: rank of the highest zone whose pages are of use to who asks (mm/vmscan.c: reclaim_idx).
    """
    held = memory.held[kind]
    low_enough = np.array([zone.rank <= highest for zone in memory.zones], bool)
    everywhere = bool(low_enough[[zone.present > 0 for zone in memory.zones]].all())
    held.trim()
    want = min(entries, held.count if everywhere else _at_most(memory, kind, low_enough))
    found: list[Array] = [held.between(held.first, held.first)]
    at, span, count = held.first, 2 * entries, 0
    while count < want and at < held.last:
        end = min(at + span, held.last)
        live = held.between(at, end)
        if not everywhere:
            live = live[low_enough[memory.zones_at(live)]]
        found.append(live)
        at, span, count = end, 2 * span, count + len(live)
    return np.concatenate(found)[:want]


def _at_most(memory: Memory, kind: Kind, zones: NDArray[np.bool_]) -> Pages:
    """Return the pages of a kind in all sections that have a part in some zones (one of two values for each zone)."""
    sections = [
        section
        for section in np.flatnonzero(memory.counts[:, kind]).tolist()
        if zones[memory.zones_in(section)].any()
    ]
    return int(memory.counts[sections, kind].sum())


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
    slots = slots_of(memory.frames, pfns)
    young: Array = pfns[slots >= np.partition(slots, len(pfns) - kept)[len(pfns) - kept]]
    return young
