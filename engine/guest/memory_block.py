"""A memory block: the sections that are added, put online, taken offline and removed as one (drivers/base/memory.c)."""

from __future__ import annotations

import numpy as np

from engine.events import sections_text
from engine.guest.blockers import refusal
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, SectionState
from engine.units import Pages


def state_of(guest: Guest, section: int) -> SectionState:
    """Return the state of any section, also of one that was never there."""
    states = guest.memory.state
    return SectionState(int(states[section])) if section < len(states) else SectionState.ABSENT


def sections_of(guest: Guest, first: int) -> tuple[int, ...]:
    """Return the sections of the memory block that begins with a section."""
    return tuple(range(first, first + guest.block_sections))


def block_text(guest: Guest, first: int) -> str:
    """Return a memory block by its sections: `s22`, or `s32–s47`."""
    return sections_text(sections_of(guest, first))


_OF_NOBODY = (Kind.FREE, Kind.UNPLUGGED)


def in_movable_zone(guest: Guest, section: int) -> bool:
    """Say whether a section that is in a zone belongs to ZONE_MOVABLE."""
    memory = guest.memory
    return all(memory.zones[number].movable for number in memory.zones_in(section))


def block_refusal(guest: Guest, first: int, *, isolated: bool = False) -> str:
    """Return why a memory block is refused, or nothing; one that has absent sections is full of holes.

    Args:
        guest: whose.
        first: its first section.
        isolated: whether it is isolated already, see `refusal`.
    """
    for section in sections_of(guest, first):
        if state_of(guest, section) is SectionState.ABSENT:
            return f"s{section} of it is absent"
        if reason := refusal(guest, section, isolated=isolated):
            return f"s{section} has {reason}" if guest.block_sections > 1 else reason
    return ""


def has_holes(guest: Guest, first: int) -> bool:
    """Say whether a memory block is not all memory of one zone: nothing of it is ever isolated.

    Source: mm/memory_hotplug.c:offline_pages (memory holes, multizone range).
    """
    memory, parts = guest.memory, sections_of(guest, first)
    if any(state_of(guest, section) is SectionState.ABSENT or section in memory.parts for section in parts):
        return True
    holes = any(int(memory.counts[section, Kind.HOLE]) for section in parts)
    return holes or len({int(memory.section_zone[section]) for section in parts}) > 1


def pages_in_use(guest: Guest, first: int) -> Pages:
    """Return the pages of a memory block that are not free, its own mem_map and what is not plugged left out.

    virtio-mem gives up its hold on the latter when the block goes offline (virtio_mem_fake_offline_going_offline).
    """
    counts = guest.memory.counts
    free = sum(int(counts[section, list(_OF_NOBODY)].sum()) for section in sections_of(guest, first))
    return guest.block_pages - guest.memory.own_mem_map.get(first, 0) - free


def is_empty(guest: Guest, first: int, pageblock: int) -> bool:
    """Say whether nothing is left to move in a pageblock, which is counted from 0 in the memory block."""
    memory, size = guest.memory, guest.memory.layout.pageblock_pages
    part, inside = divmod(pageblock, memory.layout.section_pageblocks)
    if not part and (inside + 1) * size <= memory.own_mem_map.get(first, 0):
        return True
    if int(memory.counts[first + part, Kind.FREE]) == guest.section_pages:
        return True
    kinds = memory.frames.kinds_of(first + part)[inside * size : (inside + 1) * size]
    return bool(np.isin(kinds, _OF_NOBODY).all())
