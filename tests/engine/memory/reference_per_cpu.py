"""A CPU's lists in front of the reference's zone, page by page, as 6.1 has them: plain to check by eye."""

from __future__ import annotations

from engine.memory.kinds import Kind, MigrateType
from tests.engine.memory import reference
from tests.engine.memory.reference_fallback import claim, steal

TYPES = (MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE)


class Zone(reference.Zone):
    """A zone whose single pages go through one CPU.

    Attributes:
        batch, high: as zone_batchsize and zone_highsize would set them.
        factor: how often the next batch that goes back is doubled (free_factor).
        kept: by migrate type, the pages that the CPU keeps, the head first.
    """

    batch, high, factor = 8, 100, 0

    def __init__(self, layout, rules):
        super().__init__(layout, rules)
        self.kept = {kind: [] for kind in TYPES}

    @property
    def count(self):
        return sum(len(pages) for pages in self.kept.values())

    def take_one(self, migrate_type, kind, limit):
        """rmqueue_pcplist: one page, if more than `limit` pages are free."""
        if self.free_pages <= limit:
            return None
        name = migrate_type if self.rules.grouping else MigrateType.UNMOVABLE
        if not self.kept[name]:
            self._fetch(name)
        if not self.kept[name]:
            return None
        self.factor //= 2
        pfn = self.kept[name].pop(0)
        self.kinds[pfn] = kind
        return pfn

    def _fetch(self, name):
        """rmqueue_bulk: a batch in the order of allocation; once a page was stolen the next are stolen too."""
        stealing = False
        for _ in range(self.batch):
            pfn = None
            if not stealing:
                pfn = self.smallest(0, name.name.lower() if self.rules.grouping else "any")
                if pfn is None and self.rules.grouping and self.rules.fallback == "current":
                    pfn = claim(self, 0, name)
                elif pfn is None and self.rules.grouping:
                    pfn = self.alloc(0, name, Kind.PER_CPU)
            if pfn is None and self.rules.grouping and self.rules.fallback == "current":
                pfn = steal(self, 0, name)
                stealing = True
            if pfn is None:
                return
            self.kinds[pfn] = Kind.PER_CPU
            self.kept[name].append(pfn)

    def free_one(self, pfn):
        """free_unref_page: to the head of the list of its pageblock's type; isolated ones to the zone."""
        migrate_type = self.block_type(pfn >> self.layout.pageblock_order)
        if migrate_type is MigrateType.ISOLATE:
            self.free(pfn, 0)
            return
        self.kinds[pfn] = Kind.PER_CPU
        name = migrate_type if self.rules.grouping else MigrateType.UNMOVABLE
        self.kept[name].insert(0, pfn)
        if self.count >= self.high:
            self._give_back(name)

    def _give_back(self, name):
        """nr_pcp_free and free_pcppages_bulk: from the tails, this list first, then the next ones."""
        pages, most = self.batch << self.factor, self.high - self.batch
        if pages < most and self.factor < 5:
            self.factor += 1
        pages = max(self.batch, min(pages, most))
        at = TYPES.index(name)
        while pages:
            while self.kept[TYPES[at]] and pages:
                self.free(self.kept[TYPES[at]].pop(), 0)
                pages -= 1
            at = (at + 1) % len(TYPES)
