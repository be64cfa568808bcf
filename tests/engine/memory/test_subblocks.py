"""Parts of sections leave the allocator and come back."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.runs import Runs
from engine.memory.subblocks import isolate_range, plug_range, undo_range, unplug_range
from engine.memory.unplugged import WHOLE, Unplugged, bits, plugged_runs, runs_of_bits
from tests.engine.invariants import check_memory

MOVABLE = MigrateType.MOVABLE
LAYOUT = Layout(section_pages=256, max_order=5, pageblock_order=4)
"""A section has 16 pageblocks, a block of the largest order two."""
CURRENT, V6_6 = Rules(), Rules(fallback="v6.6", isolate_keeps_type=False)


def booted(sections=2, rules=CURRENT):
    memory = Memory(LAYOUT, rules)
    memory.boot(sections * LAYOUT.section_pages)
    return memory


def free_blocks(memory, list_type="movable"):
    return memory.lists()["Normal", list_type]


class TestWhichPageblocksArePlugged:
    @given(st.integers(0, 2**70))
    def test_runs_of_bits_are_the_bits(self, found):
        runs = runs_of_bits(found)
        assert sum(bits(first, count) for first, count in runs) == found
        assert all(a + n < b for (a, n), (b, _) in itertools.pairwise(runs)), "they do not touch"

    def test_what_is_plugged_is_the_rest(self):
        found = WHOLE.with_more(0, 2).with_more(15, 1)
        assert list(plugged_runs(LAYOUT, 1, found).pairs()) == [(256 + 32, 208)]

    def test_those_taken_from_the_allocator_are_not_fresh(self):
        found = Unplugged(0b1100, 0b1100).with_more(0, 1)
        assert found == Unplugged(0b1101, 0b1100)
        assert found.without(2, 1) == Unplugged(0b1001, 0b1000)
        assert found.all_fresh() == Unplugged(0b1101, 0b1101)


class TestIsolatingPartOfASection:
    def test_a_block_over_the_border_is_split(self):
        memory = booted(1)
        assert isolate_range(memory, 0, 1, 1) == 16
        assert free_blocks(memory)[4] == [0]
        assert free_blocks(memory, "isolate")[4] == [16]
        assert free_blocks(memory)[5] == list(range(32, 256, 32))
        check_memory(memory, {0})

    def test_other_blocks_of_a_free_section_keep_their_places(self):
        memory = booted(3)
        isolate_range(memory, 1, 4, 2)
        assert free_blocks(memory)[5] == [pfn for pfn in range(0, 768, 32) if pfn != 256 + 64]

    def test_undone_it_is_as_before(self):
        memory = booted(1)
        isolate_range(memory, 0, 1, 2)
        assert undo_range(memory, 0, 1, 2) == 32
        assert sorted(free_blocks(memory)[5]) == list(range(0, 256, 32))
        assert memory.free_pages == 256
        check_memory(memory)

    @pytest.mark.parametrize(("rules", "then"), [(CURRENT, MigrateType.UNMOVABLE), (V6_6, MOVABLE)])
    def test_undoing_restores_types_in_current_kernels_only(self, rules, then):
        memory = booted(1, rules)
        memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        isolate_range(memory, 0, 1, 1)
        undo_range(memory, 0, 1, 1)
        assert memory.block_type(1) is then


class TestUnplugging:
    def test_it_leaves_the_zone_managed_by_so_much_less(self):
        memory = booted(1)
        isolate_range(memory, 0, 4, 4)
        unplug_range(memory, 0, 4, 4)
        zone = memory.normal
        assert (zone.present, zone.managed, zone.free_pages, zone.isolated_pages) == (256, 192, 192, 0)
        assert memory.total(Kind.UNPLUGGED) == memory.unplugged_online == memory.unplugged_present == 64
        check_memory(memory)

    def test_a_page_that_is_not_free_is_never_unplugged(self):
        memory = booted(1)
        memory.take(5, MOVABLE, Kind.ANON)
        isolate_range(memory, 0, 0, 2)
        with pytest.raises(ValueError, match="5 pages"):
            unplug_range(memory, 0, 0, 2)

    def test_a_section_of_which_nothing_is_plugged_is_one_record(self):
        memory = booted(2)
        for first in (8, 0):
            isolate_range(memory, 1, first, 8)
            unplug_range(memory, 1, first, 8)
        assert memory.frames.uniform[1] == Kind.UNPLUGGED
        check_memory(memory)

    def test_it_goes_offline_without_anything_to_move(self):
        memory = booted(2)
        isolate_range(memory, 1, 0, 16)
        unplug_range(memory, 1, 0, 16)
        memory.isolate(1)
        assert memory.take_offline(1) == 0
        assert (memory.normal.present, memory.normal.managed) == (256, 256)
        memory.make_absent(1)
        assert not memory.unplugged
        assert (memory.unplugged_present, memory.unplugged_online) == (0, 0)
        check_memory(memory)


class TestPlugging:
    def test_what_was_taken_comes_back_page_by_page(self):
        memory = booted(1)
        isolate_range(memory, 0, 4, 4)
        unplug_range(memory, 0, 4, 4)
        plug_range(memory, 0, 4, 4)
        assert free_blocks(memory)[5][:2] == [96, 64], "the last block freed stands at the head"
        assert memory.normal.managed == memory.normal.free_pages == 256
        check_memory(memory)

    def test_a_section_can_go_online_with_parts_kept_out(self):
        memory = booted(1)
        memory.make_present(1)
        memory.set_unplugged(1, Unplugged(bits(3, 13), bits(3, 13)))
        memory.online_section(1)
        assert (memory.normal.present, memory.normal.managed) == (512, 256 + 48)
        assert free_blocks(memory)[5][-1] == 256
        assert free_blocks(memory)[4] == [256 + 32]
        check_memory(memory)

    def test_what_the_allocator_never_had_joins_the_tail_in_the_largest_blocks(self):
        memory = booted(1)
        memory.make_present(1)
        memory.set_unplugged(1, Unplugged(bits(2, 14), bits(2, 14)))
        memory.online_section(1)
        plug_range(memory, 1, 2, 4)
        assert free_blocks(memory)[5][-2:] == [256 + 32, 256 + 64]
        assert memory.unplugged[1] == Unplugged(bits(6, 10), bits(6, 10))
        check_memory(memory)

    def test_offline_and_online_again_the_same_parts_stay_out(self):
        memory = booted(2)
        isolate_range(memory, 1, 8, 4)
        unplug_range(memory, 1, 8, 4)
        memory.isolate(1)
        assert memory.take_offline(1) == 256 - 64
        memory.online_section(1)
        assert memory.normal.managed == 512 - 64
        assert memory.unplugged[1] == Unplugged(bits(8, 4), bits(8, 4))
        check_memory(memory)


ranges = st.tuples(st.integers(0, 1), st.integers(0, 15), st.integers(1, 16)).map(
    lambda drawn: (drawn[0], drawn[1], min(drawn[2], 16 - drawn[1]))
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("take"), st.integers(1, 200)),
        st.tuples(st.just("give"), st.integers(0, 2**32 - 1)),
        st.tuples(st.just("undo"), ranges),
        st.tuples(st.just("unplug"), ranges),
        st.tuples(st.just("plug"), ranges),
    ),
    max_size=12,
)


def plugged(memory, section, first, count):
    return not memory.unplugged.get(section, WHOLE).blocks & bits(first, count)


def emptied(memory, section, first, count):
    """Free what is in use in an isolated range."""
    begin = section * 256 + first * 16
    pfns = np.arange(begin, begin + count * 16)
    memory.give(Runs.of_singles(pfns[memory.frames.hold(pfns, Kind.BALLOON)]))


@settings(max_examples=150, deadline=None)
@given(steps, st.sampled_from([CURRENT, V6_6]))
def test_any_order_of_it_leaves_memory_consistent(program, rules):
    memory = booted(2, rules)
    for action, how in program:
        if action == "take":
            memory.take(how, MOVABLE, Kind.BALLOON)
        elif action == "give":
            held = np.flatnonzero(memory.frames.hold(np.arange(512), Kind.BALLOON))
            chosen = np.random.Generator(np.random.PCG64(how)).permutation(held)[: len(held) // 2]
            memory.give(Runs.of_singles(chosen))
        elif action == "plug":
            section, first, count = how
            for at, run in runs_of_bits(memory.unplugged.get(section, WHOLE).blocks & bits(first, count)):
                plug_range(memory, section, at, run)
        elif plugged(memory, *how):
            isolate_range(memory, *how)
            check_memory(memory, {how[0]})
            emptied(memory, *how)
            check_memory(memory, {how[0]})
            (undo_range if action == "undo" else unplug_range)(memory, *how)
        check_memory(memory)
        kept = memory.total(Kind.UNPLUGGED)
        assert memory.free_pages + memory.total(Kind.BALLOON) + kept == 512
        assert memory.normal.managed == 512 - kept
