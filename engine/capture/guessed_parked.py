"""Which pages CPUs keep, where only their number is known: pages that say nothing of themselves (no flag)."""

from __future__ import annotations

import numpy as np

from engine.capture.kpageflags import Mask
from engine.capture.record import ZoneRecord
from engine.memory.kinds import MigrateType
from engine.memory.layout import Layout
from engine.memory.page_list import Array
from engine.memory.per_cpu import COSTLY_ORDER, HUGE, PerCpu, order_of
from engine.memory.state import Column
from engine.units import Pages

_UNMOVABLE, _MOVABLE, _RECLAIMABLE = MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE
_TYPES = 3
_DOWN = range(COSTLY_ORDER, -1, -1)


def guess_parked(
    record: ZoneRecord | None, cpus: int, layout: Layout, silent: Mask, types: Column, taken: Mask
) -> tuple[tuple[PerCpu, ...], Pages]:
    """Give each CPU as many pages of a zone as it keeps.

    A page without any flag is the kernel's or on such a list. In movable pageblocks there are none of the kernel's, so
    all of these are on lists, and there single pages come and go. In reclaimable ones there are hardly any. Whole
    pageblocks of such pages are huge pages, where so many pages are left. What is left then is unmovable. In which
    blocks those two are is not known: as many pages are taken of one order as of the next.

    Args:
        record: the zone; None: it has no pages.
        cpus: how many there are.
        layout: the geometry.
        silent: pages of the zone without any flag, from pfn 0 on.
        types: of each pageblock; those of huge pages are movable then.
        taken: those that are chosen are added.

    Returns:
        The lists, and how many pages were counted and not found.
    """
    found = tuple(PerCpu() for _ in range(cpus))
    if record is None:
        return found, 0
    pool = _Pool(layout, silent, types)
    lacking: Pages = 0
    for cpu in record.cpus:
        kept = found[cpu.cpu]
        kept.high, kept.batch = cpu.high, max(1, cpu.batch)
        kept.lists = pool.lists(cpu.count)
        kept.count = sum(len(firsts) << order_of(layout, number) for number, firsts in kept.lists.items())
        lacking += cpu.count - kept.count
        for number, firsts in kept.lists.items():
            order = order_of(layout, number)
            taken[(firsts[:, None] + np.arange(1 << order)).reshape(-1)] = True
        types[kept.lists.get(HUGE, _NONE) >> layout.pageblock_order] = _MOVABLE
    return found, lacking


_NONE: Array = np.zeros(0, np.int64)


class _Pool:
    """Pages without any flag, by what their pageblocks are for; ascending."""

    def __init__(self, layout: Layout, silent: Mask, types: Column) -> None:
        self._pageblock_order = layout.pageblock_order
        pfns = np.flatnonzero(silent).astype(np.int64)
        blocks = pfns >> layout.pageblock_order
        whole: Mask = np.bincount(blocks, minlength=len(types)) == layout.pageblock_pages
        self._whole: Array = np.flatnonzero(whole)[::-1].astype(np.int64) << layout.pageblock_order
        pfns = pfns[~whole[blocks]]
        of_page = types[pfns >> layout.pageblock_order]
        others = (of_page != _MOVABLE) & (of_page != _RECLAIMABLE)
        self._of: dict[int, Array] = {
            _MOVABLE: pfns[of_page == _MOVABLE],
            _RECLAIMABLE: pfns[of_page == _RECLAIMABLE],
            _UNMOVABLE: pfns[others],
        }

    def lists(self, pages: Pages) -> dict[int, Array]:
        """Take lists with so many pages, or as many as there are."""
        found = {int(_MOVABLE): self._take(_MOVABLE, 0, pages)}
        left = pages - len(found[_MOVABLE])
        left -= self._spread(found, _RECLAIMABLE, min(left, len(self._of[_RECLAIMABLE])))
        huge = left >> self._pageblock_order
        found[HUGE], self._whole = self._whole[:huge], self._whole[huge:]
        left -= len(found[HUGE]) << self._pageblock_order
        self._spread(found, _UNMOVABLE, left)
        return {number: firsts for number, firsts in sorted(found.items()) if len(firsts)}

    def _spread(self, found: dict[int, Array], list_type: MigrateType, pages: Pages) -> Pages:
        """Take as many pages in blocks of one order as of the next, and return how many."""
        left = pages
        for order in _DOWN:
            taken = found[_TYPES * order + list_type] = self._take(list_type, order, left // (order + 1))
            left -= len(taken) << order
        return pages - left

    def _take(self, list_type: MigrateType, order: int, pages: Pages) -> Array:
        """Take blocks of an order, the lowest first."""
        pfns, size = self._of[list_type], 1 << order
        if pages < size or len(pfns) < size:
            return _NONE
        last = pfns[size - 1 :]
        first = pfns[: len(last)]
        at = np.flatnonzero((first % size == 0) & (last - first == size - 1))[: pages // size]
        left = np.ones(len(pfns), bool)
        left[(at[:, None] + np.arange(size)).reshape(-1)] = False
        self._of[list_type] = pfns[left]
        return pfns[at]
