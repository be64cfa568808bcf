"""What each page holds, as its flags in /proc/kpageflags tell (fs/proc/page.c:stable_page_flags)."""

from __future__ import annotations

import numpy as np

from engine.capture.kpageflags import (
    ACTIVE,
    ANON,
    BUDDY,
    DIRTY,
    HEAD,
    HUGE,
    LRU,
    MLOCKED,
    NOPAGE,
    OFFLINE,
    PGTABLE,
    POISONED,
    PRIVATE,
    REFERENCED,
    RESERVED,
    SLAB,
    SWAPBACKED,
    TAIL,
    UNEVICTABLE,
    UPTODATE,
    WRITEBACK,
    ZERO_PAGE,
    Mask,
    has,
)
from engine.capture.record import Capture, Flags
from engine.memory.kinds import Kind
from engine.memory.state import Column
from engine.units import Pages


def kinds_of(capture: Capture) -> Column:
    """Return the Kind of each pfn.

    Which pages are on free lists, on a CPU's lists, or not plugged by virtio-mem is found out elsewhere: here the first
    are FREE where their flags say so, the second KERNEL, as pages without any flag are, and the third BALLOON.
    What is kept at boot and is no RAM is a hole; struct pages of sections that were there at boot are reserved and
    private (mm/bootmem_info.c). Tails of compound pages are what their head is. A page that swap backs and that has no
    program, as one of tmpfs, is ANON: to go it would need swap. One of ramfs is PINNED: it is dirty for ever and has
    nowhere to be written to, so that it cannot be moved (fs/ramfs/inode.c, mm/migrate.c:fallback_migrate_folio).
    """
    kinds = kinds_of_flags(capture.flags, ram_of(capture))
    _part_huge_pages(kinds, 1 << capture.pageblock_order)
    return kinds


def kinds_of_flags(flags: Flags, ram: Mask | None) -> Column:
    """Return the Kind of pages, see `kinds_of`; `ram` says which of them are RAM, None: that is not known."""
    flags = _with_heads(flags)
    starts = np.flatnonzero(np.diff(flags, prepend=~flags[:1]))  # pages in a row are mostly alike
    kinds: Column = np.repeat(_kinds_of_words(flags[starts]), np.diff(starts, append=len(flags)))
    if ram is not None:
        kinds[~ram & (kinds == Kind.RESERVED)] = Kind.HOLE
    return kinds


def _with_heads(flags: Flags) -> Flags:
    """Return flags in which each tail of a compound page has its head's, but for what says where it is."""
    tails = np.flatnonzero(has(flags, TAIL))
    if not len(tails):
        return flags
    heads = np.flatnonzero(has(flags, HEAD))
    at = np.searchsorted(heads, tails) - 1
    known = at >= 0
    found = flags.copy()
    own = flags[tails[known]] & np.uint64(NOPAGE | BUDDY | RESERVED)
    found[tails[known]] = flags[heads[at[known]]] | own
    return found


def _kinds_of_words(words: Flags) -> Column:
    """Return the Kind of pages with these flags: the first that fits, from the most certain down."""
    movable = has(words, LRU | ANON)
    file = has(words, LRU | UPTODATE) | has(words, REFERENCED) & has(words, ACTIVE)
    dirty = has(words, DIRTY | WRITEBACK)
    boot_map = has(words, RESERVED) & has(words, PRIVATE)
    programs = has(words, ANON | SWAPBACKED | MLOCKED)
    ramfs = has(words, LRU) & has(words, UNEVICTABLE) & dirty & ~programs
    tests: list[tuple[Mask, Kind]] = [
        (has(words, NOPAGE), Kind.HOLE),
        (has(words, BUDDY), Kind.FREE),
        (has(words, OFFLINE), Kind.BALLOON),
        (boot_map, Kind.MEM_MAP),
        (has(words, RESERVED | ZERO_PAGE), Kind.RESERVED),
        (has(words, SLAB), Kind.SLAB),
        (has(words, PGTABLE), Kind.PAGE_TABLE),
        (has(words, HUGE), Kind.HUGETLB),
        (has(words, POISONED), Kind.KERNEL),
        (ramfs, Kind.PINNED),
        (movable & has(words, MLOCKED | UNEVICTABLE), Kind.MLOCKED),
        (has(words, ANON) | has(words, SWAPBACKED) & file, Kind.ANON),
        (file & dirty, Kind.FILE_DIRTY),
        (file, Kind.FILE),
    ]
    found = np.select([mask for mask, _ in tests], [kind for _, kind in tests], Kind.KERNEL)
    return found.astype(np.uint8)


def _part_huge_pages(kinds: Column, pages: int) -> None:
    """Let huge pages that are no whole pageblocks be locked ones: they can move, and nobody reclaims them."""
    huge = kinds == Kind.HUGETLB
    if not huge.any():
        return
    whole = len(kinds) // pages * pages
    part = huge.copy()
    part[:whole] &= ~np.repeat(np.all(huge[:whole].reshape(-1, pages), axis=1), pages)
    kinds[part] = Kind.MLOCKED


def ram_of(capture: Capture) -> Mask | None:
    """Say of each pfn whether /proc/iomem calls it RAM, whole pages only; None: addresses are not told, but to root."""
    return ram_in(capture, len(capture.flags))


def ram_in(capture: Capture, pages: Pages) -> Mask | None:
    """Say it of the first so many pfns; see `ram_of`."""
    ram = np.zeros(pages, bool)
    for line in capture.iomem:
        where, _, what = line.partition(" : ")
        first, dash, last = where.strip().partition("-")
        if not what.startswith("System RAM") or not dash:
            continue
        try:
            start, end = int(first, 16), int(last, 16) + 1
        except ValueError:
            continue
        ram[-(-start // capture.page_size) : end // capture.page_size] = True
    return ram if int(np.count_nonzero(ram)) > 1 else None
