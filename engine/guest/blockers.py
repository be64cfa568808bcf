"""What keeps a section where it is, down to the page, and in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.answer import Block, Blocker
from engine.events import counted
from engine.guest.guest import Guest
from engine.guest.programs import PageOwner, owner_of
from engine.guest.slab import can_be_emptied, empties
from engine.memory.kinds import KINDS, MOVABLE_KINDS, Kind
from engine.units import Pages, Pfn, short_size

_NAMES = {
    Kind.KERNEL: "kernel",
    Kind.PAGE_TABLE: "page-table",
    Kind.MEM_MAP: "mem_map",
    Kind.PINNED: "pinned",
}
_OWNERS = {
    Kind.KERNEL: "memory of the kernel",
    Kind.PAGE_TABLE: "a page table: the MMU walks it by address",
    Kind.SLAB: "kernel objects, which have pointers to them",
    Kind.RESERVED: "reserved since boot: the kernel's image and its first tables",
    Kind.PINNED: "held by a device, which has its address",
    Kind.BALLOON: "the balloon driver's, which cannot move its pages",
}
_GOES = {
    Kind.KERNEL: "such a page goes when the kernel frees it; one that could remap its own memory would move it",
    Kind.PAGE_TABLE: "such a page goes when the program ends whose memory it maps",
    Kind.SLAB: "such a page goes when the last object in it does",
    Kind.RESERVED: "such a page stays until the guest boots anew, with less",
    Kind.PINNED: "such a page goes when the device lets go of it",
    Kind.BALLOON: "such a page goes when the balloon is deflated so far, or if its driver could migrate or release it",
}
_FREE = (Kind.FREE, Kind.PER_CPU, Kind.HOLE, Kind.UNPLUGGED)


def name_of(kind: Kind) -> str:
    """Return what a blocking kind is called before the word `page`."""
    return _NAMES.get(kind, "pinned balloon" if kind is Kind.BALLOON else kind.name.lower())


def _owner(guest: Guest, pfn: Pfn) -> PageOwner:
    """Return whose a page is that keeps its section; where it is nobody's, what it is and why it stays."""
    found, kind = owner_of(guest, pfn), guest.memory.kind(pfn)
    if found.program:
        return found
    if kind is Kind.MEM_MAP:
        section = described_by(guest, pfn)
        return PageOwner(
            f"the mem_map of s{section}" if section is not None else "the mem_map of memory at boot"
        )
    return PageOwner(_OWNERS.get(kind, found.words))


def _goes(guest: Guest, kind: Kind, pfn: Pfn) -> str:
    """Return what would have to happen before pages of a kind leave a section (paper 4.1, 6.3)."""
    if kind is Kind.MEM_MAP:
        section = described_by(guest, pfn)
        return (
            f"goes when s{section} is removed"
            if section is not None
            else "stays: what it describes is in use"
        )
    if kind is Kind.SLAB and guest.kernel.offline_reclaim:
        return (
            "such a page goes when its last object does; the others of this section are emptied as it leaves"
        )
    return _GOES[kind]


def described_by(guest: Guest, pfn: Pfn) -> int | None:
    """Return the hot-added section whose mem_map a page is part of; None for memory that was there at boot."""
    for section, runs in guest.memory.mem_map_of.items():
        if any(first <= pfn < first + pages for first, pages in runs):
            return section
    return None


def blockers_of(guest: Guest, section: int) -> tuple[Blocker, ...]:
    """Return what keeps a section, by kind, the most stubborn first."""
    layout = guest.memory.layout
    kinds = _kinds_if_reclaimed(guest, section)
    found = []
    for kind, pages in guest.blockers(section).items():
        places = np.flatnonzero(kinds == kind)
        places = places[guest.memory.own_mem_map.get(section, 0) if kind is Kind.MEM_MAP else 0 :]
        blocks = np.unique(places >> layout.pageblock_order)
        pfn = (section << layout.section_shift) + int(places[0])
        owner = _owner(guest, pfn)
        found.append(
            Blocker(
                kind=kind,
                name=name_of(kind),
                pages=pages,
                pageblocks=len(blocks),
                pageblock=int(blocks[0]),
                pfn=pfn,
                owner=owner.words,
                command=owner.command,
                since=owner.since,
                goes=_goes(guest, kind, pfn),
            )
        )
    return tuple(found)


def _kinds_if_reclaimed(guest: Guest, section: int) -> NDArray[np.uint8]:
    """Return what each page of a section holds, with slab that the kernel would reclaim as file cache."""
    kinds = guest.memory.frames.kinds_of(section)
    if not guest.kernel.offline_reclaim or not guest.memory.counts[section, Kind.SLAB]:
        return kinds
    slab = np.flatnonzero(kinds == Kind.SLAB)
    goes = slab[empties(slab + (section << guest.memory.layout.section_shift))]
    kinds = kinds.copy()
    kinds[goes] = Kind.FILE
    return kinds


