"""Per-CPU page lists: free pages that one CPU keeps at hand, where the buddy allocator does not see them.

A guest's allocations come from one CPU at a time (`Zones.run_on`). A freed page goes to the head of its type's list and
the next request takes it from there; what is too much goes back to the buddy allocator from the tail, in batches that
double while nothing is taken.

Source: mm/page_alloc.c (rmqueue_pcplist, free_unref_page_commit, nr_pcp_free, zone_batchsize) of 6.1; 2.6.20
buffered_rmqueue and free_hot_cold_page: single pages on one list, batches that do not grow.
"""

from __future__ import annotations

import attrs
import numpy as np

from engine.memory.layout import Layout, Rules
from engine.memory.page_list import Array
from engine.units import KIB, MIB, Pages

COSTLY_ORDER = 3
"""Blocks up to this order, and those of a huge page, have lists (PAGE_ALLOC_COSTLY_ORDER)."""
GROWS_UP_TO = 5
"""A batch that is given back is doubled so often at most (CONFIG_PCP_BATCH_SCALE_MAX)."""
_TYPES = 3
HUGE = _TYPES * (COSTLY_ORDER + 1)
"""The number of the list of huge pages, of whatever type."""
_NONE: Array = np.zeros(0, np.int64)


@attrs.define(eq=False)
class PerCpu:
    """What one CPU keeps of one zone.

    Attributes:
        lists: by number (3 * order + type, HUGE), first pfns from head to tail; an array is replaced, never changed.
        count: pages on all lists.
        high: from so many pages on, a batch is given back.
        batch: single pages that are fetched at once.
        factor: how often the next batch that is given back is doubled.
        paused: while memory of the zone goes offline, pages pass by (zone_pcp_disable).
    """

    lists: dict[int, Array] = attrs.Factory(dict)
    count: Pages = 0
    high: Pages = 0
    batch: Pages = 1
    factor: int = 0
    paused: bool = False

    def fork(self) -> PerCpu:
        """Return an equal one."""
        return attrs.evolve(self, lists=self.lists.copy())

    def list_of(self, number: int) -> Array:
        """Return a list from head to tail."""
        return self.lists.get(number, _NONE)

    def push(self, number: int, pfns: Array, order: int) -> None:
        """Put freed blocks before all others, one after the other."""
        self.lists[number] = np.concatenate((pfns[::-1], self.list_of(number)))
        self.count += len(pfns) << order

    def fill(self, number: int, pfns: Array, order: int) -> None:
        """Put fetched blocks behind all others, in order."""
        self.lists[number] = np.concatenate((self.list_of(number), pfns))
        self.count += len(pfns) << order

    def pop(self, number: int, blocks: int, order: int) -> Array:
        """Take blocks from the head, in order; each of them halves the factor."""
        held = self.list_of(number)
        taken, self.lists[number] = held[:blocks], held[blocks:]
        self.count -= len(taken) << order
        self.factor >>= min(len(taken), GROWS_UP_TO + 1)
        return taken

    def shed(self, number: int, blocks: int, order: int) -> Array:
        """Take blocks from the tail, the last one first."""
        held = self.list_of(number)
        keep = max(0, len(held) - blocks)
        taken, self.lists[number] = held[keep:][::-1], held[:keep]
        self.count -= len(taken) << order
        return taken

    def limit(self, *, reclaiming: bool) -> Pages:
        """Return the count at which a batch is given back (nr_pcp_high)."""
        return min(self.high, 4 * self.batch) if reclaiming else self.high

    def to_give_back(self, limit: Pages, *, grows: bool) -> Pages:
        """Return how many pages go back to the buddy allocator at once now (nr_pcp_free)."""
        if limit < self.batch:
            return 1
        if not grows:
            return self.batch
        pages, most = self.batch << self.factor, limit - self.batch
        if pages < most and self.factor < GROWS_UP_TO:
            self.factor += 1
        return max(self.batch, min(pages, most))


def number_of(layout: Layout, rules: Rules, order: int, list_type: int) -> int | None:
    """Return the number of the list that blocks of an order and a type are kept on, or None."""
    if order == 0 or (rules.modern_marks and order <= COSTLY_ORDER):
        return _TYPES * order + (list_type if rules.grouping else 0)
    return HUGE if rules.khugepaged and order == layout.pageblock_order else None


def order_of(layout: Layout, number: int) -> int:
    """Return the order of the blocks on a list."""
    return layout.pageblock_order if number == HUGE else number // _TYPES


def size_lists(
    per_cpu: PerCpu, managed: Pages, present: Pages, low: Pages, layout: Layout, rules: Rules
) -> None:
    """Set batch and high from a zone's size, as whenever its watermarks are recomputed."""
    page = layout.page_size
    cap = (MIB if rules.modern_marks else 512 * KIB) // page
    batch = max(1, min((managed if rules.modern_marks else present) // 1024, cap) // 4)
    per_cpu.batch = max(1, (1 << (batch + batch // 2).bit_length() - 1) - 1)
    per_cpu.high = max(low, 4 * per_cpu.batch) if rules.modern_marks else 6 * per_cpu.batch
