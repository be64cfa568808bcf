"""The engine against the reference: after any sequence of operations the same pages, lists, kinds and types.

The reference does everything page by page. The engine takes and gives in bulk, keeps uniform sections as one
record, and must not differ in anything that can be seen, the order of every free list included.
"""

from __future__ import annotations

import attrs
import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from tests.engine.memory.makes import CURRENT, RULES_2006, V2_6_24, V6_6, EngineZone
from tests.engine.memory.reference import Zone

SECTIONS = 4
LAYOUTS = [
    Layout(section_pages=64, max_order=5, pageblock_order=4),
    Layout(section_pages=64, max_order=6, pageblock_order=3),
    Layout(section_pages=32, max_order=4, pageblock_order=4),
    Layout(section_pages=128, max_order=5, pageblock_order=3),
    Layout(section_pages=256, max_order=7, pageblock_order=6),
]
"""Sections of two largest blocks of two pageblocks each; one of eight; two of one; four of four; two large ones."""
KERNELS = [
    CURRENT,
    Rules(isolate_keeps_type=False, balloon_movable=True),
    V6_6,
    Rules(fallback="v6.6", tail_placement=False, isolate_keeps_type=False, online_in_blocks=False),
    V2_6_24,
    RULES_2006,
    Rules(grouping=False),
    Rules(fallback="v6.6"),
    Rules(fallback="v6.12", isolate_keeps_type=False),
]
KINDS = [
    (MigrateType.UNMOVABLE, Kind.KERNEL),
    (MigrateType.MOVABLE, Kind.ANON),
    (MigrateType.RECLAIMABLE, Kind.SLAB),
    (MigrateType.MOVABLE, Kind.BALLOON),
    (MigrateType.UNMOVABLE, Kind.BALLOON),
]
"""What is asked for and what it holds then; only some drivers ask for movable pages."""
kinds = st.sampled_from(KINDS)


@attrs.frozen
class Held:
    """A block in use."""

    pfn: int
    order: int

    @property
    def pages(self) -> range:
        return range(self.pfn, self.pfn + (1 << self.order))


