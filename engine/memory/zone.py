"""A zone: its free lists, its watermarks, and what it may lend."""

from __future__ import annotations

import attrs

from engine.memory.kinds import TYPES, MigrateType
from engine.memory.layout import ZONE_NAMES, Layout, Rules
from engine.memory.page_list import PageList
from engine.memory.per_cpu import PerCpu
from engine.units import Pages, Pfn

_LISTED = (MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE, MigrateType.ISOLATE)


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
    reclaiming: bool = False
    """kswapd is at work here: the CPU keeps fewer pages (ZONE_RECLAIM_ACTIVE)."""
    below_high: bool = False
    """Not long ago it had less free than its high mark: CPUs give pages back early (ZONE_BELOW_HIGH, 6.7 and later)."""
    cpus: tuple[PerCpu, ...] = ()
    """What each CPU keeps of the zone, by its number; empty: they keep nothing."""
    cpu: int = 0
    """The CPU that work runs on now; the same in all zones."""
    urgent: Pages = 0
    """Of free pages, those of pageblocks for urgent requests (HighAtomic), which are out of reach for others."""
    boost: Pages = 0
    """What claims that mixed pageblocks added to all marks, until kswapd has been there."""
    protection: tuple[Pages, ...] = (0,) * len(ZONE_NAMES)
    """lowmem_reserve: kept from requests whose highest zone is each of ZONE_NAMES, as last recomputed."""
    rank: int = attrs.field(init=False)
    """Position in ZONE_NAMES."""

    @rank.default
    def _rank_of(self) -> int:
        return ZONE_NAMES.index(self.name)

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
    def per_cpu(self) -> PerCpu | None:
        """What the CPU that work runs on keeps of the zone; None: it keeps nothing."""
        return self.cpus[self.cpu] if self.cpus else None

    @property
    def movable(self) -> bool:
        """Whether only movable requests are served from here."""
        return self.name == "Movable"

    def fork(self) -> Zone:
        """Return an equal zone; list buffers are shared until either side writes."""
        return attrs.evolve(
            self,
            lists=[[pages.fork() for pages in row] for row in self.lists],
            cpus=tuple(kept.fork() for kept in self.cpus),
        )

    def type_names(self) -> list[tuple[MigrateType, str]]:
        """Return the types that have lists here, with the names that views use."""
        if self.rules.grouping:
            return [(t, t.name.lower()) for t in _LISTED]
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

    def spans(self, first: Pfn, end: Pfn) -> bool:
        """Say whether the span covers any of [first, end)."""
        return self.start < end and first < self.end


def highest_rank(zones: list[Zone]) -> int:
    """Return the rank of the highest of the zones that a request may use; 0: it may use none."""
    return max((zone.rank for zone in zones), default=0)
