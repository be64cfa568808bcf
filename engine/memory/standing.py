"""Whose pages are, and where each stands in the list of its kind: what frames remember of pages in use.

An owner's number is one byte; `engine.memory.owners` counts what each has. Slots are those of a `PageList`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory.frames import Frames
from engine.memory.page_list import Array
from engine.units import Pfn


def settle(frames: Frames, pfns: Array, slots: Array, owner: int) -> None:
    """Let pages that were just taken remember where they stand and whose they are; `owner` is above 0."""
    frames.owned.make_room(owner + 1, frames.sections)
    mine = frames.owned.by_section[owner].data
    for section, offsets, part in frames.by_section(pfns):
        columns = frames.own(section)
        columns.slots[offsets] = slots[part]
        if columns.owners is None:
            columns.owners = np.zeros(frames.layout.section_pages, np.uint8)
        columns.owners[offsets] = owner
        mine[section] += len(offsets)


def leave(frames: Frames, pfns: Array) -> tuple[Array, NDArray[np.uint8] | None]:
    """Let pages be nobody's; return where they stood in their lists, and whose they were, if anybody's."""
    if not frames.owned.any:
        return slots_of(frames, pfns), None
    slots = np.empty(len(pfns), np.int64)
    owners = np.zeros(len(pfns), np.uint8)
    for section, offsets, part in frames.by_section(pfns):
        columns = frames.mixed[section]
        slots[part] = columns.slots[offsets]
        whose = columns.owners
        if whose is not None:
            owners[part] = whose[offsets]
            if columns.token is not frames.token:
                whose = frames.own(section).owners
                assert whose is not None
            whose[offsets] = 0
    frames.owned.count_sections(owners, pfns >> frames.shift, -1)
    return slots, owners


def owners_of(frames: Frames, pfns: Array) -> NDArray[np.uint8]:
    """Return whose pages are, 0 where they are nobody's."""
    found = np.zeros(len(pfns), np.uint8)
    for section, offsets, part in frames.by_section(pfns):
        columns = frames.mixed.get(section)
        if columns is not None and columns.owners is not None:
            found[part] = columns.owners[offsets]
    return found


def set_owners(frames: Frames, pfns: Array, owners: NDArray[np.uint8]) -> None:
    """Let pages that are nobody's be someone's; kinds are the caller's to count."""
    frames.owned.make_room(int(owners.max(initial=0)) + 1, frames.sections)
    for section, offsets, part in frames.by_section(pfns):
        columns = frames.own(section)
        if columns.owners is None:
            columns.owners = np.zeros(frames.layout.section_pages, np.uint8)
        columns.owners[offsets] = owners[part]
    frames.owned.count_sections(owners, pfns >> frames.shift, +1)


def page_owner(frames: Frames, pfn: Pfn) -> int:
    """Return whose one page is, 0 where it is nobody's."""
    columns = frames.mixed.get(pfn >> frames.shift)
    return 0 if columns is None or columns.owners is None else int(columns.owners[pfn & frames.mask])


def slots_of(frames: Frames, pfns: Array) -> Array:
    """Return where pages stand in their lists."""
    slots = np.empty(len(pfns), np.int64)
    for section, offsets, part in frames.by_section(pfns):
        slots[part] = frames.mixed[section].slots[offsets]
    return slots
