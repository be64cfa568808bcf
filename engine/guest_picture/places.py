"""Where a guest's memory is, was at boot, or may come."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.guest.places import absent_sections, device_sections
from engine.memory.kinds import SectionState
from engine.snapshot import SectionTable


def places(guest: Guest, sections: SectionTable) -> tuple[tuple[int, int], ...]:
    """Return where memory is, was at boot, or may come, as ranges of sections [first, end)."""
    size, index = guest.platform.section_size, sections.index
    boot = [(low // size, -(-high // size)) for low, high in guest.platform.ram(guest.boot * guest.page_size)]
    parts = [np.array(part, np.int64) for part in (*device_sections(guest), guest.coming)]
    spoken_for, states = np.concatenate(parts), guest.memory.state
    there_already = np.pad(states != SectionState.ABSENT, (0, int(spoken_for.max(initial=0)) + 1))
    coming = spoken_for[~there_already[spoken_for]]
    room = (guest.max - len(index) * guest.section_pages) // guest.section_pages - len(coming)
    may_come = absent_sections(guest, room) if room > 0 else index[:0]
    last = max(int(part.max(initial=-1)) for part in (index[-1:], coming, may_come[-1:]))
    there = np.zeros(max([last + 1, *(end for _, end in boot)]) + 1, bool)
    there[index] = there[coming] = there[may_come] = True
    for first, end in boot:
        there[first:end] = True
    edges = np.flatnonzero(np.diff(there, prepend=False)).tolist()
    return tuple(zip(edges[0::2], edges[1::2], strict=True))
