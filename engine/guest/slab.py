"""Slab pages: which of them can be emptied."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import Kind
from engine.memory.memory import Memory
from engine.memory.page_list import Array
from engine.units import Pages

_GOLDEN = 0x9E3779B1
"""Spreads neighbours over everything (Knuth, multiplicative hashing)."""


def empties(pfns: Array) -> NDArray[np.bool_]:
    """Say of each slab page whether all its objects can go.

    Objects of all ages share a page, and one that is in use keeps it: which pages can be emptied is drawn once and for
    all from their numbers, every second one.
    """
    odd: NDArray[np.bool_] = (pfns * _GOLDEN >> 16) % 2 == 1
    return odd


def can_be_emptied(memory: Memory, section: int) -> Pages:
    """Count the slab pages of a section that can be emptied."""
    if not memory.counts[section, Kind.SLAB]:
        return 0
    places = np.flatnonzero(memory.frames.kinds_of(section) == Kind.SLAB)
    return int(empties(places + (section << memory.layout.section_shift)).sum())
