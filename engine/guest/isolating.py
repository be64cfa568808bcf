"""Isolation of a memory block that comes to nothing: which page refuses it, and what it leaves behind."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.guest.memory_block import sections_of
from engine.memory.kinds import Kind
from engine.units import Pfn


def refusing_page(guest: Guest, first: int) -> Pfn | None:
    """Return the page at which the isolation of a memory block ends, or None: nothing in it refuses.

    The first pageblock is looked at first, then the last, then those between them upwards; kernels before 5.19 went
    upwards only. Balloon pages and pinned ones pass where the kernel lets them (has_unmovable_pages).

    Args:
        guest: whose.
        first: the block's first section.
    """
    found = np.concatenate([_refusing_in(guest, section) for section in sections_of(guest, first)])
    if not len(found):
        return None
    blocks = found >> guest.memory.layout.pageblock_order
    if guest.kernel.isolates_ends_first:
        base = first << guest.memory.layout.section_shift
        ends = (base, base + guest.block_pages - 1)
        for end in ends:
            here = found[blocks == end >> guest.memory.layout.pageblock_order]
            if len(here):
                return int(here[0])
    return int(found[0])


def _refusing_in(guest: Guest, section: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the pages of a section that refuse isolation, upwards."""
    memory = guest.memory
    passes = {Kind.PINNED, Kind.BALLOON} if guest.kernel.offline_pages_pass else {Kind.PINNED}
    kinds = [kind for kind in guest.blockers(section) if kind not in passes]
    if not kinds:
        return np.zeros(0, np.int64)
    inside = np.flatnonzero(np.isin(memory.frames.kinds_of(section), kinds))
    inside = inside[inside >= memory.own_mem_map.get(section, 0)]
    found: np.ndarray[tuple[int, ...], np.dtype[np.int64]] = inside + (section << memory.layout.section_shift)
    return found


def isolate_in_vain(guest: Guest, first: int) -> None:
    """Leave a memory block that refuses as the kernel does: what a CPU kept of its zone is on the free lists.

    Pageblocks that were isolated before the one that refused were given back.

    Args:
        guest: whose.
        first: the block's first section.

    Source: mm/memory_hotplug.c:offline_pages, mm/page_isolation.c:start_isolate_page_range.
    """
    memory, pfn = guest.memory, refusing_page(guest, first)
    if pfn is None or not memory.rules.grouping:
        return
    memory.pause_per_cpu(first)
    memory.resume_per_cpu()
    refused = (pfn >> memory.layout.pageblock_order) - first * memory.layout.section_pageblocks
    memory.isolate_in_vain(first, guest.block_sections, refused, ends_first=guest.kernel.isolates_ends_first)
    guest.changes += 1
