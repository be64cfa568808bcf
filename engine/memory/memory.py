"""One guest's physical memory as a whole: its sections, and what is allocated from their zones."""

from __future__ import annotations

from enum import Enum

import numpy as np

from engine.memory.boot import boot
from engine.memory.buddy import free_block, take_smallest
from engine.memory.bulk_free import free_pages
from engine.memory.bulk_take import take_pages
from engine.memory.fallback import take_fallback
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.page_list import Array, PageList
from engine.memory.runs import Runs
from engine.memory.sections import Sections
from engine.memory.zone import Zone
from engine.units import Pages, Pfn

HELD_KINDS = (
    Kind.FILE,
    Kind.FILE_DIRTY,
    Kind.ANON,
    Kind.MLOCKED,
    Kind.PINNED,
    Kind.HUGETLB,
    Kind.SLAB,
    Kind.PAGE_TABLE,
    Kind.KERNEL,
)
"""Kinds whose pages stand in a list, oldest first, so that a program can give them back."""


class Mark(Enum):
    """How far a request may draw a zone down."""

    NONE = "none"
    MIN = "min"
    LOW = "low"


class Memory(Sections):
    """Sections, and the pages that are allocated in them.

    Attributes:
        held: the pages in use by kind, used longest ago first (heads of huge pages for HUGETLB).
        mem_map_of: where the mem_map of a hot-added section lies, as (first pfn, pages) pairs.
    """

    def __init__(self, layout: Layout, rules: Rules) -> None:
        super().__init__(layout, rules)
        self.held: dict[Kind, PageList] = {kind: PageList() for kind in HELD_KINDS}
        self.mem_map_of: dict[int, tuple[tuple[Pfn, Pages], ...]] = {}

    def fork(self) -> Memory:
        """Return an equal memory that shares arrays until either side writes."""
        twin = Memory.__new__(Memory)
        twin.layout, twin.rules = self.layout, self.rules
        twin.frames = self.frames.fork()
        twin.zones = [zone.fork() for zone in self.zones]
        twin.state, twin.section_zone = self.state.copy(), self.section_zone.copy()
        twin.section_node = self.section_node.copy()
        twin.held = {kind: pages.fork() for kind, pages in self.held.items()}
        twin.mem_map_of = dict(self.mem_map_of)
        return twin

    def boot(self, pages: Pages, reserved: Pages = 0, mem_map: Pages = 0) -> None:
        """Bring up memory from pfn 0; see `engine.memory.boot.boot`."""
        boot(self, pages, reserved, mem_map)

    def zonelist(self, kind: Kind, *, movable_zone: bool | None = None) -> list[Zone]:
        """Return the zones that a request may use, preferred first.

        Args:
            kind: what the pages are for; only movable kinds may use ZONE_MOVABLE.
            movable_zone: whether the request may go there, where it is not the kind that says so.
        """
        allowed = _MAY_USE_MOVABLE_ZONE[kind] if movable_zone is None else movable_zone
        return [zone for zone in reversed(self.zones) if zone.present and (allowed or not zone.movable)]

    def alloc(
        self,
        order: int,
        migrate_type: MigrateType,
        kind: Kind,
        *,
        mark: Mark = Mark.NONE,
        zones: list[Zone] | None = None,
    ) -> Pfn | None:
        """Allocate one block of 2**order pages, or return None.

        Args:
            order: of the block.
            migrate_type: what the request asks for; ignored where the kernel does not group.
            kind: what the pages hold from now on.
            mark: the watermark that must hold afterwards.
            zones: the zones to try, in order; those of `kind` by default.
        """
        wanted = int(migrate_type) if self.rules.grouping else 0
        candidates = self.zonelist(kind) if zones is None else zones
        for zone in candidates:
            limit, reserve = _limits(zone, mark, candidates)
            if mark is not Mark.NONE and zone.free_pages - (1 << order) + 1 <= limit + reserve:
                continue
            pfn = take_smallest(self.frames, zone, order, wanted)
            if pfn is None:
                pfn = take_fallback(self.frames, zone, order, wanted)
            if pfn is not None:
                self._mark_block(pfn, order, kind)
                return pfn
        return None

    def _mark_block(self, pfn: Pfn, order: int, kind: Kind) -> None:
        if 1 << order == self.layout.section_pages:
            self.frames.set_uniform(pfn >> self.layout.section_shift, kind)
        else:
            self.frames.mark(pfn, 1 << order, kind, Kind.FREE)

    def free(self, pfn: Pfn, order: int) -> None:
        """Free one block of 2**order pages that hold the same kind."""
        if 1 << order == self.layout.section_pages:
            self.frames.columns(pfn >> self.layout.section_shift)
        self.frames.mark(pfn, 1 << order, Kind.FREE, self.frames.kind(pfn))
        free_block(self.frames, self.zone_of(pfn), pfn, order)

    def take(
        self,
        pages: Pages,
        migrate_type: MigrateType,
        kind: Kind,
        *,
        mark: Mark = Mark.NONE,
        zones: list[Zone] | None = None,
    ) -> Runs:
        """Allocate single pages in bulk; fewer when the marks stop it.

        The result, in order, and the lists are what a loop over `alloc(0, ...)` would give.
        """
        wanted = int(migrate_type) if self.rules.grouping else 0
        parts: list[Runs] = []
        need = pages
        candidates = self.zonelist(kind) if zones is None else zones
        for zone in candidates:
            limit, reserve = _limits(zone, mark, candidates)
            runs = take_pages(self.frames, zone, min(need, zone.spare(limit, reserve)), wanted, kind)
            if len(runs):
                parts.append(runs)
                need -= runs.pages
            if not need:
                break
        return Runs.joined(parts)

    def _fold_balloon(self, runs: Runs) -> None:
        """Keep a section as one record again that the balloon has taken as a whole."""
        for section in np.unique(runs.starts >> self.layout.section_shift).tolist():
            if (
                section in self.frames.mixed
                and self.counts[section, Kind.BALLOON] == self.layout.section_pages
            ):
                self.frames.set_uniform(section, Kind.BALLOON)

    def give(self, runs: Runs) -> None:
        """Free single pages in bulk, in order; equal to a loop over `free(pfn, 0)`."""
        if len(self.zones) == 1 or not self.zones[1].present:
            free_pages(self.frames, self.normal, runs)
            return
        pfns = runs.pfns()
        zone_at = self.section_zone[pfns >> self.layout.section_shift]
        for index in np.unique(zone_at).tolist():
            free_pages(self.frames, self.zones[index], Runs.of_singles(pfns[zone_at == index]))

    def adjust_managed(self, runs: Runs, sign: int) -> None:
        """Let pages stop (-1) or start (+1) counting as managed, as a balloon driver does."""
        zone_at = self.section_zone[runs.starts >> self.layout.section_shift]
        for index, zone in enumerate(self.zones):
            zone.managed += sign * int(runs.counts[zone_at == index].sum())

    def total(self, kind: Kind) -> Pages:
        """Return the pages of one kind over all sections."""
        return int(self.frames.counts[:, kind].sum())

    def lists(self) -> dict[tuple[str, str], list[list[Pfn]]]:
        """Return every free list from head to tail: [(zone, type)][order] -> first pfns."""
        return {
            (zone.name, name): [self.expanded(pages).tolist() for pages in zone.lists[t]]
            for zone in self.zones
            for t, name in zone.type_names()
        }

    def expanded(self, pages: PageList) -> Array:
        """Return a list's pfns from head to tail, with whole sections written out."""
        entries = pages.entries()
        whole = entries < 0
        if not whole.any():
            return entries
        step = 1 << self.layout.max_order
        inside = np.arange(self.layout.section_blocks, dtype=np.int64) * step
        firsts = np.where(whole, (-2 - entries) << self.layout.section_shift, entries)
        repeats = np.where(whole, self.layout.section_blocks, 1)
        starts = np.cumsum(repeats) - repeats
        offsets = np.arange(int(repeats.sum())) - np.repeat(starts, repeats)
        expanded: Array = np.repeat(firsts, repeats) + inside[offsets]
        return expanded


def _limits(zone: Zone, mark: Mark, candidates: list[Zone]) -> tuple[Pages, Pages]:
    """Return the mark that must hold, and the reserve kept from requests that a higher zone could serve."""
    limit = {Mark.NONE: 0, Mark.MIN: zone.min, Mark.LOW: zone.low}[mark]
    could_go_higher = not zone.movable and any(other.movable for other in candidates)
    return limit, zone.reserve if could_go_higher and mark is not Mark.NONE else 0


_MAY_USE_MOVABLE_ZONE = {
    kind: kind in (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED, Kind.HUGETLB) for kind in Kind
}
"""Long-term pins move out of ZONE_MOVABLE first, so pinned pages never lie there (mm/gup.c)."""
