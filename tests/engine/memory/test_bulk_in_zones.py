"""Many pages at once go as one by one, through several zones, with watermarks, reserves and isolation in the way.

Which page is right is for the tests against the reference; here the engine is held against itself.
"""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
from hypothesis import HealthCheck, given, settings

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import NO_END, Layout, Rules
from engine.memory.memory import Mark, Memory
from engine.memory.runs import Runs
from tests.engine.memory.makes import CURRENT, RULES_2006, V2_6_24, V6_6

SECTION = 256
LAYOUT = Layout(
    section_pages=SECTION, max_order=6, pageblock_order=5, zone_ends=(("DMA", 128), ("Normal", NO_END))
)
SECTIONS = 4
KINDS = [
    (MigrateType.UNMOVABLE, Kind.KERNEL),
    (MigrateType.MOVABLE, Kind.ANON),
    (MigrateType.RECLAIMABLE, Kind.SLAB),
    (MigrateType.MOVABLE, Kind.BALLOON),
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "give", "give upwards", "give downwards", "isolate"]),
        st.integers(0, 3),
        st.integers(1, 700),
        st.sampled_from(list(Mark)),
    ),
    min_size=1,
    max_size=12,
)
RULES = st.sampled_from([CURRENT, V6_6, V2_6_24, RULES_2006, Rules(avoid_mixing=True, boost=True)])


def guest(rules, marks):
    """Three sections of kernel memory, the first of them of two zones, and one that is movable."""
    memory = Memory(LAYOUT, rules)
    memory.boot((SECTIONS - 1) * SECTION, reserved=5, mem_map=11)
    memory.make_present(SECTIONS - 1)
    memory.online_section(SECTIONS - 1, memory.movable_zone(0))
    memory.set_watermarks()
    for zone in memory.zones:
        # what so little memory would have are a page or two
        zone.min, zone.low, zone.high = marks, 2 * marks, 3 * marks
    return memory


class Both:
    """Two equal memories; on one everything is done page by page."""

    def __init__(self, rules, marks):
        self.single = guest(rules, marks)
        self.bulk = self.single.fork()
        self.held: list[int] = []
        self.isolated: set[int] = set()

    def take(self, which, pages, mark):
        asked, kind = KINDS[which]
        found: list[int] = []
        while len(found) < pages and (pfn := self.single.alloc(0, asked, kind, mark=mark)) is not None:
            found.append(pfn)
        assert self.bulk.take(pages, asked, kind, mark=mark).pfns().tolist() == found
        self.held += found

    def give(self, which, pages, order):
        stride = which + 1
        given = self.held[-pages::stride] if order != "give" else self.held[::stride][:pages]
        gone = set(given)
        self.held = [pfn for pfn in self.held if pfn not in gone]
        if order == "give":
            given = [given[at] for at in np.random.Generator(np.random.PCG64(pages)).permutation(len(given))]
        else:
            given = sorted(given, reverse=order == "give downwards")
        for pfn in given:
            self.single.free(pfn, 0)
        self.bulk.give(Runs.of_pfns(np.array(given, np.int64)))

    def isolate(self, section):
        """Isolate a section of one zone, or undo it."""
        if section in self.single.parts:
            return
        undo = section in self.isolated
        self.isolated ^= {section}
        for memory in (self.single, self.bulk):
            (memory.undo_isolation if undo else memory.isolate)(section)

    def compare(self):
        assert self.bulk.lists() == self.single.lists()
        assert [zone.free_pages for zone in self.bulk.zones] == [z.free_pages for z in self.single.zones]
        assert [zone.boost for zone in self.bulk.zones] == [zone.boost for zone in self.single.zones]
        assert np.array_equal(self.bulk.counts, self.single.counts)
        for section in range(SECTIONS):
            one, other = self.bulk.frames, self.single.frames
            assert np.array_equal(one.kinds_of(section), other.kinds_of(section))
            assert np.array_equal(one.types_of(section), other.types_of(section))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, RULES, st.integers(0, 40))
def test_many_pages_at_once_go_as_one_by_one(steps, rules, marks):
    both = Both(rules, marks)
    for what, which, pages, mark in steps:
        if what == "take":
            both.take(which, pages, mark)
        elif what == "isolate":
            both.isolate(which)
        else:
            both.give(which, pages, what)
        both.compare()
