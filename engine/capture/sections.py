"""Which sections a capture has, whether they are online, and which zone each belongs to."""

from __future__ import annotations

from itertools import pairwise

import attrs
import numpy as np

from engine.capture.record import BlockRecord, Capture, ZoneRecord
from engine.errors import CommandError
from engine.memory.kinds import Kind, SectionState
from engine.memory.layout import ZONE_NAMES, Layout
from engine.memory.state import Column
from engine.memory.zones import NO_ZONE, SEVERAL, Parts
from engine.units import Pfn

MOST_NODES = 32


@attrs.frozen(eq=False, kw_only=True)
class Places:
    """Sections and zones.

    Attributes:
        state, section_zone, section_node: [sections], as in `Memory`.
        parts: as in `Memory`.
        zones: for each position that `section_zone` refers to, (name, node), and what the capture has of it, or None.
        nodes: how many there are.
        count: sections.
    """

    state: Column
    section_zone: Column
    section_node: Column
    parts: dict[int, Parts]
    zones: tuple[tuple[str, int, ZoneRecord | None], ...]
    nodes: int

    @property
    def count(self) -> int:
        """How many sections there are, absent ones too."""
        return len(self.state)


def places_of(capture: Capture, layout: Layout, kinds: Column) -> Places:
    """Return a capture's sections and zones.

    Args:
        capture: what the kernel told.
        layout: its geometry.
        kinds: of each pfn.

    Raises:
        CommandError: the zones are none that a guest can have.
    """
    # a node may have CPUs or plugged memory before any of its memory is online
    told = (it.node for known in (capture.zones, capture.blocks, capture.devices) for it in known)
    nodes = 1 + max((*told, *capture.node_of_cpu), default=0)
    if not capture.zones or nodes > MOST_NODES:
        raise CommandError(
            f"{nodes if capture.zones else 'no'} nodes with memory", f"1 to {MOST_NODES}, counted from 0"
        )
    names = (*(name for name, _ in layout.zone_ends), ZONE_NAMES[-1])
    records = {(zone.name, zone.node): zone for zone in capture.zones}
    zones = tuple((name, node, records.get((name, node))) for node in range(nodes) for name in names)
    span, per_block = layout.section_pages, capture.block_pages // layout.section_pages
    blocks = {it.block * per_block + part: it for it in capture.blocks for part in range(per_block)}
    count = max(-(-len(kinds) // span), max(blocks, default=-1) + 1)
    state = np.full(count, SectionState.ABSENT, np.uint8)
    section_zone = np.full(count, NO_ZONE, np.uint8)
    section_node = np.zeros(count, np.uint8)
    parts: dict[int, Parts] = {}
    finder = _Finder(zones)
    for section in range(count):
        block = blocks.get(section)
        if block is None and blocks:
            continue
        there = bool((kinds[section * span : (section + 1) * span] != Kind.HOLE).any())
        section_node[section] = min(max(block.node, 0), nodes - 1) if block else 0
        if block is not None and block.state == "offline":
            state[section] = SectionState.OFFLINE
            continue
        found = finder.zones_of(section * span, (section + 1) * span, block)
        if not found or (block is None and not there):
            continue
        state[section] = SectionState.ONLINE
        section_node[section] = zones[found[0][1]][1]
        section_zone[section] = found[0][1] if len(found) == 1 else SEVERAL
        if len(found) > 1:
            parts[section] = found
    return Places(
        state=state,
        section_zone=section_zone,
        section_node=section_node,
        parts=parts,
        zones=zones,
        nodes=nodes,
    )


class _Finder:
    """Finds the zones of sections by their spans; where spans lie one in the other, by what else is known."""

    def __init__(self, zones: tuple[tuple[str, int, ZoneRecord | None], ...]) -> None:
        self._spans = sorted(
            (record.start, record.start + record.spanned, number, record)
            for number, (_, _, record) in enumerate(zones)
            if record is not None and record.spanned
        )

    def zones_of(self, first: Pfn, end: Pfn, block: BlockRecord | None) -> Parts:
        """Return the parts of a section [first, end) by zone, upwards; none where there is no zone at all."""
        here = [it for it in self._spans if it[0] < end and first < it[1]]
        if not here:
            before = [it for it in self._spans if it[0] < first] or self._spans[:1]
            return ((first, before[-1][2]),) if before else ()
        if len(here) == 1:
            return ((first, here[0][2]),)
        if all(a[1] <= b[0] for a, b in pairwise(here)):
            return ((first, here[0][2]), *((it[0], it[2]) for it in here[1:]))
        return ((first, self._one_of(here, first, end, block)),)

    def _one_of(
        self,
        here: list[tuple[Pfn, Pfn, int, ZoneRecord]],
        first: Pfn,
        end: Pfn,
        block: BlockRecord | None,
    ) -> int:
        """Choose among zones that span a section: as sysfs says, else whose lists have its pages, else the smallest."""
        if block is not None and block.valid_zones:
            for _, _, number, record in here:
                if record.name == block.valid_zones[0] and record.node == block.node:
                    return number
        listed = [(_pages_in(record, first, end), -record.spanned, number) for _, _, number, record in here]
        return max(listed)[2]


def _pages_in(record: ZoneRecord, first: Pfn, end: Pfn) -> int:
    """Return how many free pages of a range a zone's lists have."""
    return sum(
        int(np.count_nonzero((pfns >= first) & (pfns < end))) << order
        for (_, order), pfns in (record.lists or {}).items()
    )