def blocks_of(guest: Guest, section: int) -> tuple[Block, ...]:
    """Return a section's pageblocks, each with its pages by what would become of them."""
    layout = guest.memory.layout
    kinds = _kinds_if_reclaimed(guest, section).copy()
    kinds[: guest.memory.own_mem_map.get(section, 0)] = (
        Kind.FREE
    )  # what describes the section itself goes with it
    kinds = kinds.reshape(layout.section_pageblocks, layout.pageblock_pages)
    at = np.arange(layout.section_pageblocks)[:, None] * KINDS
    counts = np.bincount((kinds + at).ravel(), minlength=layout.section_pageblocks * KINDS)
    counts = counts.reshape(layout.section_pageblocks, KINDS)
    stuck = counts * np.isin(np.arange(KINDS), [int(kind) for kind in guest.blockers(section)])
    kept, free = stuck.sum(axis=1), counts[:, list(_FREE)].sum(axis=1)
    return tuple(
        Block(
            Kind(most), keeps, layout.pageblock_pages - keeps - empty, empty, Kind(worst) if keeps else None
        )
        for most, keeps, empty, worst in zip(
            counts.argmax(axis=1).tolist(),
            kept.tolist(),
            free.tolist(),
            stuck.argmax(axis=1).tolist(),
            strict=True,
        )
    )


def blockers_text(guest: Guest, section: int) -> str:
    """Return what keeps a section, and where: `3 page-table pages in pageblock 40, 12 slab pages in 4 pageblocks`."""
    parts = []
    for blocker in blockers_of(guest, section):
        where = (
            f"in pageblock {blocker.pageblock}"
            if blocker.pageblocks == 1
            else f"in {blocker.pageblocks} pageblocks from {blocker.pageblock} on"
        )
        parts.append(f"{counted(blocker.pages, f'{blocker.name} page')} {where}")
    return ", ".join(parts[:3])


def refusal(guest: Guest, section: int, *, isolated: bool = False) -> str:
    """Return what a section has for which it is refused, or nothing: pinned pages are found out only by migration.

    Balloon pages that cannot move refuse a section up front, or with kernels that let them pass once it is isolated
    (mm/page_isolation.c:has_unmovable_pages, mm/memory_hotplug.c:scan_movable_pages).
    """
    memory = guest.memory
    if section in memory.parts:
        return f"pages of zones {' and '.join(memory.zones[i].name for i in memory.zones_in(section))}"
    if holes := int(memory.counts[section, Kind.HOLE]):
        return f"{counted(holes, 'page')} in holes, where there is no memory"
    passes = (
        {Kind.PINNED, Kind.BALLOON} if guest.kernel.offline_pages_pass and not isolated else {Kind.PINNED}
    )
    blockers = guest.blockers(section)
    return blockers_text(guest, section) if blockers.keys() - passes else ""


def unblocked(guest: Guest) -> NDArray[np.bool_]:
    """Say of each section, present or not, whether nothing in it keeps it: no page, no hole, no border of zones."""
    memory = guest.memory
    stuck = memory.counts[:, [*guest.blocking_kinds, Kind.HOLE]].sum(axis=1, dtype=np.int64)
    if guest.kernel.offline_reclaim and Kind.SLAB in guest.blocking_kinds:
        for section in np.flatnonzero(memory.counts[:, Kind.SLAB]).tolist():
            stuck[section] -= can_be_emptied(memory, section)
    for section, pages in memory.own_mem_map.items():
        stuck[section] -= pages
    free: NDArray[np.bool_] = stuck == 0
    free[list(memory.parts)] = False
    return free


def balloon_comes_first(guest: Guest, sections: Iterable[int]) -> bool:
    """Say whether a balloon page that cannot move is found before any page that can, in sections that are isolated.

    The search goes up from the first page; what it finds movable first, it moves together with all behind it.
    """
    if guest.balloon_pages != "pinned":
        return False
    counts = guest.memory.counts
    for section in sections:
        if not counts[section, list(_FOUND)].any():
            continue
        if not counts[section, Kind.BALLOON]:
            return False
        kinds = guest.memory.frames.kinds_of(section)
        first = int(np.flatnonzero(np.isin(kinds, _FOUND))[0])
        return bool(kinds[first] == Kind.BALLOON)
    return False


_FOUND = (Kind.BALLOON, *MOVABLE_KINDS, Kind.PINNED)
"""What the search for something to move stops at (mm/memory_hotplug.c:scan_movable_pages)."""


def shortfall(guest: Guest, pages: Pages, held: Pages = 0) -> str:
    """Return why a guest cannot spare so many online pages, or nothing.

    Neither its target nor what it has, the balloon left out, may fall below its min.

    Args:
        guest: whose.
        pages: what it shall spare.
        held: what its balloon has of that, and will let go of: so much less does the guest lose of what it has.
    """
    left = min(guest.target, guest.online_pages - guest.balloon.pages + held) - pages
    if left >= guest.min:
        return ""
    size = guest.page_size
    return (
        f"{guest.name} would have {short_size(left * size)}, below its min of {short_size(guest.min * size)}"
    )


def lets_go(guest: Guest, block: int) -> Pages:
    """Return what a guest's balloon lets go of when a memory block is to leave (paper 6.3)."""
    if guest.balloon_pages != "release":
        return 0
    return int(guest.memory.counts[block : block + guest.block_sections, Kind.BALLOON].sum())
