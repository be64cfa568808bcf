"""Huge pages: what can be had at once is what can be had one by one, and one may be left on the CPU's list."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.memory.huge_pages import huge_pages_obtainable, take_huge_pages
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from tests.engine.invariants import check_memory

SMALL = Layout(section_pages=4096, max_order=7, pageblock_order=5)
HUGE = 1 << SMALL.pageblock_order


def guest_memory(*, parked: bool, least: int = 0, batch: int = 8) -> Memory:
    """Return memory of 8192 pages that keeps `least` of them free."""
    memory = Memory(SMALL, Rules(khugepaged=True))
    memory.boot(8192)
    if parked:
        memory.park()
        memory.normal.cpus[0].batch, memory.normal.cpus[0].high = batch, 4096
    memory.normal.min = memory.normal.low = memory.normal.high = least
    return memory


def one_by_one(memory: Memory) -> int:
    """Return how many huge pages are had by asking for one until none comes."""
    count = 0
    while len(take_huge_pages(memory, 1)):
        count += 1
    return count


def test_without_lists_all_above_the_mark_can_be_had():
    assert huge_pages_obtainable(guest_memory(parked=False, least=100)) == (8192 - 100) // HUGE


def test_the_last_one_that_was_fetched_below_the_mark_stays_on_the_cpus_list():
    """As in trace k1: of 407 that left the free lists 406 were had."""
    memory = guest_memory(parked=True, least=8192 - 3 * HUGE)
    assert huge_pages_obtainable(memory) == 3
    assert one_by_one(memory) == 3
    assert memory.total(Kind.PER_CPU) == HUGE


def test_where_a_cpu_fetches_single_blocks_none_is_left():
    memory = guest_memory(parked=True, least=8192 - 3 * HUGE, batch=1)
    assert (huge_pages_obtainable(memory), one_by_one(memory), memory.total(Kind.PER_CPU)) == (3, 3, 0)


@settings(max_examples=60)
@given(
    parked=st.booleans(),
    batch=st.sampled_from([1, 8]),
    least=st.integers(0, 8192),
    taken=st.lists(st.tuples(st.integers(1, 1500), st.sampled_from([1, 3, 5, 6])), max_size=4),
    freed=st.integers(0, 3),
)
def test_all_at_once_is_as_many_as_one_by_one(parked, batch, least, taken, freed):
    memory = guest_memory(parked=parked, batch=batch)
    held = []
    for pages, order in taken:
        for _ in range(pages >> order):
            pfn = memory.alloc(order, MigrateType.MOVABLE, Kind.BALLOON)
            if pfn is not None:
                held.append((pfn, order))
    for pfn, order in held[:: 3 - freed] if freed < 3 else []:
        memory.free(pfn, order)
    memory.normal.min = memory.normal.low = least
    expected = huge_pages_obtainable(memory)
    twin = memory.fork()
    assert one_by_one(twin) == expected
    assert len(take_huge_pages(memory, 8192)) == expected
    check_memory(memory)
