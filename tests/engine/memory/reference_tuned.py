"""A CPU's lists of single pages as 6.12 has them, statement by statement after its mm/page_alloc.c."""

from __future__ import annotations

from engine.memory.kinds import Kind, MigrateType
from tests.engine.memory import reference_per_cpu
from tests.engine.memory.reference_per_cpu import TYPES

SCALE_MAX = 5


class Zone(reference_per_cpu.Zone):
    """A zone whose single pages go through one CPU that tunes its lists.

    Attributes:
        wmark_high: the high mark; no zone is above this one.
        high_min, high_max, alloc_factor, free_count, below_high: as in the kernel.
    """

    high_min, high_max, alloc_factor, free_count, below_high, wmark_high = 100, 700, 0, 0, False, 0

    def take_one(self, migrate_type, kind, limit):
        """get_page_from_freelist, rmqueue_pcplist."""
        if not self.below_high and self.free_pages <= self.wmark_high:
            self.below_high = True
        if self.free_pages <= limit:
            return None
        name = migrate_type if self.rules.grouping else MigrateType.UNMOVABLE
        self.free_count >>= 1
        if not self.kept[name]:
            smallest, self.batch = self.batch, self._nr_pcp_alloc()
            self._fetch(name)
            self.batch = smallest
        if not self.kept[name]:
            return None
        pfn = self.kept[name].pop(0)
        self.kinds[pfn] = kind
        return pfn

    def _nr_pcp_alloc(self):
        high = self.high = min(max(self.high, self.high_min), self.high_max)
        if high < self.batch:
            return 1
        batch = self.batch << self.alloc_factor
        if self.high_min != self.high_max and not self.below_high:
            high = self.high = min(high + batch, self.high_max)
        max_nr_alloc = max(high - self.count - self.batch, self.batch)
        if batch <= max_nr_alloc and self.alloc_factor < SCALE_MAX:
            self.alloc_factor += 1
        batch = min(batch, max_nr_alloc)
        return max(batch, 2) if batch > 1 else batch

    def free_one(self, pfn):
        """free_unref_page_commit."""
        migrate_type = self.block_type(pfn >> self.layout.pageblock_order)
        self.alloc_factor >>= 1
        self.kinds[pfn] = Kind.PER_CPU
        name = migrate_type if self.rules.grouping else MigrateType.UNMOVABLE
        self.kept[name].insert(0, pfn)
        if self.free_count < self.batch << SCALE_MAX:
            self.free_count += 1
        high = self._nr_pcp_high()
        if self.count >= high:
            self._free_pcppages_bulk(name, self._nr_pcp_free(high))
            if self.below_high and self.free_pages > self.wmark_high:
                self.below_high = False

    def _nr_pcp_high(self):
        high = self.high = min(max(self.high, self.high_min), self.high_max)
        if self.high_min == self.high_max:
            return high
        if self.below_high:
            self.high = max(high - max(self.free_count, self.batch), self.high_min)
            high = max(self.count, self.high_min)
        elif self.count >= high:
            need_high = self.free_count + self.batch
            if self.high < need_high:
                self.high = min(max(need_high, self.high_min), self.high_max)
        return high

    def _nr_pcp_free(self, high):
        if high < self.batch:
            return 1
        return min(max(self.free_count, self.batch), high - self.batch)

    def _free_pcppages_bulk(self, name, pages):
        at, pages = TYPES.index(name), min(pages, self.count)
        while pages:
            while self.kept[TYPES[at]] and pages:
                self.free(self.kept[TYPES[at]].pop(), 0)
                pages -= 1
            at = (at + 1) % len(TYPES)

    def tick(self):
        """decay_pcp_high."""
        if self.high > self.high_min:
            self.high = max(
                self.count - (self.batch << SCALE_MAX), self.high - (self.high >> 3), self.high_min
            )
        if (pages := self.count - self.high) > 0:
            self._free_pcppages_bulk(MigrateType.UNMOVABLE, pages)
