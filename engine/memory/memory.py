"""One guest's physical memory as a whole: sections, zones, and what is allocated from them."""

from __future__ import annotations

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from engine.memory import isolation
from engine.memory.buddy import free_block, take_smallest
from engine.memory.bulk import free_pages, take_pages
from engine.memory.fallback import take_fallback
from engine.memory.frames import ISOLATED, Frames, tag_of
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.page_list import Array, PageList, section_entry
from engine.memory.runs import Runs
from engine.memory.zone import Zone, set_watermarks
from engine.units import Pages, Pfn

NO_ZONE = 255
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


class Memory:
    """Sections, zones and page frames of one guest.

    Attributes:
        frames: what each page holds.
        zones: in the order in which they were made; `section_zone` refers to their positions.
        state: uint8 [sections], SectionState values.
        section_zone: uint8 [sections], position in `zones` or NO_ZONE.
        section_node: uint8 [sections].
        held: the pages in use by kind, oldest first (heads of huge pages for HUGETLB).
        mem_map_of: where the mem_map of a hot-added section lies, as (first pfn, pages) pairs.
    """

    def __init__(self, layout: Layout, rules: Rules) -> None:
        self.layout = layout
        self.rules = rules
        self.frames = Frames(layout, balloon_movable=rules.balloon_movable)
        self.zones = [Zone.empty("Normal", 0, layout, rules), Zone.empty("Movable", 0, layout, rules)]
        self.state: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.section_zone: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.section_node: NDArray[np.uint8] = np.zeros(0, np.uint8)
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

    @property
    def normal(self) -> Zone:
        """The zone of kernel memory."""
        return self.zones[0]

    @property
    def free_type(self) -> int:
        """The type that new pageblocks get: movable, or the only one."""
        return int(MigrateType.MOVABLE if self.rules.grouping else MigrateType.UNMOVABLE)

    @property
    def counts(self) -> NDArray[np.unsignedinteger]:
        """Pages [sections, kinds]."""
        return self.frames.counts

    def kind(self, pfn: Pfn) -> Kind:
        """Return what a page holds."""
        return self.frames.kind(pfn)

    def block_type(self, pageblock: int) -> MigrateType:
        """Return the type of a pageblock, ISOLATE while it is isolated."""
        return MigrateType(self.frames.list_type(pageblock << self.layout.pageblock_order))

    def zone_of(self, pfn: Pfn) -> Zone:
        """Return the zone that a page belongs to."""
        return self._zone_at(pfn >> self.layout.section_shift)

    # -- making and unmaking sections

    def extend(self, sections: int) -> None:
        """Have room for sections with an index below `sections`."""
        new = sections - len(self.state)
        if new > 0:
            self.frames.extend(sections)
            self.state = np.concatenate((self.state, np.zeros(new, np.uint8)))
            self.section_zone = np.concatenate((self.section_zone, np.full(new, NO_ZONE, np.uint8)))
            self.section_node = np.concatenate((self.section_node, np.zeros(new, np.uint8)))

    def boot(self, pages: Pages, reserved: Pages = 0, mem_map: Pages = 0) -> None:
        """Bring up memory from pfn 0 in the NORMAL zone: reserved pages, boot mem_map, then free blocks.

        All pageblocks are movable, lists ascend with the lowest pfn at the head, watermarks are set.

        Raises:
            ValueError: `pages` are no whole sections, or less than what is reserved.
        """
        layout = self.layout
        if pages % layout.section_pages or reserved + mem_map > pages:
            raise ValueError(f"{pages} pages cannot hold {reserved + mem_map} in whole sections")
        count = pages // layout.section_pages
        self.extend(count)
        self.state[:count] = SectionState.ONLINE
        self.section_zone[:count] = 0
        zone = self.normal
        zone.reach(0, pages)
        zone.present, zone.managed = pages, pages - reserved - mem_map
        self.frames.uniform_types[:] = self.free_type
        edges = ((reserved, Kind.RESERVED), (reserved + mem_map, Kind.MEM_MAP))
        first_whole = -(-(reserved + mem_map) // layout.section_pages)
        for section in range(first_whole):
            self._boot_section(section, edges)
        self.frames.uniform[first_whole:count] = Kind.FREE
        self.frames.counts[first_whole:count, Kind.HOLE] = 0
        self.frames.counts[first_whole:count, Kind.FREE] = layout.section_pages
        entries = np.array([section_entry(s) for s in range(first_whole, count)], np.int64)
        blocks = zone.lists[self.free_type][layout.max_order]
        blocks.push_many_tail(entries, self.frames.set_slots)
        blocks.count += len(entries) * (blocks.weight - 1)
        zone.free_pages += len(entries) * layout.section_pages
        self.set_watermarks()

    def _boot_section(self, section: int, edges: tuple[tuple[Pfn, Kind], ...]) -> None:
        """Fill one section with what boot keeps and free the rest in maximal blocks, ascending."""
        layout, frames, zone = self.layout, self.frames, self.normal
        first = section << layout.section_shift
        end = first + layout.section_pages
        at = first
        for limit, kind in edges:
            until = min(limit, end)
            if until - at == layout.section_pages:
                frames.set_uniform(section, kind)
            elif until > at:
                frames.mark(at, until - at, kind, Kind.HOLE)
            at = max(at, until)
        if at < end:
            frames.mark(at, end - at, Kind.FREE, Kind.HOLE)
        columns = frames.mixed.get(section)
        while at < end and columns is not None:
            order = min((at & -at).bit_length() - 1 if at else layout.max_order, layout.max_order)
            while at + (1 << order) > end:
                order -= 1
            blocks = zone.lists[self.free_type][order]
            columns.slot_at[at - first] = blocks.push_tail(at, frames.set_slots)
            columns.tag_at[at - first] = tag_of(order, self.free_type)
            zone.free_pages += 1 << order
            at += 1 << order

    def make_present(self, section: int, node: int = 0) -> None:
        """Let an absent section be present and offline; its mem_map is the caller's to take."""
        self.extend(section + 1)
        self.state[section] = SectionState.OFFLINE
        self.section_node[section] = node
        self.frames.uniform_types[section] = self.free_type
        self._touch(section)

    def make_absent(self, section: int) -> None:
        """Let an offline section be absent."""
        self.state[section] = SectionState.ABSENT
        self._touch(section)

    def set_state(self, section: int, state: SectionState) -> None:
        """Say that a section is going somewhere."""
        self.state[section] = state
        self._touch(section)

    def _touch(self, section: int) -> None:
        self.frames.versions[section] += 1
        self.frames.version += 1

    def arrive(self, section: int, zone_index: int, first: int, blocks: int) -> None:
        """Put blocks of the largest order of a section that is going online on the isolate lists, ascending.

        Nobody gets them before `finish_online` (mm/memory_hotplug.c:online_pages).

        Args:
            section: present, its state is the caller's to set.
            zone_index: position of the zone in `zones`.
            first: the first block, counted from 0 in the section.
            blocks: how many.
        """
        layout, frames, zone = self.layout, self.frames, self.zones[zone_index]
        top, base = layout.max_order, section << layout.section_shift
        self.section_zone[section] = zone_index
        zone.reach(base, base + layout.section_pages)
        lists = zone.lists[MigrateType.ISOLATE][top]
        zone.isolated_pages += blocks << top
        if blocks == layout.section_blocks:
            frames.set_uniform(section, Kind.FREE, self.free_type | ISOLATED)
            lists.push_tail(section_entry(section), frames.set_slots)
            return
        columns = frames.columns(section)
        columns.types[:] = self.free_type | ISOLATED
        for block in range(first, first + blocks):
            pfn = base + (block << top)
            frames.mark(pfn, 1 << top, Kind.FREE, Kind.HOLE)
            columns.slot_at[block << top] = lists.push_tail(pfn, frames.set_slots)
            columns.tag_at[block << top] = tag_of(top, MigrateType.ISOLATE)

    def finish_online(self, section: int) -> None:
        """Let a section whose blocks have all arrived join its zone: its blocks go to the tail of the free lists."""
        zone = self._zone_at(section)
        self.undo_isolation(section)
        zone.present += self.layout.section_pages
        zone.managed += self.layout.section_pages
        self.set_state(section, SectionState.ONLINE)
        self.fold(section)

    def online_section(self, section: int, zone_index: int = 0) -> None:
        """Put a present section online at once.

        2006 freed it page by page, so that its last block ended at the head of the list (2.6.20 online_page).
        Watermarks are the caller's to recompute.
        """
        layout = self.layout
        self.arrive(section, zone_index, 0, layout.section_blocks)
        self.finish_online(section)
        if not self.rules.online_in_blocks:
            lists = self.zones[zone_index].lists[self.free_type][layout.max_order]
            lists.remove(lists.slot_of(section_entry(section)))
            if layout.section_blocks == 1:
                lists.push_head(section_entry(section), self.frames.set_slots)
            else:
                self._heads_first(section, lists)

    def _heads_first(self, section: int, lists: PageList) -> None:
        layout, frames = self.layout, self.frames
        columns = frames.columns(section)
        for at in range(0, layout.section_pages, 1 << layout.max_order):
            pfn = (section << layout.section_shift) + at
            columns.slot_at[at] = lists.push_head(pfn, frames.set_slots)
            columns.tag_at[at] = tag_of(layout.max_order, self.free_type)

    def abandon_online(self, section: int) -> None:
        """Take back the blocks of a section whose going online is given up; it is offline again."""
        isolation.take_isolated(self.frames, self._zone_at(section), section)
        self.section_zone[section] = NO_ZONE
        self.set_state(section, SectionState.OFFLINE)

    def fold(self, section: int) -> None:
        """Keep a section as one record again if it is wholly free and its blocks follow each other in their list."""
        layout, frames = self.layout, self.frames
        columns = frames.mixed.get(section)
        if columns is None or frames.counts[section, Kind.FREE] != layout.section_pages:
            return
        heads = np.arange(0, layout.section_pages, 1 << layout.max_order)
        tag, byte = int(columns.tags[0]), int(columns.types[0])
        if tag != tag_of(layout.max_order, byte) or bool((columns.types != byte).any()):
            return
        slots = columns.slots[heads].astype(np.int64)
        if bool((columns.tags[heads] != tag).any()) or bool((np.diff(slots) != 1).any()):
            return
        blocks = self.zones[self.section_zone[section]].lists[byte][layout.max_order]
        blocks.remove_many(slots)
        blocks.replace(int(slots[0]), section_entry(section))
        blocks.count += blocks.weight
        frames.set_uniform(section, Kind.FREE, byte)

    def isolate(self, section: int) -> Pages:
        """Isolate a section; return the free pages that left MemFree."""
        return isolation.isolate_section(self.frames, self._zone_at(section), section)

    def undo_isolation(self, section: int) -> Pages:
        """Undo a section's isolation; return the free pages that came back."""
        return isolation.undo_isolation(self.frames, self._zone_at(section), section)

    def take_offline(self, section: int) -> Pages:
        """Take an isolated section without pages in use from its zone; it is offline then. Returns its pages.

        Source: mm/memory_hotplug.c:offline_pages, last steps. Watermarks are the caller's to recompute.
        """
        zone = self._zone_at(section)
        pages = self.layout.section_pages
        gone = isolation.take_isolated(self.frames, zone, section)
        zone.present -= pages
        zone.managed -= gone
        self.state[section] = SectionState.OFFLINE
        self.section_zone[section] = NO_ZONE
        return pages

    def _zone_at(self, section: int) -> Zone:
        return self.zones[int(self.section_zone[section])]

    def set_watermarks(self) -> None:
        """Recompute marks and reserves, as the kernel does after every online and offline."""
        set_watermarks(self.zones, self.layout.page_size, modern=self.rules.grouping)

    # -- allocating

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

    # -- reading

    def online_sections(self) -> Array:
        """Return the indices of the sections that are online or on their way, ascending."""
        return np.flatnonzero(self.section_zone != NO_ZONE)

    def present_sections(self) -> Array:
        """Return the indices of all sections that are present, ascending."""
        return np.flatnonzero(self.state != SectionState.ABSENT)

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
