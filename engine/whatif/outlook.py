"""What would become of each memory block if it were asked to go offline, and which pages are in its way.

Source: mm/memory_hotplug.c:offline_pages: holes or pages of several zones are refused with EINVAL; what
mm/page_isolation.c:has_unmovable_pages finds, with EBUSY; the rest is isolated, and its pages are moved until they are
gone, or somebody gives up waiting.
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from engine.guest.blockers import name_of
from engine.guest.guest import Guest
from engine.guest.memory_block import block_refusal, has_holes
from engine.memory.kinds import MOVABLE_KINDS, Kind, SectionState
from engine.units import Pages, Pfn

Result = Literal["ok", "EBUSY", "EINVAL", "will retry", "offline"]
"""Of a request to go offline; `offline`: it is so already, or on its way."""
MOST_BLOCKS = 16_384
"""Of a guest with more memory blocks only the lowest ones are looked at."""
SHOWN = 6
"""Stretches of pages in the way that an answer names, for each kind."""


@attrs.frozen
class Outlook:
    """What a memory block's request to go offline would come to.

    Attributes:
        block: the number of the memory block.
        result: what it would come to.
        reason: why not, in words; empty where it would be done.
        to_move: its pages that would have to be moved.
        in_way: its pages that cannot be moved.
        zone: of its pages; empty where it has none or several.
    """

    block: int
    result: Result
    reason: str = ""
    to_move: Pages = 0
    in_way: Pages = 0
    zone: str = ""


@attrs.frozen
class InTheWay:
    """Pages of one kind that keep a memory block.

    Attributes:
        kind: in words, as `slab`.
        pages: how many.
        stretches: the first of them, as (first pfn, pages).
        more: stretches beyond those.
    """

    kind: str
    pages: Pages
    stretches: tuple[tuple[Pfn, Pages], ...]
    more: int = 0


def outlooks(guest: Guest) -> tuple[Outlook, ...]:
    """Return the outlook of every memory block that is there, ascending; of at most `MOST_BLOCKS`."""
    states = guest.memory.state
    blocks = np.unique(np.flatnonzero(states != SectionState.ABSENT) // guest.block_sections)
    return tuple(outlook(guest, block) for block in blocks[:MOST_BLOCKS].tolist())


def outlook(guest: Guest, block: int) -> Outlook:
    """Return what a memory block's request to go offline would come to now."""
    memory, first = guest.memory, block * guest.block_sections
    sections = range(first, first + guest.block_sections)
    states = [memory.state[s] if s < len(memory.state) else SectionState.ABSENT for s in sections]
    if SectionState.ABSENT in states:
        return Outlook(block, "EINVAL", "part of it is absent")
    if any(state != SectionState.ONLINE for state in states):
        return Outlook(block, "offline")
    zones = {memory.zones[index].name for section in sections for index in memory.zones_in(section)}
    zone = zones.pop() if len(zones) == 1 else ""
    if has_holes(guest, first):
        return Outlook(block, "EINVAL", block_refusal(guest, first) or "pages of several zones", zone=zone)
    counts = memory.counts[first : first + guest.block_sections].sum(axis=0, dtype=int).tolist()
    moving = sum(counts[kind] for kind in MOVABLE_KINDS)
    if guest.balloon_pages == "migrate":
        moving += counts[Kind.BALLOON]
    kept: dict[Kind, Pages] = {}
    for section in sections:
        for kind, pages in guest.blockers(section).items():
            kept[kind] = kept.get(kind, 0) + pages
    pinned = kept.pop(Kind.PINNED, 0)
    if block_refusal(guest, first):
        found = ", ".join(f"{pages:,} {name_of(kind)}" for kind, pages in list(kept.items())[:3])
        return Outlook(block, "EBUSY", f"{found} pages", moving, sum(kept.values()), zone)
    if pinned:
        return Outlook(block, "will retry", f"{pinned:,} pinned pages stay", moving, pinned, zone)
    room = _room_elsewhere(guest, sections)
    if moving > room:
        return Outlook(
            block, "will retry", f"no room: {moving:,} pages to move, {room:,} fit", moving, 0, zone
        )
    return Outlook(block, "ok", "", moving, 0, zone)


def _room_elsewhere(guest: Guest, sections: range) -> Pages:
    """Return how many pages migration finds outside of some sections: zones go down to min and their reserve."""
    memory = guest.memory
    left = {id(zone): zone.free_pages for zone in memory.zones}
    for section in sections:
        for index in memory.zones_in(section)[:1]:
            left[id(memory.zones[index])] -= int(memory.counts[section, Kind.FREE])
    top = max((zone.rank for zone in memory.zones if zone.present), default=0)
    room = 0
    for zone in memory.zones:
        room += max(0, left[id(zone)] - zone.min - zone.boost - zone.protection[top])
    return room


def in_the_way(guest: Guest, block: int) -> tuple[InTheWay, ...]:
    """Return the pages that keep a memory block, the most stubborn kind first."""
    first = block * guest.block_sections
    found: list[InTheWay] = []
    kinds = np.concatenate(
        [guest.memory.frames.kinds_of(section) for section in range(first, first + guest.block_sections)]
    )
    start = first << guest.memory.layout.section_shift
    for kind in guest.blocking_kinds:
        at = np.flatnonzero(kinds == kind)
        if len(at):
            cuts = np.flatnonzero(np.diff(at) != 1) + 1
            heads, counts = at[np.append(0, cuts)], np.diff(np.concatenate(([0], cuts, [len(at)])))
            stretches = tuple(
                (start + head, count)
                for head, count in zip(heads[:SHOWN].tolist(), counts[:SHOWN].tolist(), strict=True)
            )
            found.append(InTheWay(name_of(kind), len(at), stretches, max(0, len(heads) - SHOWN)))
    return tuple(found)
