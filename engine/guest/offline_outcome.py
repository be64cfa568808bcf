"""What a request to take a memory block offline would come to, and which pages are in its way; nothing is changed.

Source: mm/memory_hotplug.c:offline_pages: holes or pages of several zones are refused with EINVAL before anything is
touched; what mm/page_isolation.c:has_unmovable_pages finds is refused with EBUSY; the rest is isolated, and its pages
are moved until they are gone, or a signal ends it (EINTR).
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from engine.guest.blockers import name_of
from engine.guest.guest import Guest
from engine.guest.isolating import refusing_page
from engine.guest.memory_block import has_holes, sections_of, state_of
from engine.guest.migration_room import zones_for
from engine.guest.next_page import takes_next_page
from engine.memory.kinds import MOVABLE_KINDS, Kind, MigrateType, SectionState
from engine.memory.memory import Mark, limit_of
from engine.memory.per_cpu import number_of
from engine.units import Pages, Pfn

Word = Literal["ok", "EBUSY", "EINVAL", "retry"]
Cause = Literal["", "holes", "zones", "state", "unmovable", "pinned", "no room"]
MOST_RUNS = 64
"""Stretches of pages in the way that are told."""
_THIN: Pages = 512
"""With less room to spare than this, what others take meanwhile decides."""


@attrs.frozen
class Stretch:
    """Pages one after the other of one kind that keep a memory block where it is."""

    kind: Kind
    name: str
    first: Pfn
    pages: Pages


@attrs.frozen(kw_only=True)
class OfflineOutcome:
    """What a request would come to.

    Attributes:
        outcome: `retry`: the kernel goes on trying until a signal ends it.
        cause: why not; empty for `ok`.
        reason: the same in words.
        refuses: the page at which isolation ends, for EBUSY.
        in_the_way: the pages that keep it, upwards; at most MOST_RUNS stretches.
        kept: how many they are.
        to_move: pages that have to be moved.
        room: pages that migration finds elsewhere, down to min and the reserves.
        reclaimable: pages that reclaim could free besides.
        takes_next: the next page that the kernel itself needs would come from this block.
        at_risk: why it may come otherwise, a sentence each.
    """

    outcome: Word
    cause: Cause = ""
    reason: str = ""
    refuses: Pfn | None = None
    in_the_way: tuple[Stretch, ...] = ()
    kept: Pages = 0
    to_move: Pages = 0
    room: Pages = 0
    reclaimable: Pages = 0
    takes_next: bool = False
    at_risk: tuple[str, ...] = ()


def outcome_of_offline(guest: Guest, first: int, *, pins_known: bool = True) -> OfflineOutcome:
    """Return what a request to take a memory block offline would come to now.

    Args:
        guest: whose.
        first: the block's first section.
        pins_known: whether pages that are pinned are known as such; no snapshot of a kernel shows them.
    """
    counts = _counts(guest, first)
    if wrong := _invalid(guest, first, counts):
        return OfflineOutcome(outcome="EINVAL", cause=wrong[0], reason=wrong[1])
    to_move = sum(counts[kind] for kind in MOVABLE_KINDS)
    to_move += counts[Kind.BALLOON] if guest.balloon_pages == "migrate" else 0
    kept = {kind: pages for kind, pages in _kept(guest, first).items() if kind is not Kind.PINNED}
    if kept:
        named = ", ".join(f"{pages:,} {name_of(kind)}" for kind, pages in list(kept.items())[:3])
        return OfflineOutcome(
            outcome="EBUSY",
            cause="unmovable",
            reason=f"{named} pages",
            refuses=refusing_page(guest, first),
            in_the_way=_runs(guest, first, tuple(kept)),
            kept=sum(kept.values()),
            to_move=to_move,
        )
    room, more = room_elsewhere(guest, first), _reclaimable(guest)
    found = OfflineOutcome(outcome="ok", to_move=to_move, room=room, reclaimable=more)
    if pinned := counts[Kind.PINNED]:
        return attrs.evolve(
            found,
            outcome="retry",
            cause="pinned",
            reason=f"{pinned:,} pinned pages stay",
            in_the_way=_runs(guest, first, (Kind.PINNED,)),
            kept=pinned,
        )
    if to_move > room + more:
        return attrs.evolve(
            found,
            outcome="retry",
            cause="no room",
            reason=f"no room: {to_move:,} pages to move, {room + more:,} fit",
        )
    next_one = takes_next_page(guest, first)
    return attrs.evolve(
        found, takes_next=next_one, at_risk=tuple(_risks(found, next_one=next_one, pins_known=pins_known))
    )


def _risks(found: OfflineOutcome, *, next_one: bool, pins_known: bool) -> list[str]:
    risks = []
    if next_one:
        risks.append("the next page that the kernel needs for itself would come from this block, and keep it")
    if found.to_move and not pins_known:
        risks.append("pages that a device or io_uring has pinned look like any other")
    if found.to_move > found.room:
        risks.append(f"{found.to_move - found.room:,} pages have to be reclaimed first")
    elif found.to_move and found.room - found.to_move < _THIN:
        risks.append(f"only {found.room - found.to_move:,} pages of room are left over")
    return risks


def _counts(guest: Guest, first: int) -> list[int]:
    """Return the pages of a memory block by kind, what describes the block itself left out."""
    memory = guest.memory
    end = min(first + guest.block_sections, len(memory.state))
    counts: list[int] = memory.counts[first:end].sum(axis=0, dtype=int).tolist()
    counts[Kind.MEM_MAP] -= sum(memory.own_mem_map.get(section, 0) for section in range(first, end))
    return counts


def _invalid(guest: Guest, first: int, counts: list[int]) -> tuple[Cause, str] | None:
    """Return why a memory block is refused before anything of it is looked at."""
    states = {state_of(guest, section) for section in sections_of(guest, first)}
    if SectionState.ABSENT in states:
        return "holes", "part of it is absent"
    if states != {SectionState.ONLINE}:
        return "state", f"it is {min(states).text}"
    if not has_holes(guest, first):
        return None
    if counts[Kind.HOLE]:
        return "holes", f"{counts[Kind.HOLE]:,} pages of it are holes, or firmware's"
    return "zones", "its pages belong to several zones"


def _kept(guest: Guest, first: int) -> dict[Kind, Pages]:
    """Return the pages that cannot be moved, by kind, the most stubborn first."""
    found: dict[Kind, Pages] = {}
    for section in sections_of(guest, first):
        for kind, pages in guest.blockers(section).items():
            found[kind] = found.get(kind, 0) + pages
    return {kind: found[kind] for kind in guest.blocking_kinds if kind in found}


def _runs(guest: Guest, first: int, kinds: tuple[Kind, ...]) -> tuple[Stretch, ...]:
    """Return where pages of some kinds lie, upwards."""
    found: list[Stretch] = []
    memory = guest.memory
    for section in sections_of(guest, first):
        held = memory.frames.kinds_of(section)
        at = np.flatnonzero(np.isin(held, kinds))
        at = at[at >= memory.own_mem_map.get(section, 0)]
        if not len(at):
            continue
        starts = np.ones(len(at), bool)
        starts[1:] = (np.diff(at) != 1) | (np.diff(held[at].astype(int)) != 0)
        heads = np.flatnonzero(starts)
        lengths = np.diff(np.append(heads, len(at)))
        base = section << memory.layout.section_shift
        for place, pages in zip(at[heads].tolist(), lengths.tolist(), strict=True):
            if len(found) == MOST_RUNS:
                return tuple(found)
            kind = Kind(int(held[place]))
            found.append(Stretch(kind, name_of(kind), base + place, pages))
    return tuple(found)


def room_elsewhere(guest: Guest, first: int) -> Pages:
    """Return how many single pages migration finds outside of a memory block, without reclaim.

    Every zone that the pages may go to is drawn down to min and its reserve. What a CPU keeps of the block's own zone
    is given back before; of other zones its movable pages are used as long as the zone stays above that.
    """
    memory = guest.memory
    own = memory.zones[memory.zones_in(first)[0]]
    zones = zones_for(guest, first)
    number = number_of(
        memory.layout, memory.rules, 0, int(MigrateType.MOVABLE if memory.rules.grouping else 0)
    )
    inside = sum(int(memory.counts[section, Kind.FREE]) for section in sections_of(guest, first))
    room = 0
    for zone in zones:
        limit, free = limit_of(zone, Mark.MIN, zones), zone.free_pages
        if zone is own:
            free += sum(kept.count for kept in zone.cpus) - inside
            free -= sum(int(memory.counts[section, Kind.PER_CPU]) for section in sections_of(guest, first))
            room += max(0, free - limit)
        elif free > limit:
            kept = zone.per_cpu
            parked = len(kept.list_of(number)) if kept is not None and number is not None else 0
            room += free - limit + parked
    return room


def _reclaimable(guest: Guest) -> Pages:
    """Return the pages that reclaim could free: page cache, and what fits on swap."""
    memory = guest.memory
    cache = memory.total(Kind.FILE) + memory.total(Kind.FILE_DIRTY)
    return cache + min(memory.total(Kind.ANON), max(0, guest.swap - sum(guest.swapped.values())))
