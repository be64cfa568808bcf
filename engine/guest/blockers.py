"""What keeps a section where it is, in words."""

from __future__ import annotations

import numpy as np

from engine.events import counted
from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.units import Pages, short_size

_NAMES = {
    Kind.KERNEL: "kernel",
    Kind.PAGE_TABLE: "page-table",
    Kind.MEM_MAP: "mem_map",
    Kind.PINNED: "pinned",
}


def blockers_text(guest: Guest, section: int) -> str:
    """Return what keeps a section, and where: `3 page-table pages in pageblock 40, 12 slab pages in 4 pageblocks`."""
    kinds = guest.memory.frames.kinds_of(section)
    parts = []
    for kind, pages in guest.blockers(section).items():
        name = _NAMES.get(kind, "pinned balloon" if kind is Kind.BALLOON else kind.name.lower())
        blocks = np.unique(np.flatnonzero(kinds == kind) >> guest.memory.layout.pageblock_order)
        where = (
            f"in pageblock {blocks[0]}"
            if len(blocks) == 1
            else f"in {len(blocks)} pageblocks from {blocks[0]} on"
        )
        parts.append(f"{counted(pages, f'{name} page')} {where}")
    return ", ".join(parts[:3])


def refusal(guest: Guest, section: int) -> str:
    """Return why a section is refused up front, or nothing: pinned pages are found out only by migration."""
    blockers = guest.blockers(section)
    return blockers_text(guest, section) if any(kind is not Kind.PINNED for kind in blockers) else ""


def shortfall(guest: Guest, pages: Pages) -> str:
    """Return why a guest cannot spare so many online pages, or nothing.

    Neither its target nor what it has, the balloon left out, may fall below its min.
    """
    left = min(guest.target, guest.online_pages - guest.balloon.pages) - pages
    if left >= guest.min:
        return ""
    size = guest.page_size
    return (
        f"{guest.name} would have {short_size(left * size)}, below its min of {short_size(guest.min * size)}"
    )