class SameMemory(RuleBasedStateMachine):
    """Both do every step; what they answer and what they look like afterwards is compared."""

    def __init__(self):
        super().__init__()
        self.held: list[Held] = []
        self.isolated: set[int] = set()
        self.absent: set[int] = set()
        self.left_behind: EngineZone | None = None

    @initialize(layout=st.sampled_from(LAYOUTS), rules=st.sampled_from(KERNELS))
    def boot(self, layout, rules):
        self.layout, self.rules = layout, rules
        self.reference, self.engine = Zone(layout, rules), EngineZone(layout, rules)
        for zone in self.both:
            zone.boot(SECTIONS * layout.section_pages)

    @property
    def both(self):
        return self.reference, self.engine

    def range_of(self, section):
        return section * self.layout.section_pages, self.layout.section_pages

    # What programs, drivers and the kernel do.

    @rule(order=st.integers(0, 6), asked=kinds)
    def alloc(self, order, asked):
        self.allocated(min(order, self.layout.max_order), asked)

    def allocated(self, order, asked):
        expected, found = (zone.alloc(order, *asked) for zone in self.both)
        assert found == expected
        if expected is None:
            return None
        self.held.append(Held(expected, order))
        return self.held[-1]

    @rule(asked=kinds)
    def mix_pageblocks(self, asked):
        """Let every other of the free pageblocks be claimed, so that blocks of the largest order have two types."""
        order = self.layout.pageblock_order
        blocks = list(iter(lambda: self.allocated(order, (MigrateType.MOVABLE, Kind.ANON)), None))
        for block in blocks[::2]:
            self.held.remove(block)
            for zone in self.both:
                zone.free(block.pfn, order)
        for _ in blocks[::2]:
            self.allocated(order, asked)

    @rule(pages=st.integers(1, 40) | st.integers(40, 520) | st.integers(520, 1100), asked=kinds)
    def take(self, pages, asked):
        expected, found = (zone.take(pages, *asked) for zone in self.both)
        assert found == expected
        self.held += [Held(pfn, 0) for pfn in expected]

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def free(self, data):
        block = self.held.pop(data.draw(st.integers(0, len(self.held) - 1), "which"))
        for zone in self.both:
            zone.free(block.pfn, block.order)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), stride=st.integers(1, 4), turned=st.booleans())
    def give(self, data, stride, turned):
        """Free every other block (or third, fourth) of a stretch, page by page, oldest or newest first."""
        first = data.draw(st.integers(0, len(self.held) - 1), "first")
        count = data.draw(st.integers(1, len(self.held) - first), "count")
        given = self.held[first : first + count : stride]
        del self.held[first : first + count : stride]
        pfns = [pfn for block in (reversed(given) if turned else given) for pfn in block.pages]
        for zone in self.both:
            zone.give(pfns)

    @precondition(lambda self: self.held)
    @rule(modulus=st.integers(2, 5), turned=st.booleans())
    def make_holes(self, modulus, turned):
        """Free every other single page (or third ...) by address: many small blocks, of whatever type."""
        given = sorted(block.pfn for block in self.held if not block.order and block.pfn % modulus == 0)
        gone = set(given)
        self.held = [block for block in self.held if block.order or block.pfn not in gone]
        for zone in self.both:
            zone.give(given[::-1] if turned else given)

    @precondition(lambda self: self.held)
    @rule(random=st.randoms(use_true_random=False), share=st.integers(1, 4))
    def give_at_random(self, random, share):
        random.shuffle(self.held)
        cut = -(-len(self.held) // share)
        given, self.held = self.held[:cut], self.held[cut:]
        pfns = [pfn for block in given for pfn in block.pages]
        random.shuffle(pfns)
        for zone in self.both:
            zone.give(pfns)

    # What hotplug does.

    @rule(section=st.integers(0, SECTIONS - 1))
    def isolate_or_undo(self, section):
        if section in self.absent:
            return
        undo = section in self.isolated
        self.isolated ^= {section}
        for zone in self.both:
            (zone.undo_isolate if undo else zone.isolate)(*self.range_of(section))

    @precondition(lambda self: self.isolated)
    @rule(data=st.data())
    def offline(self, data):
        """Free what an isolated section holds (its pages have been migrated, say), and remove it."""
        section = data.draw(st.sampled_from(sorted(self.isolated)), "section")
        left = [block for block in self.held if block.pfn // self.layout.section_pages == section]
        self.held = [block for block in self.held if block not in left]
        for zone in self.both:
            zone.give(pfn for block in left for pfn in block.pages)
            zone.take_isolated(*self.range_of(section))
        self.isolated.remove(section)
        self.absent.add(section)

    @precondition(lambda self: self.absent)
    @rule(data=st.data(), by_block=st.booleans())
    def online(self, data, by_block):
        section = data.draw(st.sampled_from(sorted(self.absent)), "section")
        self.reference.online(*self.range_of(section))
        if by_block and self.rules.online_in_blocks:
            self.engine.online_block_by_block(section, finish=True)
        else:
            self.engine.online(*self.range_of(section))
        self.absent.remove(section)

    # What changes nothing that can be seen.

    @precondition(lambda self: self.absent)
    @rule(data=st.data())
    def give_up_going_online(self, data):
        section = data.draw(st.sampled_from(sorted(self.absent)), "section")
        self.engine.online_block_by_block(section, finish=False)

    @rule(section=st.integers(0, SECTIONS - 1))
    def fold(self, section):
        if section not in self.absent:
            self.engine.fold(section)

    @rule(follow_the_twin=st.booleans())
    def fork(self, follow_the_twin):
        """Go on with one of two equal memories; the other must not notice."""
        self.compare_left_behind()
        one, other = self.engine, self.engine.fork()
        self.engine, self.left_behind = (other, one) if follow_the_twin else (one, other)
        self.as_left = self.picture(self.left_behind)

    def teardown(self):
        self.compare_left_behind()

    def compare_left_behind(self):
        if self.left_behind is not None:
            assert self.picture(self.left_behind) == self.as_left

    def picture(self, zone):
        pages = range(SECTIONS * self.layout.section_pages)
        types = [zone.block_type(pfn >> self.layout.pageblock_order) for pfn in pages]
        return zone.lists, zone.free_pages, [zone.kind(pfn) for pfn in pages], types

    # What must hold at all times.

    @invariant()
    def free_lists_are_equal_in_order(self):
        assert self.engine.lists == self.reference.lists
        assert self.engine.free_pages == self.reference.free_pages
        isolated = sum(len(blocks) << order for order, blocks in enumerate(self.reference.lists["isolate"]))
        assert self.engine.isolated_pages == isolated

    @invariant()
    def every_page_is_the_same_one_thing(self):
        pages = range(SECTIONS * self.layout.section_pages)
        assert [self.engine.kind(pfn) for pfn in pages] == [self.reference.kind(pfn) for pfn in pages]

    @invariant()
    def section_counters_are_what_a_recount_gives(self):
        for section in range(SECTIONS):
            assert self.engine.kind_counts(section) == self.reference.kind_counts(section)

    @invariant()
    def pageblock_types_are_equal(self):
        for pageblock, kept in self.reference.types.items():
            isolated = pageblock in self.reference.isolated
            if isolated or self.rules.grouping:
                assert self.engine.block_type(pageblock) == (MigrateType.ISOLATE if isolated else kept)

    @invariant()
    def free_pages_are_those_on_the_lists(self):
        on_lists = [
            pfn + page
            for lists in self.engine.lists.values()
            for order, blocks in enumerate(lists)
            for pfn in blocks
            for page in range(1 << order)
        ]
        assert len(on_lists) == len(set(on_lists))
        assert set(on_lists) == {pfn for pfn, kind in self.reference.kinds.items() if kind == Kind.FREE}

    @invariant()
    def no_two_free_buddies_stay_apart(self):
        """Only isolation keeps buddies apart, and a section is isolated as a whole."""
        for lists in self.engine.lists.values():
            for order, blocks in enumerate(lists[:-1]):
                assert not any(pfn ^ (1 << order) in set(blocks) for pfn in blocks)


TestSameMemory = SameMemory.TestCase
TestSameMemory.settings = settings(max_examples=50, stateful_step_count=30, deadline=None)
