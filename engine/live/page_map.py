"""What each page of this machine is, read a few sections at a time so that it costs little."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.capture.page_flags import NOPAGE
from engine.capture.page_kinds import Mask, kinds_of_flags
from engine.capture.record import Flags
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
        _park(kinds, flags, self._block)
        kinds = kinds.reshape(-1, size)
        differing = np.count_nonzero(kinds != self.kinds[first:end], axis=1)
        changed: list[int] = []
        for row in np.flatnonzero(differing).tolist():
            section = first + row
            self.counts[section] = np.bincount(kinds[row], minlength=KINDS)
            self.versions[section] += 1
            if differing[row] * NOTABLE >= size and self.read_at[section] != NEVER:
                changed.append(section)
        self.kinds[first:end] = kinds
        self.blank[first:end] = ~flags.reshape(-1, size).any(axis=1)
        self.read_at[first:end] = now
        return changed


def _park(kinds: NDArray[np.uint8], flags: Flags, block_pages: Pages) -> None:
    """Take pages without a flag for those on CPUs' lists where their pageblock has none that are surely the kernel's.

    No file tells which pages CPUs keep; where others of a pageblock move or are free, it is rather one of them.
    """
    silent = ((flags == 0) & (kinds == Kind.KERNEL)).reshape(-1, block_pages)
    blocks = kinds.reshape(-1, block_pages)
    stay = (np.isin(blocks, _STAY) & ~silent).any(axis=1) | silent.all(axis=1)
    blocks[silent & ~stay[:, None]] = Kind.PER_CPU


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
