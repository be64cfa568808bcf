"""Sections as SPARSEMEM has them: absent, present, online in a zone, and going somewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory import isolation
from engine.memory.frames import ISOLATED, Frames, tag_of
from engine.memory.growth import longer
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.page_list import Array, PageList, section_entry
from engine.memory.unplugged import WHOLE, Unplugged, runs_of_bits
from engine.memory.watermarks import THP_LEAST, set_watermarks
from engine.memory.zone import Zone
from engine.memory.zones import NO_ZONE, SEVERAL, Zones
from engine.units import Pages, Pfn

_IN_ZONE = (SectionState.ONLINE, SectionState.GOING_OFFLINE)


class Sections(Zones):
    """A guest's sections and their page frames.

    Attributes:
        frames: what each page holds.
        state: uint8 [sections], SectionState values.
        own_mem_map: pages at a section's start that hold the mem_map of its own memory block (memmap_on_memory).
        unplugged: for present sections that are not plugged as a whole, which pageblocks are not.
        unplugged_present: pages of these.
        unplugged_online: those of sections that belong to a zone.
        present_count: how many sections are present.
        online_count: how many sections belong to a zone.
        huge_pages: whether the guest booted with transparent huge pages.
    """

    def __init__(self, layout: Layout, rules: Rules, nodes: int = 1) -> None:
        super().__init__(layout, rules, nodes)
        self.frames = Frames(layout, balloon_movable=rules.balloon_movable)
        self.state: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.own_mem_map: dict[int, Pages] = {}
        self.unplugged: dict[int, Unplugged] = {}
        self.unplugged_present = self.unplugged_online = 0
        self.present_count = self.online_count = 0
        self.huge_pages = False

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

    def extend(self, sections: int) -> None:
        """Have room for sections with an index below `sections`."""
        if sections > len(self.state):
            self.frames.extend(sections)
            self.state = longer(self.state, sections, SectionState.ABSENT)
            self.section_zone = longer(self.section_zone, sections, NO_ZONE)
            self.section_node = longer(self.section_node, sections, 0)

    def make_present(self, section: int, node: int = 0) -> None:
        """Let an absent section be present and offline; its mem_map is the caller's to take."""
        self.extend(section + 1)
        self.present_count += 1
        self.state[section] = SectionState.OFFLINE
        self.section_node[section] = node
        self.frames.uniform_types[section] = self.free_type
        self._touch(section)

    def make_absent(self, section: int) -> None:
        """Let an offline section be absent."""
        self.set_unplugged(section, WHOLE)
        self.present_count -= 1
        self.state[section] = SectionState.ABSENT
        self._touch(section)

    def set_unplugged(self, section: int, found: Unplugged) -> None:
        """Say which pageblocks of a present section are not plugged; their pages are the caller's to change."""
        pages = (found.count - self.unplugged.get(section, WHOLE).count) * self.layout.pageblock_pages
        self.unplugged_present += pages
        self.unplugged_online += pages if self.state[section] in _IN_ZONE else 0
        if found.blocks:
            self.unplugged[section] = found
        else:
            self.unplugged.pop(section, None)

    def unplugged_in(self, section: int) -> Pages:
        """Return how many pages of a section are not plugged."""
        return self.unplugged.get(section, WHOLE).count * self.layout.pageblock_pages

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
        if self.section_zone[section] == NO_ZONE:
            self.section_zone[section] = zone_index
            zone.reach(base, base + layout.section_pages)
        own, kept_out = self.own_mem_map.get(section, 0), self.unplugged.get(section, WHOLE)
        if blocks == layout.section_blocks and not own and not kept_out.blocks:
            zone.isolated_pages += layout.section_pages
            frames.set_uniform(section, Kind.FREE, self.free_type | ISOLATED)
            zone.lists[MigrateType.ISOLATE][top].push_section(section_entry(section), frames.set_slots)
            return
        columns = frames.columns(section)
        columns.types[:] = self.free_type | ISOLATED
        at, end = first << top, (first + blocks) << top
        if at < own:
            frames.mark(base + at, min(own, end) - at, Kind.MEM_MAP, Kind.HOLE)
            at = min(own, end)
        shift, bits = layout.pageblock_order, kept_out.blocks
        for block, count in runs_of_bits(bits):
            low, high = max(at, block << shift), min(end, block + count << shift)
            if low < high:
                self._arrive_free(zone, base, at, low)
                frames.mark(base + low, high - low, Kind.UNPLUGGED, Kind.HOLE)
                at = high
        self._arrive_free(zone, base, at, end)

    def _arrive_free(self, zone: Zone, base: Pfn, at: int, end: int) -> None:
        """Put pages [at, end) of the section that begins at `base` on the isolate lists, in the largest blocks."""
        frames, top = self.frames, self.layout.max_order
        columns = frames.mixed[base >> frames.shift]
        zone.isolated_pages += end - at
        while at < end:
            order = min(top, (end - at).bit_length() - 1, (at & -at).bit_length() - 1 if at else top)
            frames.mark(base + at, 1 << order, Kind.FREE, Kind.HOLE)
            blocks_of_order = zone.lists[MigrateType.ISOLATE][order]
            columns.slot_at[at] = blocks_of_order.push_tail(base + at, frames.set_slots)
            columns.tag_at[at] = tag_of(order, MigrateType.ISOLATE)
            at += 1 << order

    def finish_online(self, section: int) -> None:
        """Let a section whose blocks have all arrived join its zone: its blocks go to the tail of the free lists."""
        zone = self._zone_at(section)
        self.undo_isolation(section)
        zone.present += self.layout.section_pages
        self.zonelists.clear()
        unplugged = self.unplugged_in(section)
        zone.managed += self.layout.section_pages - self.own_mem_map.get(section, 0) - unplugged
        self.unplugged_online += unplugged
        self.online_count += 1
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
            lists.remove_section(section_entry(section))
            if layout.section_blocks == 1:
                lists.push_section(section_entry(section), self.frames.set_slots, head=True)
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
        self._leave_zone(section)
        self.set_state(section, SectionState.OFFLINE)

    def fold(self, section: int) -> None:
        """Keep a section as one record again if it is wholly free and its blocks follow each other in their list."""
        layout, frames = self.layout, self.frames
        columns = frames.mixed.get(section)
        if columns is None or frames.counts[section, Kind.FREE] != layout.section_pages:
            return
        if self.section_zone[section] == SEVERAL:
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

    def isolate_in_vain(self, first: int, sections: int, refused: int, *, ends_first: bool) -> None:
        """Leave a memory block as its isolation leaves it when a pageblock refuses: those before it were undone.

        Args:
            first: its first section.
            sections: how many it has.
            refused: the pageblock that refuses, counted from 0 in the memory block.
            ends_first: whether the last pageblock was isolated right after the first.

        Source: mm/page_isolation.c:start_isolate_page_range.
        """
        per_section = self.layout.section_pageblocks
        last = sections * per_section - 1
        before = min(1, last) if ends_first and refused == last else refused
        spans = [
            (it, 0, min(per_section, before - it * per_section)) for it in range(-(-before // per_section))
        ]
        if ends_first and 0 < refused < last:
            spans.append((sections - 1, per_section - 1, per_section))
        for part, begin, end in spans:
            section = first + part
            isolation.undo_pageblocks(self.frames, self._zone_at(section), section, begin, end)
            self.fold(section)

    def take_offline(self, section: int) -> Pages:
        """Take an isolated section without pages in use from its zone; it is offline then.

        Returns:
            Its pages, less those that are not plugged.

        Source: mm/memory_hotplug.c:offline_pages, last steps. Watermarks are the caller's to recompute.
        """
        zone = self._zone_at(section)
        pages, unplugged = self.layout.section_pages, self.unplugged_in(section)
        gone = isolation.take_isolated(self.frames, zone, section)
        zone.present -= pages
        self.zonelists.clear()
        zone.managed -= gone
        self.online_count -= 1
        self.unplugged_online -= unplugged
        self.state[section] = SectionState.OFFLINE
        if unplugged:
            self.set_unplugged(section, self.unplugged[section].all_fresh())
        self._leave_zone(section)
        return pages - unplugged

    def _leave_zone(self, section: int) -> None:
        """Let a section belong to no zone; the zone's span shrinks where it was an end (shrink_zone_span)."""
        zone, index = self._zone_at(section), int(self.section_zone[section])
        self.section_zone[section] = NO_ZONE
        shift = self.layout.section_shift
        first, last = zone.start >> shift, (zone.end - 1) >> shift
        if first < section < last:
            return
        following = range(section - 1, first - 1, -1) if section == last else range(section + 1, last + 1)
        nearest = next((part for s in following if (part := self._part_of(s, index))), None)
        if nearest is None:
            zone.start = zone.end = 0
        elif section == last:
            zone.end = nearest[1]
        else:
            zone.start = nearest[0]

    def _part_of(self, section: int, index: int) -> tuple[Pfn, Pfn] | None:
        """Return the pfns [first, end) of a section that belong to a zone, or None."""
        shift = self.layout.section_shift
        if self.section_zone[section] == index:
            return section << shift, (section + 1) << shift
        parts = self.parts.get(section, ())
        ends = [*(first for first, _ in parts[1:]), (section + 1) << shift]
        return next(
            ((first, end) for (first, number), end in zip(parts, ends, strict=False) if number == index), None
        )

    def set_watermarks(self) -> None:
        """Recompute marks and reserves, as the kernel does after every online and offline."""
        set_watermarks(
            self.zones,
            self.layout,
            self.rules,
            huge_pages=self.huge_pages,
            node_of_cpu=self.node_of_cpu,
        )

    def start_huge_pages(self) -> None:
        """Decide, at boot, whether there are transparent huge pages (mm/huge_memory.c:hugepage_init)."""
        managed = sum(zone.managed for zone in self.zones)
        self.huge_pages = managed * self.layout.page_size >= THP_LEAST

    def online_sections(self) -> Array:
        """Return the indices of the sections that are online or on their way, ascending."""
        return np.flatnonzero(self.section_zone != NO_ZONE)

    def present_sections(self) -> Array:
        """Return the indices of all sections that are present, ascending."""
        return np.flatnonzero(self.state != SectionState.ABSENT)
