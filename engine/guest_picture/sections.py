"""The table of a guest's sections: copied, with what keeps each where it is."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.guest.slab import can_be_emptied
from engine.guest_picture.arrays import copied, sealed
from engine.memory.kinds import Kind
from engine.memory.runs import Runs
from engine.memory.zones import NO_ZONE
from engine.snapshot import SectionTable
from engine.units import Pages


def section_table(guest: Guest, zones: list[int]) -> SectionTable:
    """Return a guest's present sections; `zones` says which of its memory's zones the picture has, in order."""
    memory = guest.memory
    index = memory.present_sections()
    # copying stretches is much quicker than picking rows
    stretches = [slice(first, first + count) for first, count in Runs.of_pfns(index).pairs()]
    positions = np.full(NO_ZONE + 1, NO_ZONE, np.uint8)
    positions[zones] = np.arange(len(zones), dtype=np.uint8)
    zone = positions[copied(memory.section_zone, stretches)]
    several = {
        section: tuple(int(positions[number]) for number in memory.zones_in(section))
        for section in memory.parts
    }
    for section, found in several.items():
        zone[np.searchsorted(index, section)] = found[-1]
    by_kind = copied(memory.counts.T, stretches)
    blockers = np.zeros(by_kind.shape, by_kind.dtype)
    for kind in guest.blocking_kinds:
        if by_kind[kind].any():
            # what is never written costs no memory
            blockers[kind] = by_kind[kind]
    if guest.kernel.offline_reclaim and blockers[Kind.SLAB].any():
        for row in np.flatnonzero(blockers[Kind.SLAB]).tolist():
            blockers[Kind.SLAB, row] -= can_be_emptied(memory, int(index[row]))
    for section, pages in memory.own_mem_map.items():
        blockers[Kind.MEM_MAP, np.searchsorted(index, section)] -= min(
            pages, int(memory.counts[section, Kind.MEM_MAP])
        )
    return SectionTable(
        sealed(index),
        sealed(copied(memory.state, stretches)),
        sealed(zone),
        sealed(copied(memory.section_node, stretches)),
        sealed(by_kind.T),
        sealed(copied(memory.frames.versions, stretches)),
        sealed(blockers.T),
        several,
    )


def online_counts(sections: SectionTable) -> tuple[Pages, ...]:
    """Return the pages of each Kind over all online sections."""
    online = sections.zone != NO_ZONE
    rows = slice(None) if online.all() else online
    return tuple(int(column[rows].sum()) if column.any() else 0 for column in sections.counts.T)
