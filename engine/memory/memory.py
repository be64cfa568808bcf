"""One guest's physical memory as a whole: its sections, and what is allocated from their zones."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from operator import attrgetter

import numpy as np

from engine.memory.batches import decay
from engine.memory.boot import boot
from engine.memory.boot_map import BootMap, Fixed, Ram
from engine.memory.buddy import free_block, free_page, take_page, take_smallest
from engine.memory.bulk_free import free_pages
from engine.memory.bulk_take import take_pages
from engine.memory.fallback import take_fallback
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.page_list import Array, PageList
from engine.memory.parked import alloc_parked, drain, free_block_parked, free_parked, take_parked
from engine.memory.per_cpu import PerCpu
from engine.memory.runs import Runs
from engine.memory.sections import Sections
from engine.memory.zone import Zone
from engine.memory.zones import SEVERAL
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
    HIGH = "high"


_ANY = Mark.NONE
_MARK_OF: dict[Mark, Callable[[Zone], Pages]] = {
    Mark.MIN: attrgetter("min"),
    Mark.LOW: attrgetter("low"),
    Mark.HIGH: attrgetter("high"),
}


class Memory(Sections):
    """Sections, and the pages that are allocated in them.

    Attributes:
        held: the pages in use by kind, used longest ago first (heads of huge pages for HUGETLB).
        mem_map_of: where the mem_map of a hot-added section lies, as (first pfn, pages) pairs.
        allotted: what was allocated since somebody last looked, where the rules ask for it.
        used: held pages that were read or written since then, where the rules ask for it.
        stored: such pages that were read only to go to the guest's own disk.
        boot_mem_map: for sections [first, end) that were there at boot, where their mem_map begins.
        thp: first pfns of transparent huge pages of programs, ascending; replaced, never changed in place. One counts
            as such for as long as all of its pages are a program's (see `engine.memory.thp`).
    """

    def __init__(self, layout: Layout, rules: Rules, nodes: int = 1) -> None:
        super().__init__(layout, rules, nodes)
        self.held: dict[Kind, PageList] = {kind: PageList() for kind in HELD_KINDS}
        self.mem_map_of: dict[int, tuple[tuple[Pfn, Pages], ...]] = {}
        self.allotted: list[Runs] = []
        self.used: list[Array] = []
        self.stored: list[Array] = []
        self.boot_mem_map: tuple[tuple[int, int, Pfn], ...] = ()
        self.thp: Array = np.zeros(0, np.int64)

    def fork(self) -> Memory:
        """Return an equal memory that shares arrays until either side writes."""
        twin = Memory.__new__(Memory)
        twin.layout, twin.rules = self.layout, self.rules
        twin.nodes, twin.cpu_nodes = self.nodes, self.cpu_nodes
        twin.node_of_cpu, twin.cpu = self.node_of_cpu, self.cpu
        twin.parts, twin.own_mem_map = self.parts.copy(), self.own_mem_map.copy()
        twin.unplugged = self.unplugged.copy()
        twin.unplugged_present, twin.unplugged_online = self.unplugged_present, self.unplugged_online
        twin.present_count, twin.online_count = self.present_count, self.online_count
        twin.huge_pages, twin.boot_mem_map, twin.thp = self.huge_pages, self.boot_mem_map, self.thp
        twin.frames = self.frames.fork()
        twin.zones, twin.zonelists = [zone.fork() for zone in self.zones], {}
        twin.state, twin.section_zone = self.state.copy(), self.section_zone.copy()
        twin.section_node = self.section_node.copy()
        twin.held = {kind: pages.fork() for kind, pages in self.held.items()}
        twin.mem_map_of = dict(self.mem_map_of)
        twin.allotted = self.allotted.copy()
        twin.used, twin.stored = self.used.copy(), self.stored.copy()
        return twin

    def boot(self, pages: Pages, reserved: Pages = 0, mem_map: Pages = 0) -> None:
        """Bring up memory from pfn 0: reserved pages, the boot mem_map, then free ones; see `engine.memory.boot`."""
        kept = (Fixed(0, reserved, Kind.RESERVED), Fixed(reserved, mem_map, Kind.MEM_MAP))
        end = pages >> self.layout.section_shift
        described = ((0, end, reserved),) if mem_map else ()
        self.boot_as(BootMap((Ram(0, pages),), tuple(it for it in kept if it.pages), described))

    def boot_as(self, boot_map: BootMap) -> None:
        """Bring up memory as it is laid out."""
        boot(self, boot_map.ram, boot_map.fixed)
        self.zonelists.clear()
        self.boot_mem_map = boot_map.mem_maps

    def add_node(self) -> None:
        """Let there be one more node; where CPUs keep pages, they will keep some of its zones too."""
        cpus = len(self.zones[0].cpus) if self.zones else 0
        super().add_node()
        for zone in self.zones[-len(self.layout.zone_ends) - 1 :] if cpus else []:
            zone.cpus, zone.cpu = tuple(PerCpu.of(self.rules) for _ in range(cpus)), self.cpu

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
        rules = self.rules
        wanted = migrate_type if rules.grouping else 0
        candidates = self.zonelists.get(kind) or self.zonelist(kind) if zones is None else zones
        if order == 0 and mark is _ANY and candidates and not rules.notes_allotted:
            zone = candidates[0]
            if zone.per_cpu is None:
                pfn = take_page(self.frames, zone, wanted, kind)
                if pfn is not None:
                    return pfn
        for mixing, zones_of_pass in self._passes(candidates, mark):
            for zone in zones_of_pass:
                if mark is not Mark.NONE:
                    if zone.cpus and self.rules.tunes_per_cpu:
                        self._note_shortage(zone, candidates, 1 << order)
                    if zone.free_pages - (1 << order) + 1 <= limit_of(zone, mark, candidates):
                        continue
                found = self._alloc_from(zone, order, wanted, mixing=mixing)
                if found is not None:
                    self._mark_block(found[0], order, kind, found[1])
                    if self.rules.notes_allotted:
                        self.allotted.append(Runs.of([(found[0], 1 << order)]))
                    return found[0]
        return None

    def _note_shortage(self, zone: Zone, candidates: list[Zone], pages: Pages = 1) -> None:
        """Note that a request finds a zone with less than its high mark (page_alloc.c:get_page_from_freelist)."""
        zone.below_high |= zone.free_pages - pages + 1 <= limit_of(zone, Mark.HIGH, candidates)

    def _alloc_from(self, zone: Zone, order: int, wanted: int, *, mixing: bool) -> tuple[Pfn, Kind] | None:
        """Take one block of a zone, and say what its pages hold."""
        if zone.per_cpu is not None:
            return alloc_parked(self.frames, zone, zone.per_cpu, order, wanted, mixing=mixing)
        pfn = take_smallest(self.frames, zone, order, wanted)
        if pfn is None:
            pfn = take_fallback(self.frames, zone, order, wanted, mixing=mixing)
        return None if pfn is None else (pfn, Kind.FREE)

    def _passes(self, candidates: list[Zone], mark: Mark) -> tuple[tuple[bool, list[Zone]], ...]:
        """Return, for each pass over zones, whether pageblocks may be mixed, and which zones.

        Requests that prefer Normal look through their own node without mixing first, where DMA32 lies below; not the
        slow path, which goes down to min.

        Source: mm/page_alloc.c:alloc_flags_nofragment, get_page_from_freelist, gfp_to_alloc_flags.
        """
        if self.rules.avoid_mixing and self.rules.grouping and mark is not Mark.MIN and candidates:
            first = candidates[0]
            if first.name == "Normal" and self._has_dma32(first.node):
                return (False, [zone for zone in candidates if zone.node == first.node]), (True, candidates)
        return ((True, candidates),)

    def _has_dma32(self, node: int) -> bool:
        """Say whether the kernel has a zone DMA32, and with several nodes, whether a node has pages in it."""
        return any(
            zone.name == "DMA32" and zone.node == node and (zone.present or self.nodes == 1)
            for zone in self.zones
        )

    def _mark_block(self, pfn: Pfn, order: int, kind: Kind, was: Kind) -> None:
        if 1 << order == self.layout.section_pages:
            self.frames.set_uniform(pfn >> self.layout.section_shift, kind)
        else:
            self.frames.mark(pfn, 1 << order, kind, was)

    def free(self, pfn: Pfn, order: int) -> None:
        """Free one block of 2**order pages that hold the same kind."""
        zone = self.zone_of(pfn)
        if not order and zone.per_cpu is None:
            free_page(self.frames, zone, pfn)
            return
        if 1 << order == self.layout.section_pages:
            self.frames.columns(pfn >> self.layout.section_shift)
        was = self.frames.kind(pfn)
        if zone.per_cpu is not None:
            self.frames.mark(pfn, 1 << order, Kind.PER_CPU, was)
            free_block_parked(self.frames, zone, zone.per_cpu, pfn, order)
            return
        self.frames.mark(pfn, 1 << order, Kind.FREE, was)
        free_block(self.frames, zone, pfn, order)

    def park(self, node_of_cpu: tuple[int, ...] = ()) -> None:
        """Let CPUs keep free pages of every zone from now on (zone_pcp_init): one, or one on each given node."""
        self.node_of_cpu = node_of_cpu or self.node_of_cpu
        for zone in self.zones:
            zone.cpus = tuple(PerCpu.of(self.rules) for _ in self.node_of_cpu)
        self.set_watermarks()

    def pause_per_cpu(self, section: int) -> None:
        """Let the pages that CPUs keep of a section's zone join its free lists, and no others be kept for a while.

        Source: mm/page_alloc.c:zone_pcp_disable, as offlining calls it.
        """
        for index in self.zones_in(section):
            for kept in self.zones[index].cpus:
                drain(self.frames, self.zones[index], kept, kept.count)
                kept.paused = True

    def resume_per_cpu(self) -> None:
        """Let CPUs keep pages again (zone_pcp_enable)."""
        for zone in self.zones:
            for kept in zone.cpus:
                kept.paused = False

    def drain_per_cpu(self) -> Pages:
        """Let all pages that CPUs keep join the free lists, and return how many (drain_all_pages)."""
        pages = 0
        for zone in self.zones:
            for kept in zone.cpus:
                pages += kept.count
                drain(self.frames, zone, kept, kept.count)
        return pages

    def let_limits_fall(self) -> bool:
        """Let limits of CPUs' lists that were raised fall, and what is above them join the free lists, as each second.

        Returns:
            Whether anything changed.

        Source: mm/vmstat.c:refresh_cpu_vm_stats, mm/page_alloc.c:decay_pcp_high.
        """
        changed = False
        for zone in self.zones if self.rules.tunes_per_cpu else ():
            for kept in zone.cpus:
                was = kept.high
                pages = decay(kept)
                drain(self.frames, zone, kept, pages)
                changed |= pages > 0 or kept.high != was
        return changed

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
        for mixing, zones_of_pass in self._passes(candidates, mark):
            for zone in zones_of_pass:
                runs = self._take_from(zone, need, wanted, kind, mark, candidates, mixing=mixing)
                if len(runs):
                    parts.append(runs)
                    need -= runs.pages
                if not need:
                    return self._noted(Runs.joined(parts))
        return self._noted(Runs.joined(parts))

    def _noted(self, runs: Runs) -> Runs:
        if self.rules.notes_allotted and len(runs):
            self.allotted.append(runs)
        return runs

    def _take_from(
        self,
        zone: Zone,
        need: Pages,
        wanted: int,
        kind: Kind,
        mark: Mark,
        candidates: list[Zone],
        *,
        mixing: bool,
    ) -> Runs:
        """Take single pages from one zone as far as its marks allow; a boost on the way raises them."""
        if zone.per_cpu is not None and not zone.per_cpu.paused:

            def limit() -> Pages:
                if mark is Mark.NONE:
                    return -1
                if self.rules.tunes_per_cpu:
                    self._note_shortage(zone, candidates)
                return limit_of(zone, mark, candidates)

            return take_parked(self.frames, zone, zone.per_cpu, need, wanted, kind, limit, mixing=mixing)
        parts: list[Runs] = []
        while need:
            boost = zone.boost
            spare = zone.spare(limit_of(zone, mark, candidates), 0)
            runs = take_pages(self.frames, zone, min(need, spare), wanted, kind, mixing=mixing)
            if len(runs):
                parts.append(runs)
                need -= runs.pages
            if zone.boost == boost:
                break
        return Runs.joined(parts)

    def give(self, runs: Runs) -> None:
        """Free single pages in bulk, in order; equal to a loop over `free(pfn, 0)`."""
        zone_at = self.section_zone[runs.starts >> self.layout.section_shift]
        if not len(zone_at):
            return
        if zone_at[0] != SEVERAL and bool((zone_at == zone_at[0]).all()):
            self._give_to(self.zones[int(zone_at[0])], runs)
            return
        pfns = runs.pfns()
        zone_at = self.zones_at(pfns)
        for index in np.bincount(zone_at).nonzero()[0].tolist():
            self._give_to(self.zones[index], Runs.of_singles(pfns[(zone_at == index).nonzero()[0]]))

    def _give_to(self, zone: Zone, runs: Runs) -> None:
        if zone.per_cpu is None:
            free_pages(self.frames, zone, runs)
        else:
            free_parked(self.frames, zone, zone.per_cpu, runs.pfns())

    def adjust_managed(self, runs: Runs, sign: int) -> None:
        """Let pages stop (-1) or start (+1) counting as managed, as a balloon driver does."""
        zone_at = self.zones_at(runs.starts)
        if len(zone_at) == 1 or (len(zone_at) and bool((zone_at == zone_at[0]).all())):
            self.zones[int(zone_at[0])].managed += sign * runs.pages
            return
        for index in np.unique(zone_at).tolist():
            self.zones[index].managed += sign * int(runs.counts[zone_at == index].sum())

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


def limit_of(zone: Zone, mark: Mark, candidates: list[Zone]) -> Pages:
    """Return what must stay free: the mark, and the reserve kept from requests that a higher zone could serve.

    Free pages that are kept for urgent requests count as if there were none (__zone_watermark_unusable_free).
    """
    if mark is Mark.NONE:
        return 0
    highest = max(other.rank for other in candidates)
    return _MARK_OF[mark](zone) + zone.boost + zone.urgent + zone.protection[highest]
