"""Transparent huge pages of programs: pages in use that belong together, and move as one (mm/huge_memory.c).

Whatever takes single pages away from one, by reclaim or for a program that gives memory back, has split it before.
"""

from __future__ import annotations

import numpy as np

from engine.memory.kinds import Kind
from engine.memory.memory import Memory
from engine.units import Pfn

OF_PROGRAMS = (Kind.ANON, Kind.MLOCKED)


def is_thp(memory: Memory, pfn: Pfn) -> bool:
    """Say whether a transparent huge page begins at a page: as long as all of its pages are of one kind in use."""
    at = int(np.searchsorted(memory.thp, pfn))
    if at == len(memory.thp) or int(memory.thp[at]) != pfn:
        return False
    section, inside = divmod(pfn, memory.layout.section_pages)
    kinds = memory.frames.kinds_of(section)[inside : inside + memory.layout.pageblock_pages]
    return kinds[0] in OF_PROGRAMS and bool((kinds == kinds[0]).all())


def moved(memory: Memory, old: Pfn, new: Pfn) -> None:
    """Let a transparent huge page have moved as a whole."""
    memory.thp = np.sort(np.append(memory.thp[memory.thp != old], np.int64(new)))


def split(memory: Memory, pfn: Pfn) -> None:
    """Let a transparent huge page be single pages from now on (split_huge_page)."""
    memory.thp = memory.thp[memory.thp != pfn]
