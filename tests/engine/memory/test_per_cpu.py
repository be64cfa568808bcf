"""Per-CPU lists: what the CPU keeps, when it fetches and gives back, and that many pages at once go as one by one."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.memory.build import build_memory
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Mark, Memory
from engine.memory.per_cpu import HUGE, PerCpu, size_lists
from engine.memory.runs import Runs
from engine.memory.state import MemoryState
from engine.platform import PAGE_SIZES, PLATFORMS
from engine.units import KIB
from tests.engine.invariants import check_memory
from tests.engine.memory import reference_per_cpu, reference_tuned

SMALL = Layout(section_pages=4096, max_order=7, pageblock_order=5)
MOVABLE, UNMOVABLE = MigrateType.MOVABLE, MigrateType.UNMOVABLE
KINDS = {MOVABLE: Kind.BALLOON, UNMOVABLE: Kind.MEM_MAP, MigrateType.RECLAIMABLE: Kind.RESERVED}


def parked(layout=SMALL, rules=None, pages=8192, cpus=1):
    memory = Memory(layout, rules or Rules())
    memory.boot(pages)
    memory.park((0,) * cpus)
    for kept in memory.normal.cpus:
        kept.batch, kept.high = 8, 100
        if kept.tuning:
            kept.tuning.least, kept.tuning.most = 100, 700
    return memory


def kept(memory, number=int(MOVABLE)):
    return memory.normal.per_cpu.list_of(number).tolist()


class TestSizes:
    """zone_batchsize and zone_highsize; the figures were read in guests (traces b1, p01-64k, d1, n1)."""

    @pytest.mark.parametrize(
        ("platform", "page", "managed", "low", "batch", "high"),
        [
            ("x86-64", 4 * KIB, 228_484, 13_843, 63, 13_843),
            ("x86-64", 4 * KIB, 3_840, 235, 1, 235),
            ("x86-64", 4 * KIB, 32_768, 1_812, 7, 1_812),
            ("x86-64", 4 * KIB, 116_716, 7_115, 31, 7_115),
            ("ppc64", 64 * KIB, 15_466, 440, 3, 440),
        ],
    )
    def test_batch_and_limit_are_those_that_were_read_in_guests(
        self, platform, page, managed, low, batch, high
    ):
        per_cpu = PerCpu()
        layout = Layout.of(PAGE_SIZES[platform][page])
        size_lists(per_cpu, managed, managed, low, layout, Rules())
        assert (per_cpu.batch, per_cpu.high) == (batch, high)

    def test_in_2006_the_limit_was_six_batches(self):
        per_cpu = PerCpu()
        size_lists(per_cpu, 1 << 18, 1 << 18, 0, Layout.of(PLATFORMS["x86-64"]), Rules(modern_marks=False))
        assert (per_cpu.batch, per_cpu.high) == (31, 186)


class TestFetching:
    def test_an_empty_list_fetches_a_batch_and_hands_out_the_first(self):
        memory = parked()
        batch = memory.normal.per_cpu.batch
        assert memory.alloc(0, MOVABLE, Kind.ANON) == 0
        assert kept(memory) == list(range(1, batch))
        assert memory.normal.free_pages == 8192 - batch
        assert memory.total(Kind.PER_CPU) == batch - 1

    def test_the_next_pages_come_from_the_list(self):
        memory = parked()
        memory.alloc(0, MOVABLE, Kind.ANON)
        free = memory.normal.free_pages
        assert memory.alloc(0, MOVABLE, Kind.ANON) == 1
        assert memory.normal.free_pages == free

    def test_larger_blocks_have_lists_of_their_own_and_fetch_two_at_least(self):
        memory = parked()
        assert memory.alloc(3, MOVABLE, Kind.ANON) == 0
        assert kept(memory, 3 * 3 + MOVABLE) == [8]
        assert memory.normal.per_cpu.count == 8

    def test_huge_pages_have_two_lists_for_those_that_are_movable_and_all_others(self):
        memory = parked(rules=Rules(khugepaged=True))
        assert memory.alloc(5, MOVABLE, Kind.ANON) == 0
        assert kept(memory, HUGE + 1) == [32]
        assert memory.alloc(5, UNMOVABLE, Kind.SLAB) == 128
        assert kept(memory, HUGE) == [160]

    def test_only_the_free_lists_count_for_watermarks(self):
        memory = parked()
        memory.normal.low = 8192 - memory.normal.per_cpu.batch
        assert memory.alloc(0, MOVABLE, Kind.ANON, mark=Mark.LOW) == 0, "it passes, and fetches a batch"
        assert memory.alloc(0, MOVABLE, Kind.ANON, mark=Mark.LOW) is None, "what is kept does not help it"


class TestGivingBack:
    def test_a_freed_page_is_the_next_one_taken(self):
        memory = parked()
        memory.take(200, MOVABLE, Kind.BALLOON)
        memory.free(77, 0)
        assert memory.kind(77) is Kind.PER_CPU
        assert memory.alloc(0, MOVABLE, Kind.ANON) == 77

    def test_from_high_on_the_oldest_go_back_in_batches_that_double(self):
        memory = parked()
        taken = memory.take(8192, MOVABLE, Kind.BALLOON)
        per_cpu = memory.normal.per_cpu
        memory.give(taken.first(99)[0])
        assert (per_cpu.count, memory.normal.free_pages) == (99, 0)
        memory.give(Runs.of([(99, 1)]))
        assert (per_cpu.count, memory.normal.free_pages, per_cpu.factor) == (92, 8, 1)
        assert memory.kind(0) is Kind.FREE, "the tail goes first"
        memory.give(Runs.of([(100, 8)]))
        assert (per_cpu.count, per_cpu.factor) == (84, 2), "16 pages the next time"
        memory.alloc(0, MOVABLE, Kind.ANON)
        assert per_cpu.factor == 1, "taking halves it"

    def test_a_block_of_a_few_pages_empties_all_lists_while_pages_come_back(self):
        memory = parked()
        memory.take(8192, MOVABLE, Kind.BALLOON)
        per_cpu = memory.normal.per_cpu
        memory.give(Runs.of([(0, 100)]))
        assert per_cpu.factor == 1
        memory.free(4096, 2)
        assert per_cpu.count == 0

    def test_kswapd_at_work_keeps_four_batches(self):
        memory = parked()
        memory.take(8192, MOVABLE, Kind.BALLOON)
        per_cpu = memory.normal.per_cpu
        per_cpu.batch, per_cpu.high, memory.normal.reclaiming = 8, 1000, True
        memory.give(Runs.of([(0, 31)]))
        assert per_cpu.count == 31
        memory.give(Runs.of([(31, 1)]))
        assert per_cpu.count == 24

    def test_pages_of_isolated_pageblocks_are_not_kept(self):
        memory = parked()
        memory.take(4096, MOVABLE, Kind.BALLOON)
        memory.isolate(0)
        memory.give(Runs.of([(0, 10)]))
        assert memory.normal.isolated_pages == 10

    def test_offlining_drains_the_zone_and_lets_nothing_be_kept_until_it_is_over(self):
        memory = parked()
        memory.take(10, MOVABLE, Kind.BALLOON)
        memory.pause_per_cpu(1)
        assert memory.normal.per_cpu.count == 0
        memory.give(Runs.of([(0, 10)]))
        assert memory.normal.free_pages == 8192
        memory.resume_per_cpu()
        memory.alloc(0, MOVABLE, Kind.ANON)
        assert memory.normal.per_cpu.count > 0


class TestTuning:
    """As 6.12 was seen to do it (traces qb1, p01-4k): figures of a small zone, batches of 8."""

    def test_while_nothing_is_freed_each_fetch_is_twice_the_last_up_to_32_batches(self):
        memory = parked(rules=Rules(tunes_per_cpu=True))
        per_cpu = memory.normal.per_cpu
        fetched = []
        for _ in range(7):
            free = memory.normal.free_pages
            memory.take(1 + len(kept(memory)), MOVABLE, Kind.BALLOON)
            fetched.append(free - memory.normal.free_pages)
        assert fetched == [8, 16, 32, 64, 128, 256, 256]
        assert per_cpu.high == 700, "by as much as was fetched, but to the upper bound at most"

    def test_a_freed_page_halves_the_next_fetch(self):
        memory = parked(rules=Rules(tunes_per_cpu=True))
        memory.take(500, MOVABLE, Kind.BALLOON)
        assert memory.normal.per_cpu.tuning.grown == 5
        memory.free(0, 0)
        assert memory.normal.per_cpu.tuning.grown == 2

    def test_as_many_go_back_as_came_free_lately(self):
        memory = parked(rules=Rules(tunes_per_cpu=True))
        taken = memory.take(4096, MOVABLE, Kind.BALLOON)
        per_cpu = memory.normal.per_cpu
        memory.drain_per_cpu()
        memory.give(taken.first(699)[0])
        assert (per_cpu.count, per_cpu.tuning.freed) == (699, 256)
        memory.give(Runs.of([(699, 1)]))
        assert per_cpu.count == 700 - 256

    def test_where_bounds_are_crossed_the_upper_one_holds_as_in_a_zone_that_was_empty_when_they_were_set(
        self,
    ):
        memory = parked(rules=Rules(tunes_per_cpu=True))
        memory.take(4096, MOVABLE, Kind.BALLOON)
        per_cpu = memory.normal.per_cpu
        per_cpu.batch, per_cpu.tuning.least, per_cpu.tuning.most = 1, 32, 4
        memory.give(Runs.of([(0, 1000)]))
        assert (per_cpu.high, per_cpu.count < 4) == (4, True), "trace p13-4k"

    def test_each_second_an_eighth_of_a_raised_limit_goes(self):
        memory = parked(rules=Rules(tunes_per_cpu=True))
        memory.take(4096, MOVABLE, Kind.BALLOON)
        per_cpu = memory.normal.per_cpu
        assert per_cpu.high == 700
        assert memory.let_limits_fall()
        assert per_cpu.high == 613
        while memory.let_limits_fall():
            pass
        assert (per_cpu.high, per_cpu.count <= 100) == (100, True)


class TestSeveralCpus:
    def test_what_one_freed_is_not_the_next_that_another_takes(self):
        memory = parked(cpus=2)
        memory.take(200, MOVABLE, Kind.BALLOON)
        memory.free(77, 0)
        memory.run_on(1)
        assert memory.alloc(0, MOVABLE, Kind.ANON) == 200
        memory.run_on(0)
        assert memory.alloc(0, MOVABLE, Kind.ANON) == 77

    def test_draining_and_offlining_empty_the_lists_of_all(self):
        memory = parked(cpus=2)
        for cpu in (1, 0):
            memory.run_on(cpu)
            memory.alloc(0, MOVABLE, Kind.ANON)
        assert [kept.count for kept in memory.normal.cpus] == [7, 7]
        assert memory.fork().drain_per_cpu() == 14
        memory.pause_per_cpu(0)
        assert [(kept.count, kept.paused) for kept in memory.normal.cpus] == [(0, True), (0, True)]

    def test_a_new_node_has_lists_of_each(self):
        memory = parked(cpus=2)
        memory.run_on(1)
        memory.add_node()
        check_memory(memory)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("take", "give", "block", "free", "pause", "isolate", "cpu", "tick")),
        st.sampled_from(sorted(KINDS)),
        st.integers(1, 900),
        st.integers(0, 2**32 - 1),
    ),
    max_size=12,
)
RULES = st.sampled_from(
    (
        Rules(),
        Rules(boost=True),
        Rules(fallback="v6.6", isolate_keeps_type=False),
        Rules(fallback="v2.6.24", tail_placement=False, isolate_keeps_type=False),
        Rules(khugepaged=True, boost=True),
        Rules(tunes_per_cpu=True),
        Rules(tunes_per_cpu=True, fallback="v6.12", khugepaged=True, boost=True),
        Rules(grouping=False, tail_placement=False, modern_marks=False),
    )
)


def play(steps, rules, *, together, memory=None):
    """Take and free as the steps say, together or one by one; return the memory and what was taken."""
    memory = memory or parked(rules=rules, pages=4096 * 2, cpus=2)
    held: dict[int, Kind] = {}
    log = []
    for action, migrate_type, amount, draw in steps:
        kind = KINDS[migrate_type]
        chance = np.random.Generator(np.random.PCG64(draw))
        if action == "take" and together:
            taken = memory.take(amount, migrate_type, kind, mark=Mark.LOW).pfns().tolist()
        elif action == "take":
            pages = (memory.alloc(0, migrate_type, kind, mark=Mark.LOW) for _ in range(amount))
            taken = [pfn for pfn in pages if pfn is not None]
        elif action == "block":
            pfn = memory.alloc(amount % 6, migrate_type, kind)
            taken = [] if pfn is None else list(range(pfn, pfn + (1 << amount % 6)))
        elif action in ("give", "free"):
            free = [pfn for pfn in sorted(held) if held[pfn] is kind]
            free = [free[i] for i in chance.permutation(len(free))[:amount].tolist()]
            for pfn in free:
                del held[pfn]
            if together:
                memory.give(Runs.of_singles(np.array(free, np.int64)))
            else:
                for pfn in free:
                    memory.free(pfn, 0)
            taken = []
        else:
            taken = []
            if action == "isolate" and memory.state[1] == SectionState.ONLINE:
                memory.pause_per_cpu(1)
                memory.isolate(1)
                memory.set_state(1, SectionState.GOING_OFFLINE)
            elif action == "isolate":
                memory.undo_isolation(1)
                memory.set_state(1, SectionState.ONLINE)
                memory.resume_per_cpu()
            elif action == "tick":
                memory.let_limits_fall()
            elif action == "cpu":
                memory.run_on(amount % len(memory.node_of_cpu))
        log.append(taken)
        held.update(dict.fromkeys(taken, kind))
    return memory, log


def facts(memory):
    zone = memory.normal
    kept = [
        (
            {n: pfns.tolist() for n, pfns in cpu.lists.items() if len(pfns)},
            (cpu.count, cpu.high, cpu.factor, attrs.astuple(cpu.tuning) if cpu.tuning else ()),
        )
        for cpu in zone.cpus
    ]
    return memory.lists(), kept, zone.free_pages, zone.below_high, zone.boost, memory.cpu


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, RULES)
def test_many_pages_at_once_go_as_one_by_one(steps, rules):
    together, log = play(steps, rules, together=True)
    single, log_of_singles = play(steps, rules, together=False)
    assert log == log_of_singles
    assert facts(together) == facts(single)
    assert np.array_equal(together.counts, single.counts)


def play_reference(steps, rules, high=0):
    """Do what `play` does on the reference, where no blocks are taken; return it and what was taken."""
    zone = (reference_tuned if rules.tunes_per_cpu else reference_per_cpu).Zone(SMALL, rules)
    zone.wmark_high = high
    zone.boot(4096 * 2)
    held: dict[int, Kind] = {}
    log = []
    for action, migrate_type, amount, draw in steps:
        kind, chance, taken = KINDS[migrate_type], np.random.Generator(np.random.PCG64(draw)), []
        if action == "take":
            pages = (zone.take_one(migrate_type, kind, LIMIT) for _ in range(amount))
            taken = [pfn for pfn in pages if pfn is not None]
        elif action in ("give", "free"):
            free = [pfn for pfn in sorted(held) if held[pfn] is kind]
            for index in chance.permutation(len(free))[:amount].tolist():
                del held[free[index]]
                zone.free_one(free[index])
        elif rules.tunes_per_cpu:
            zone.tick()
        log.append(taken)
        held.update(dict.fromkeys(taken, kind))
    return zone, log


LIMIT = 700
PLAIN = st.sampled_from(
    (
        Rules(),
        Rules(fallback="v6.6", isolate_keeps_type=False),
        Rules(grouping=False, isolate_keeps_type=False),
        Rules(tunes_per_cpu=True),
        Rules(tunes_per_cpu=True, fallback="v6.12", isolate_keeps_type=False),
    )
)
SINGLES = STEPS.map(lambda steps: [step for step in steps if step[0] in ("take", "give", "free", "tick")])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SINGLES, PLAIN, st.integers(LIMIT, 8192))
def test_many_pages_at_once_go_as_the_reference_s_go_one_by_one(steps, rules, high):
    """Rules(grouping=False) are those of 6.1 on a guest too small for migrate types."""
    memory = parked(rules=rules)
    memory.normal.min = memory.normal.low = LIMIT
    memory.normal.high = high
    engine, log = play(steps, rules, together=True, memory=memory)
    zone, log_of_singles = play_reference(steps, rules, high)
    assert log == log_of_singles
    per_cpu = engine.normal.per_cpu
    assert [per_cpu.list_of(int(kind)).tolist() for kind in zone.kept] == list(zone.kept.values())
    assert {name: lists for (_, name), lists in engine.lists().items() if _ == "Normal"} == zone.lists
    assert (per_cpu.count, per_cpu.factor) == (zone.count, zone.factor)
    if (tuning := per_cpu.tuning) is not None:
        assert (tuning.grown, tuning.freed) == (zone.alloc_factor, zone.free_count)
        assert (per_cpu.high, engine.normal.below_high) == (zone.high, zone.below_high)


@settings(max_examples=30, deadline=None)
@given(STEPS, RULES)
def test_forks_and_written_memory_are_the_same(steps, rules):
    memory, _ = play(steps, rules, together=True)
    check_memory(memory)
    before = facts(memory)
    twin, again = memory.fork(), build_memory(MemoryState.of(memory))
    assert facts(twin) == facts(again) == before
    twin.take(500, MOVABLE, Kind.BALLOON)
    assert facts(memory) == before
    memory.take(500, MOVABLE, Kind.BALLOON)
    again.take(500, MOVABLE, Kind.BALLOON)
    assert facts(again) == facts(memory) == facts(twin)
