"""A zone: its free lists, its watermarks, and what it may lend."""

from __future__ import annotations

from math import isqrt

import attrs

from engine.memory.kinds import TYPES, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.page_list import PageList
from engine.units import KIB, Bytes, Pages, Pfn

LOWMEM_RESERVE_RATIO = 32
"""A NORMAL zone keeps 1/32 of the higher zones' managed pages from requests that could go there."""
SMALLEST_MIN_FREE, LARGEST_MIN_FREE, LARGEST_MIN_FREE_2006 = 128, 262_144, 65_536
"""Bounds of min_free_kbytes, in KiB (mm/page_alloc.c:calculate_min_free_kbytes)."""


@attrs.define(eq=False)
class Zone:
    """One zone of one node; the fields count pages."""

    name: str
    node: int
    rules: Rules
    lists: list[list[PageList]]
    """[MigrateType][order]; without grouping only the first and the isolate lists are used."""
    free_pages: Pages = 0
    """On the lists, isolated pageblocks left out: what watermarks are held against."""
    isolated_pages: Pages = 0
    present: Pages = 0
    managed: Pages = 0
    start: Pfn = 0
    end: Pfn = 0
    """The span: first pfn and the one after the last."""
    min: Pages = 0
    low: Pages = 0
    high: Pages = 0
    reserve: Pages = 0
    """Kept from requests that a higher zone could serve, as of the last recomputation."""

    @classmethod
    def empty(cls, name: str, node: int, layout: Layout, rules: Rules) -> Zone:
        """Return a zone without pages."""
        top = layout.max_order
        return cls(
            name,
            node,
            rules,
            [
                [PageList(layout.section_blocks if k == top else 1) for k in range(top + 1)]
                for _ in range(TYPES)
            ],
        )

    @property
    def movable(self) -> bool:
        """Whether only movable requests are served from here."""
        return self.name == "Movable"

    def fork(self) -> Zone:
        """Return an equal zone; list buffers are shared until either side writes."""
        return attrs.evolve(self, lists=[[pages.fork() for pages in row] for row in self.lists])

    def type_names(self) -> list[tuple[MigrateType, str]]:
        """Return the types that have lists here, with the names that views use."""
        if self.rules.grouping:
            types = [MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE, MigrateType.ISOLATE]
            return [(t, t.name.lower()) for t in types]
        return [(MigrateType.UNMOVABLE, "any"), (MigrateType.ISOLATE, "isolate")]

    def counts(self, list_type: MigrateType) -> tuple[int, ...]:
        """Return the free blocks per order on the lists of one type."""
        return tuple(pages.count for pages in self.lists[list_type])

    def blocks_per_order(self) -> list[int]:
        """Return the free blocks per order that can be allocated: isolated ones left out."""
        rows = [row for t, row in enumerate(self.lists) if t != MigrateType.ISOLATE]
        return [sum(row[k].count for row in rows) for k in range(len(rows[0]))]

    def spare(self, mark: Pages, reserve: Pages) -> Pages:
        """Return how many single pages can be taken while the zone stays above a mark and a reserve.

        Source: mm/page_alloc.c:__zone_watermark_ok.
        """
        return max(0, self.free_pages - mark - reserve)

    def reach(self, first: Pfn, end: Pfn) -> None:
        """Let the span cover [first, end)."""
        if self.start == self.end:
            self.start, self.end = first, end
        else:
            self.start, self.end = min(self.start, first), max(self.end, end)


def set_watermarks(zones: list[Zone], page_size: Bytes, *, modern: bool) -> None:
    """Recompute marks and reserves from managed pages, as after every online and offline.

    The square-root rule alone; what khugepaged adds to min_free_kbytes is left out.

    Args:
        zones: all zones of a guest.
        page_size: in bytes.
        modern: the current gaps, or those of 2006 (mm/page_alloc.c:setup_per_zone_pages_min, 2.6.20).

    Source: mm/page_alloc.c:__setup_per_zone_wmarks and setup_per_zone_lowmem_reserve.
    """
    lowmem = sum(zone.managed for zone in zones if not zone.movable)
    largest = LARGEST_MIN_FREE if modern else LARGEST_MIN_FREE_2006
    min_free = max(SMALLEST_MIN_FREE, min(isqrt(16 * lowmem * page_size // KIB), largest))
    for zone in zones:
        if zone.movable:
            zone.min = max(32, min(zone.managed // 1024, 128)) if zone.managed else 0
            share = zone.min
        else:
            share = min_free * KIB // page_size * zone.managed // lowmem if lowmem else 0
            zone.min = share
        if modern:
            gap = max(share // 4, zone.managed // 1000)
            zone.low, zone.high = zone.min + gap, zone.min + 2 * gap
        else:
            zone.low, zone.high = zone.min + share // 4, zone.min + share // 2
        zone.reserve = (
            0 if zone.movable else sum(z.managed for z in zones if z.movable) // LOWMEM_RESERVE_RATIO
        )
