"""A guest's memory as plain arrays: what checkpoints hold, and what a guest with given pages is built from."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.memory.frames import MIXED
from engine.memory.kinds import Kind
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.page_list import Array
from engine.memory.per_cpu import PerCpu
from engine.memory.unplugged import Unplugged
from engine.memory.zone import Zone
from engine.memory.zones import Parts
from engine.units import Pages, Pfn

Column = NDArray[np.uint8]


@attrs.frozen(eq=False, kw_only=True)
class ZoneState:
    """A zone: its numbers as in `Zone`, and its free lists.

    Attributes:
        entries: all free lists one after the other, each from head to tail: first pfns, or `section_entry` of a section
            that is one record and free.
        lengths: [types, orders], how many entries each list has.
    """

    name: str
    node: int
    present: Pages
    managed: Pages
    start: Pfn
    end: Pfn
    min: Pages
    low: Pages
    high: Pages
    boost: Pages
    urgent: Pages = 0
    protection: tuple[Pages, ...]
    reclaiming: bool
    below_high: bool = False
    cpus: tuple[PerCpu, ...]
    entries: Array
    lengths: Array

    @classmethod
    def of(cls, zone: Zone) -> ZoneState:
        """Return a zone's state."""
        lists = [[pages.entries() for pages in row] for row in zone.lists]
        return cls(
            name=zone.name,
            node=zone.node,
            present=zone.present,
            managed=zone.managed,
            start=zone.start,
            end=zone.end,
            min=zone.min,
            low=zone.low,
            high=zone.high,
            boost=zone.boost,
            urgent=zone.urgent,
            protection=zone.protection,
            reclaiming=zone.reclaiming,
            below_high=zone.below_high,
            cpus=zone.cpus,
            entries=np.concatenate([entries for row in lists for entries in row]),
            lengths=np.array([[len(entries) for entries in row] for row in lists], np.int64),
        )


@attrs.frozen(eq=False, kw_only=True)
class MemoryState:
    """Everything that a `Memory` is. What follows from it is left out: tags, slots and counters.

    Attributes:
        layout: the geometry.
        rules: the allocator's.
        state, section_zone, section_node: [sections], as in `Memory`.
        uniform: [sections], the Kind of all pages, or MIXED. No held kind: its pages must remember where they stand.
        uniform_types: [sections], the type byte of all pageblocks of a section that is not mixed.
        kinds: [mixed sections, pages], in the order of the sections.
        types: [mixed sections, pageblocks], type bytes.
        owned: the positions among the mixed sections of those in which pages have owners, ascending.
        owners: [those, pages], whose each page is; 0 is nobody.
        zones: `section_zone` refers to their positions.
        held: the pages in use by kind, oldest first.
        nodes, cpu_nodes, node_of_cpu, cpu, parts, own_mem_map, unplugged, huge_pages, mem_map_of, boot_mem_map, thp:
            as in `Memory`.
    """

    layout: Layout
    rules: Rules
    state: Column
    section_zone: Column
    section_node: Column
    uniform: Column
    uniform_types: Column
    kinds: Column
    types: Column
    owned: Array = attrs.field(factory=lambda: np.zeros(0, np.int64))
    owners: Column = attrs.field()
    zones: tuple[ZoneState, ...]
    held: dict[Kind, Array]
    nodes: int
    cpu_nodes: int = attrs.field()
    node_of_cpu: tuple[int, ...] = attrs.field()
    cpu: int = 0
    parts: dict[int, Parts]
    own_mem_map: dict[int, Pages]
    unplugged: dict[int, Unplugged] = attrs.field(factory=dict)
    huge_pages: bool
    mem_map_of: dict[int, tuple[tuple[Pfn, Pages], ...]]
    boot_mem_map: tuple[tuple[int, int, Pfn], ...]
    thp: Array = attrs.field(factory=lambda: np.zeros(0, np.int64))

    @cpu_nodes.default
    def _all_nodes(self) -> int:
        return self.nodes

    @node_of_cpu.default
    def _one_cpu(self) -> tuple[int, ...]:
        return (self.cpu_nodes - 1,)

    @owners.default
    def _nobodys(self) -> Column:
        return np.zeros((0, self.layout.section_pages), np.uint8)

    @classmethod
    def of(cls, memory: Memory) -> MemoryState:
        """Return a memory's state, to be read at once: it shares what is small with the memory."""
        layout, frames = memory.layout, memory.frames
        mixed = [frames.mixed[section] for section in np.flatnonzero(frames.uniform == MIXED).tolist()]
        kinds = np.empty((len(mixed), layout.section_pages), np.uint8)
        types = np.empty((len(mixed), layout.section_pageblocks), np.uint8)
        for row, columns in enumerate(mixed):
            kinds[row], types[row] = columns.kinds, columns.types
        owned = {row: it.owners for row, it in enumerate(mixed) if it.owners is not None and it.owners.any()}
        return cls(
            layout=layout,
            rules=memory.rules,
            state=memory.state,
            section_zone=memory.section_zone,
            section_node=memory.section_node,
            uniform=frames.uniform,
            uniform_types=frames.uniform_types,
            kinds=kinds,
            types=types,
            owned=np.array(list(owned), np.int64),
            owners=np.array(list(owned.values()), np.uint8).reshape(-1, layout.section_pages),
            zones=tuple(ZoneState.of(zone) for zone in memory.zones),
            held={kind: pages.entries() for kind, pages in memory.held.items()},
            nodes=memory.nodes,
            cpu_nodes=memory.cpu_nodes,
            node_of_cpu=memory.node_of_cpu,
            cpu=memory.cpu,
            parts=memory.parts,
            own_mem_map=memory.own_mem_map,
            unplugged=memory.unplugged,
            huge_pages=memory.huge_pages,
            mem_map_of=memory.mem_map_of,
            boot_mem_map=memory.boot_mem_map,
            thp=memory.thp,
        )
