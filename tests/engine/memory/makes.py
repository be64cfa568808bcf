"""The reference and the engine under the same operations, which the shared tests are written in."""

from __future__ import annotations

import attrs
import numpy as np

from engine.memory.kinds import Kind, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.runs import Runs
from tests.engine.memory import reference

NORMAL = 0
"""Position of the zone Normal, the only one used here."""


class EngineZone:
    """The engine's zone Normal with the reference's operations; ranges are whole sections."""

    def __init__(self, layout: Layout, rules: Rules) -> None:
        self.layout, self.rules = layout, rules
        self.memory = Memory(layout, rules)

    @property
    def lists(self):
        return {name: lists for (zone, name), lists in self.memory.lists().items() if zone == "Normal"}

    @property
    def free_pages(self):
        return self.memory.zones[NORMAL].free_pages

    def kind(self, pfn):
        return self.memory.kind(pfn)

    def block_type(self, pageblock):
        return self.memory.block_type(pageblock)

    def kind_counts(self, section):
        return {Kind(kind): int(pages) for kind, pages in enumerate(self.memory.counts[section]) if pages}

    def boot(self, pages):
        self.memory.boot(pages)

    def alloc(self, order, migrate_type, kind):
        return self.memory.alloc(order, migrate_type, kind)

    def take(self, pages, migrate_type, kind):
        return self.memory.take(pages, migrate_type, kind).pfns().tolist()

    def free(self, pfn, order):
        self.memory.free(pfn, order)

    def give(self, pfns):
        self.memory.give(Runs.of_pfns(np.array(list(pfns), np.int64)))

    def isolate(self, first, pages):
        for section in self._sections(first, pages):
            self.memory.isolate(section)

    def undo_isolate(self, first, pages):
        for section in self._sections(first, pages):
            self.memory.undo_isolation(section)

    def take_isolated(self, first, pages):
        for section in self._sections(first, pages):
            self.memory.take_offline(section)

    def online(self, first, pages):
        for section in self._sections(first, pages):
            self.memory.make_present(section)
            self.memory.online_section(section, NORMAL)

    # What only the engine has.

    @property
    def isolated_pages(self):
        return self.memory.zones[NORMAL].isolated_pages

    def fork(self):
        twin = EngineZone(self.layout, self.rules)
        twin.memory = self.memory.fork()
        return twin

    def fold(self, section):
        self.memory.fold(section)

    def online_block_by_block(self, section, *, finish):
        """Online as an operation does it over time; without `finish` it is given up before the end."""
        self.memory.make_present(section)
        self.memory.set_state(section, SectionState.GOING_ONLINE)
        blocks = self.layout.section_blocks
        for block in range(blocks if finish else (blocks + 1) // 2):
            self.memory.arrive(section, NORMAL, block, 1)
        if finish:
            self.memory.finish_online(section)
        else:
            self.memory.abandon_online(section)

    def _sections(self, first, pages):
        return range(first // self.layout.section_pages, (first + pages) // self.layout.section_pages)


MAKES = {"reference": reference.Zone, "engine": EngineZone}
RULES_2006 = Rules(grouping=False, tail_placement=False, isolate_keeps_type=False, online_in_blocks=False)
CURRENT, V6_6 = Rules(), Rules(fallback="v6.6", isolate_keeps_type=False)
V2_6_24 = attrs.evolve(RULES_2006, grouping=True, fallback="v2.6.24")


def counts(zone, name="movable"):
    return [len(blocks) for blocks in zone.lists[name]]


def orders(**blocks):
    """`orders(o2=1)` is one free block of order 2 and nothing else."""
    return [blocks.get(f"o{order}", 0) for order in range(11)]


def total(zone):
    """Free blocks per order over all types: a line of /proc/buddyinfo."""
    return [sum(blocks) for blocks in zip(*(counts(zone, name) for name in zone.lists), strict=True)]
