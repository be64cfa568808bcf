"""Per-CPU page lists: free pages that one CPU keeps at hand, where the buddy allocator does not see them.

A guest's allocations come from one CPU at a time (`Zones.run_on`). A freed page goes to the head of its type's list and
the next request takes it from there; what is too much goes back to the buddy allocator from the tail. How many pages
are fetched and given back at once is told in `engine.memory.batches`.

Source: mm/page_alloc.c (rmqueue_pcplist, free_unref_page_commit, order_to_pindex, zone_batchsize, zone_highsize);
2.6.20 buffered_rmqueue and free_hot_cold_page: single pages on one list.
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
"""A batch is doubled so often at most (CONFIG_PCP_BATCH_SCALE_MAX)."""
_TYPES = 3
_MOVABLE = 1
HUGE = _TYPES * (COSTLY_ORDER + 1)
"""The number of the first of the two lists of huge pages: those that are not movable, and those that are."""
LISTS = HUGE + 2
HIGH_FRACTION = 8
"""A limit that tunes itself is one in so many of the zone's pages at most (MIN_PERCPU_PAGELISTHIGH_FRACTION)."""
_NONE: Array = np.zeros(0, np.int64)


@attrs.define
class Tuning:
    """What a CPU remembers of a zone where limit and batches follow what is asked of it (6.7 and later).

    Attributes:
        least, most: between these the limit is (high_min, high_max).
        grown: how often the next batch that is fetched is doubled (alloc_factor).
        freed: pages that came free lately (free_count); each one taken halves it.
        after_block: the last one freed was a block of 2 to 8 pages (PCPF_PREV_FREE_HIGH_ORDER).
    """

    least: Pages = 0
    most: Pages = 0
    grown: int = 0
    freed: Pages = 0
    after_block: bool = False


@attrs.define(eq=False)
class PerCpu:
    """What one CPU keeps of one zone.

    Attributes:
        lists: by number (3 * order + type, HUGE and the next), first pfns from head to tail; an array is replaced,
            never changed.
        count: pages on all lists.
        high: from so many pages on, a batch is given back.
        batch: single pages that are fetched at once.
        factor: how often the next batch that is given back is doubled (free_factor).
        paused: while memory of the zone goes offline, pages pass by (zone_pcp_disable).
        tuning: what makes `high` and the batches follow what is asked; None: they stay, and `factor` counts.
    """

    lists: dict[int, Array] = attrs.Factory(dict)
    count: Pages = 0
    high: Pages = 0
    batch: Pages = 1
    factor: int = 0
    paused: bool = False
    tuning: Tuning | None = None

    @classmethod
    def of(cls, rules: Rules) -> PerCpu:
        """Return empty lists of a kernel's kind."""
        return cls(tuning=Tuning() if rules.tunes_per_cpu else None)

    def fork(self) -> PerCpu:
        """Return an equal one."""
        tuning = None if self.tuning is None else attrs.evolve(self.tuning)
        return attrs.evolve(self, lists=self.lists.copy(), tuning=tuning)

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
        """Take blocks from the head, in order."""
        held = self.list_of(number)
        taken, self.lists[number] = held[:blocks], held[blocks:]
        self.count -= len(taken) << order
        return taken

    def shed(self, number: int, blocks: int, order: int) -> Array:
        """Take blocks from the tail, the last one first."""
        held = self.list_of(number)
        keep = max(0, len(held) - blocks)
        taken, self.lists[number] = held[keep:][::-1], held[:keep]
        self.count -= len(taken) << order
        return taken


def number_of(layout: Layout, rules: Rules, order: int, list_type: int) -> int | None:
    """Return the number of the list that blocks of an order and a type are kept on, or None."""
    if order == 0 or (rules.modern_marks and order <= COSTLY_ORDER):
        return _TYPES * order + (list_type if rules.grouping else 0)
    if rules.khugepaged and order == layout.thp_order:
        return HUGE + (list_type == _MOVABLE)
    return None


def order_of(layout: Layout, number: int) -> int:
    """Return the order of the blocks on a list."""
    return layout.thp_order if number >= HUGE else number // _TYPES


def size_lists(
    kept: PerCpu,
    managed: Pages,
    present: Pages,
    low: Pages,
    layout: Layout,
    rules: Rules,
    sharing: int = 1,
) -> None:
    """Set batch and limit from a zone's size, as whenever its watermarks are recomputed.

    Args:
        kept: a CPU's lists of the zone.
        managed: pages that the zone's allocator has.
        present: pages that are in the zone.
        low: its watermark.
        layout: the geometry.
        rules: the kernel's.
        sharing: the CPUs among which a zone's limit is divided: those of its node, or all where it has none.
    """
    page = layout.page_size
    cap = (MIB if rules.modern_marks else 512 * KIB) // page
    batch = max(1, min((managed if rules.modern_marks else present) // 1024, cap) // 4)
    kept.batch = max(1, (1 << (batch + batch // 2).bit_length() - 1) - 1)
    least = max(low // sharing, 4 * kept.batch) if rules.modern_marks else 6 * kept.batch
    if kept.tuning is None:
        kept.high = least
        return
    most = max(managed // HIGH_FRACTION // sharing, 4 * kept.batch)
    kept.tuning.least, kept.tuning.most = least, most
