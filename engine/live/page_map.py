"""What each page of this machine is, read a few sections at a time so that it costs little."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.capture.kpageflags import NOPAGE, Mask
from engine.capture.page_kinds import kinds_of_flags
from engine.live.kernel_files import PIECE, KernelFiles
from engine.memory.kinds import KINDS, Kind
from engine.units import Pages

NOTABLE = 256
"""A section has changed where one page in so many is something else."""
NEVER = -1.0


class PageMap:
    """The kinds of all pages, each as old as the time at which it was read.

    Args:
        files: where page flags are read.
        sections: how many there are, absent ones too.
        section_pages: pages of each.
        block_pages: pages of a pageblock.
        ram: which pages are RAM; None: not known.
    """

    def __init__(
        self, files: KernelFiles, sections: int, section_pages: Pages, block_pages: Pages, ram: Mask | None
    ) -> None:
        self._files, self._ram, self._block = files, ram, block_pages
        self.section_pages = section_pages
        self.kinds: NDArray[np.uint8] = np.full((sections, section_pages), Kind.HOLE, np.uint8)
        self.counts: NDArray[np.int64] = np.zeros((sections, KINDS), np.int64)
        self.counts[:, Kind.HOLE] = section_pages
        self.versions: NDArray[np.uint32] = np.zeros(sections, np.uint32)
        self.blank: NDArray[np.bool_] = np.zeros(sections, bool)
        """Sections in which no page has any flag: their page frames are not made yet (deferred_init_memmap)."""
        self.whole: NDArray[np.bool_] = np.zeros((sections, section_pages // block_pages), bool)
        """Pageblocks in which no page has any flag: the kernel's, on a CPU's list, or just being given out."""
        self.huge_kept = 0
        """Huge pages that CPUs' lists have room for, as the kernel counted their pages last."""
        self.read_at: NDArray[np.float64] = np.full(sections, NEVER)
        """Seconds, in the time of who reads."""

    @property
    def sections(self) -> int:
        """How many there are."""
        return len(self.kinds)

    @property
    def at_once(self) -> int:
        """Sections that are read in one piece at most."""
        return max(1, PIECE // self.section_pages)

    def read(self, sections: Iterable[int], now: float) -> list[int]:
        """Read sections, and return those whose pages have changed notably since they were read last.

        Raises:
            OSError: page flags cannot be read.
        """
        changed: list[int] = []
        for first, end in _runs(sections, self.at_once):
            changed += self._read_run(first, end, now)
        return changed

    def _read_run(self, first: int, end: int, now: float) -> list[int]:
        size = self.section_pages
        start, stop = first * size, end * size
        pieces = list(self._files.flags(start, stop))
        flags = np.full(stop - start, NOPAGE, np.uint64)
        found = np.concatenate(pieces) if pieces else flags[:0]
        flags[: len(found)] = found
        ram = None if self._ram is None else self._ram[start:stop]
        kinds = kinds_of_flags(flags, ram)
        silent: Mask = ((flags == 0) & (kinds == Kind.KERNEL)).reshape(end - first, -1, self._block)
        whole: Mask = np.all(silent, axis=2)
        blank: Mask = ~np.any(flags.reshape(-1, size), axis=1)
        again = whole & self.whole[first:end]
        self.whole[first:end], self.blank[first:end] = whole, blank
        _park(kinds, silent, self._surely_kernel(whole, again, blank))
        kinds = kinds.reshape(-1, size)
        differs = kinds != self.kinds[first:end]
        differing = np.count_nonzero(differs, axis=1)
        differs.reshape(silent.shape)[again] = False  # nothing came or went: it is only known better
        notable = np.count_nonzero(differs, axis=1)
        changed: list[int] = []
        for row in np.flatnonzero(differing).tolist():
            section = first + row
            self.counts[section] = np.bincount(kinds[row], minlength=KINDS)
            self.versions[section] += 1
            if notable[row] * NOTABLE >= size and self.read_at[section] != NEVER:
                changed.append(section)
        self.kinds[first:end] = kinds
        self.read_at[first:end] = now
        return changed

    def _surely_kernel(self, whole: Mask, again: Mask, blank: Mask) -> Mask:
        """Say of which pageblocks without any flag it is sure that they are the kernel's.

        One read tells it of whole sections only, which no list holds. A pageblock has to be found so twice, and CPUs
        must not keep so many pages that it is on one of their lists (as `engine.capture.guessed_parked` has it).
        """
        some = int(np.count_nonzero(self.whole[~self.blank]))
        return (whole & blank[:, None]) | (again & (some > self.huge_kept))


def _park(kinds: NDArray[np.uint8], silent: Mask, sure: Mask) -> None:
    """Take pages without a flag for those on CPUs' lists where their pageblock has none that are surely the kernel's.

    No file tells which pages CPUs keep; where others of a pageblock move or are free, it is rather one of them.

    Args:
        kinds: of each page; they are changed.
        silent: pages without any flag, [sections, pageblocks, pages].
        sure: pageblocks of nothing else that are the kernel's, [sections, pageblocks].
    """
    blocks = kinds.reshape(silent.shape)
    stay = (np.isin(blocks, _STAY) & ~silent).any(axis=2) | sure
    blocks[silent & ~stay[:, :, None]] = Kind.PER_CPU


_STAY = (Kind.KERNEL, Kind.SLAB, Kind.PAGE_TABLE, Kind.RESERVED, Kind.MEM_MAP, Kind.HOLE)


def _runs(sections: Iterable[int], most: int) -> Iterable[tuple[int, int]]:
    """Return sections as ranges [first, end) of neighbours, none of more than so many."""
    first = end = -1
    for section in sorted(set(sections)):
        if section == end and end - first < most:
            end += 1
            continue
        if end > first:
            yield first, end
        first, end = section, section + 1
    if end > first:
        yield first, end
