"""Sections as SPARSEMEM has them: absent, present, online in a zone, and going somewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory import isolation
from engine.memory.frames import ISOLATED, Frames, tag_of
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.page_list import Array, PageList, section_entry
from engine.memory.zone import Zone, set_watermarks
from engine.units import Pages, Pfn

NO_ZONE = 255


class Sections:
    """A guest's sections, the zones that they belong to, and their page frames.

    Attributes:
        frames: what each page holds.
        zones: in the order in which they were made; `section_zone` refers to their positions.
        state: uint8 [sections], SectionState values.
        section_zone: uint8 [sections], position in `zones` or NO_ZONE.
        section_node: uint8 [sections].
    """

    def __init__(self, layout: Layout, rules: Rules) -> None:
        self.layout = layout
        self.rules = rules
        self.frames = Frames(layout, balloon_movable=rules.balloon_movable)
        self.zones = [Zone.empty("Normal", 0, layout, rules), Zone.empty("Movable", 0, layout, rules)]
        self.state: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.section_zone: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.section_node: NDArray[np.uint8] = np.zeros(0, np.uint8)

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

    def extend(self, sections: int) -> None:
        """Have room for sections with an index below `sections`."""
        new = sections - len(self.state)
        if new > 0:
            self.frames.extend(sections)
            self.state = np.concatenate((self.state, np.zeros(new, np.uint8)))
            self.section_zone = np.concatenate((self.section_zone, np.full(new, NO_ZONE, np.uint8)))
            self.section_node = np.concatenate((self.section_node, np.zeros(new, np.uint8)))

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

    def online_sections(self) -> Array:
        """Return the indices of the sections that are online or on their way, ascending."""
        return np.flatnonzero(self.section_zone != NO_ZONE)

    def present_sections(self) -> Array:
        """Return the indices of all sections that are present, ascending."""
        return np.flatnonzero(self.state != SectionState.ABSENT)
