"""Where the mem_map of memory lies that was plugged: the kernel's own pages tell nothing of themselves."""

from __future__ import annotations

import numpy as np

from engine.capture.pages import PageFacts
from engine.capture.record import Capture
from engine.capture.sections import Places
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.layout import Layout
from engine.platform import Platform
from engine.units import Pages, Pfn

MemMaps = dict[int, tuple[tuple[Pfn, Pages], ...]]


def find_mem_maps(
    capture: Capture, platform: Platform, layout: Layout, places: Places, facts: PageFacts
) -> MemMaps:
    """Return where the mem_map of sections lies that were plugged, and let those pages be of that kind.

    Where it fills pageblocks, it lies in whole unmovable ones without any flag. Added memory came after what the kernel
    took when it booted: of several such pageblocks the highest are taken, in the order of the sections.
    """
    if platform.mem_map_sections != 1 or platform.mem_map_pages != layout.pageblock_pages:
        return {}
    sections = [section for section in plugged(capture, layout) if _is_there(places, section)]
    silent = np.zeros(len(facts.kinds), bool)
    silent[: len(capture.flags)] = (capture.flags == 0) & (facts.kinds[: len(capture.flags)] == Kind.KERNEL)
    whole = silent.reshape(len(facts.types), -1).all(axis=1) & (facts.types == MigrateType.UNMOVABLE)
    firsts = (np.flatnonzero(whole) << layout.pageblock_order).tolist()
    if not sections or len(firsts) < len(sections):
        return {}
    found: MemMaps = {
        section: ((first, layout.pageblock_pages),)
        for section, first in zip(sections, firsts[len(firsts) - len(sections) :], strict=True)
    }
    for ((first, pages),) in found.values():
        facts.kinds[first : first + pages] = Kind.MEM_MAP
    return found


def plugged(capture: Capture, layout: Layout) -> list[int]:
    """Return the sections that the hypervisor plugged, as far as it was asked, ascending."""
    section = layout.section_pages * capture.page_size
    found: set[int] = set()
    for device in capture.devices:
        found |= set(range(device.address // section, (device.address + device.region) // section))
    return sorted(found)


def _is_there(places: Places, section: int) -> bool:
    return section < places.count and places.state[section] != SectionState.ABSENT
