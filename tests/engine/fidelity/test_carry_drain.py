"""What a recorder's own writing does to the lists of a CPU, and the order of huge pages."""

from __future__ import annotations

from types import SimpleNamespace

from engine.fidelity.carry_drain import RULE as DRAIN
from engine.fidelity.carry_drain import write_down
from engine.fidelity.carry_huge_pages import RULE as HUGE_PAGES
from engine.fidelity.carrying import Passed
from engine.memory.huge_pages import take_huge_pages
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.units import KIB
from tests.engine.fidelity.states import capture, pfns

SMALL = Layout(section_pages=4096, max_order=7, pageblock_order=5)


def freed(cpus: int = 1) -> Memory:
    """Return memory whose CPU keeps pages that a balloon just gave back."""
    memory = Memory(SMALL, Rules())
    memory.boot(8192)
    memory.park((0,) * cpus)
    for kept in memory.normal.cpus:
        kept.batch, kept.high = 8, 100
    memory.give(memory.take(1000, MigrateType.MOVABLE, Kind.BALLOON))
    return memory


def passed(memory: Memory | None) -> Passed:
    guest = None if memory is None else SimpleNamespace(memory=memory)
    return Passed(requests=(), before=None, after=capture(), guest=guest)


def test_a_buffer_that_comes_free_after_other_pages_empties_all_lists():
    memory = freed()
    assert memory.normal.per_cpu.list_of(int(MigrateType.MOVABLE)).size
    assert memory.normal.per_cpu.factor
    write_down(memory, 4 * KIB)
    # what is left is what the last buffer was fetched with
    assert memory.normal.per_cpu.list_of(int(MigrateType.MOVABLE)).size == 0
    assert (memory.total(Kind.PER_CPU), memory.normal.per_cpu.factor) == (2 * 8, 0)


def test_pages_that_were_taken_since_keep_the_lists_as_they_are():
    memory = freed()
    memory.take(10, MigrateType.MOVABLE, Kind.BALLOON)
    kept = memory.total(Kind.PER_CPU)
    write_down(memory, 4 * KIB)
    assert memory.total(Kind.PER_CPU) == kept


def test_pages_as_large_as_a_buffer_leave_the_lists_alone():
    memory = freed()
    kept = memory.total(Kind.PER_CPU)
    write_down(memory, 64 * KIB)
    assert memory.total(Kind.PER_CPU) == kept


def test_the_factor_is_learnt_from_what_the_engine_made_of_the_last_step():
    memory = freed()
    known = DRAIN.learn(None, passed(memory))
    assert known[0, "Normal"] == memory.normal.per_cpu.factor
    assert DRAIN.learn(known, passed(None)) is None


def test_nobody_knows_on_which_of_several_cpus_a_recorder_runs():
    memory = freed(cpus=2)
    kept = memory.total(Kind.PER_CPU)
    DRAIN.apply(SimpleNamespace(memory=memory, page_size=4 * KIB), {(0, "Normal"): 5})
    assert memory.total(Kind.PER_CPU) == kept


def test_huge_pages_stand_in_the_order_in_which_they_were_obtained_and_unforeseen_ones_last():
    memory = freed()
    heads = take_huge_pages(memory, 4).tolist()
    known = HUGE_PAGES.learn(None, passed(memory))
    assert known.tolist() == heads
    HUGE_PAGES.apply(SimpleNamespace(memory=memory), pfns(heads[2], 7777, heads[0], heads[1]))
    assert memory.held[Kind.HUGETLB].entries().tolist() == [heads[2], heads[0], heads[1], heads[3]]
