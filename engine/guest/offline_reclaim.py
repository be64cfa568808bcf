"""What the patches of 2006 gave up instead of moving it, in a section that is to go (paper 4.1).

Slab pages cannot move, but those whose objects can all go come free through their caches' shrinkers; dirty file pages
are written back by their file systems' callbacks, and dropped. Linux never got this: it only migrates.
"""

from __future__ import annotations

import attrs
import numpy as np

from engine.guest.guest import Guest
from engine.guest.slab import empties
from engine.memory.holdings import release
from engine.memory.kinds import Kind
from engine.units import Nanoseconds, Pages


@attrs.frozen
class GivenUp:
    """What came free in a pageblock, in pages, and how long it took."""

    written: Pages = 0
    slab: Pages = 0
    cost: Nanoseconds = 0

    @property
    def pages(self) -> Pages:
        """All of it."""
        return self.written + self.slab


def give_up(guest: Guest, section: int, pageblock: int) -> GivenUp:
    """Reclaim what can be reclaimed of one isolated pageblock and could not be moved as easily.

    Args:
        guest: whose memory; its kernel reclaims when it takes sections offline.
        section: the section.
        pageblock: counted from 0 in the section.
    """
    memory, layout = guest.memory, guest.memory.layout
    if not memory.counts[section, [Kind.FILE_DIRTY, Kind.SLAB]].any():
        return GivenUp()
    at = pageblock * layout.pageblock_pages
    kinds = memory.frames.kinds_of(section)[at : at + layout.pageblock_pages]
    first = (section << layout.section_shift) + at
    dirty = first + np.flatnonzero(kinds == Kind.FILE_DIRTY)
    slab = first + np.flatnonzero(kinds == Kind.SLAB)
    slab = slab[empties(slab)]
    if memory.rules.notes_used:
        memory.stored.append(dirty)
    release(memory, Kind.FILE_DIRTY, dirty)
    release(memory, Kind.SLAB, slab)
    guest.reclaimed += len(dirty) + len(slab)
    cost = guest.costs.write_back(len(dirty)) + guest.costs.drop_file(len(dirty)) if len(dirty) else 0
    return GivenUp(len(dirty), len(slab), cost + (guest.costs.shrink_slab(len(slab)) if len(slab) else 0))
