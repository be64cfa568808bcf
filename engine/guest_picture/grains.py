"""What stretches of a guest's sections hold: finer than the table of sections, without looking at each page twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.guest_picture.arrays import sealed
from engine.memory.frames import MIXED
from engine.memory.kinds import KINDS
from engine.memory.memory import Memory
from engine.snapshot import GrainView, SectionTable
from engine.units import Pages

AT_ONCE = 1 << 19
"""Pages that are counted in one go: what fits a processor's cache."""


def grain_view(
    memory: Memory,
    sections: SectionTable,
    pages: Pages,
    before: GrainView | None = None,
    at_most: Pages | None = None,
) -> GrainView:
    """Return what each stretch of `pages` pages holds.

    Args:
        memory: the guest's.
        sections: its table of the same instant.
        pages: of a stretch; it divides a section's pages.
        before: what was returned last; sections that have not changed since are taken from it.
        at_most: pages to count; where more have changed, the rest is what it was, and has its turn next time.

    Raises:
        ValueError: a section is no whole number of such stretches.
    """
    each, over = divmod(memory.layout.section_pages, pages)
    if over:
        raise ValueError(f"sections of {memory.layout.section_pages} pages in stretches of {pages}")
    if before is None or before.pages != pages or not np.array_equal(before.index, sections.index):
        counts = np.zeros((len(sections.index), each, KINDS), np.uint16 if pages < 1 << 16 else np.uint32)
        changed, version, turn = np.arange(len(sections.index)), sections.version, 0
    else:
        changed = np.flatnonzero(before.version != sections.version)
        if not len(changed):
            return before
        counts, version, turn = before.counts.copy(), sections.version, 0
        most = len(changed) if at_most is None else max(1, at_most // memory.layout.section_pages)
        if len(changed) > most:
            changed = np.roll(changed, -int(np.searchsorted(changed, before.turn)))[:most]
            version, turn = before.version.copy(), int(changed[-1]) + 1
            version[changed] = sections.version[changed]
    uniform = memory.frames.uniform[sections.index[changed]]
    for row, kind in zip(changed[uniform != MIXED].tolist(), uniform[uniform != MIXED].tolist(), strict=True):
        counts[row] = 0
        counts[row, :, kind] = pages
    mixed, at_once = changed[uniform == MIXED], max(1, AT_ONCE // memory.layout.section_pages)
    for start in range(0, len(mixed), at_once):
        rows = mixed[start : start + at_once]
        columns = np.stack([memory.frames.kinds_of(section) for section in sections.index[rows].tolist()])
        kinds = np.flatnonzero(memory.frames.counts[sections.index[rows]].any(axis=0)).tolist()
        found = _count(columns.reshape(-1, pages), kinds, counts.dtype)
        counts[rows] = found.reshape(len(rows), each, KINDS)
    return GrainView(pages, sections.index, sealed(version), sealed(counts), turn)


def _count(
    pages: NDArray[np.uint8], kinds: list[int], dtype: np.dtype[np.unsignedinteger]
) -> NDArray[np.integer]:
    """Return [stretches, KINDS] page counts of [stretches, pages] kinds; adding bytes up is quicker than bincount.

    Args:
        pages: the kind of each page.
        kinds: all that there are; the last is what is left, and need not be looked for.
        dtype: of the counts.
    """
    counts = np.zeros((KINDS, len(pages)), dtype)
    left = np.full(len(pages), pages.shape[1], dtype)
    for kind in kinds[:-1]:
        counts[kind] = np.add.reduce((pages == kind).view(np.uint8), axis=1, dtype=dtype)
        left -= counts[kind]
    counts[kinds[-1]] = left
    return counts.T
