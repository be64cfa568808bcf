"""Where ageing frees: short runs at random places, as many pages as were asked for, over some turns."""

from __future__ import annotations

import numpy as np
import pytest

from engine.memory.holdings import acquire, release_mixed
from engine.memory.holes import holes
from engine.memory.kinds import Kind
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.random_stream import RandomStream

LAYOUT = Layout(section_pages=1024, max_order=8, pageblock_order=6)
KINDS = (Kind.ANON, Kind.SLAB)


def full(sections: int = 8) -> Memory:
    """Return memory that holds anon, file and slab pages, and nothing free but what is left of them."""
    memory = Memory(LAYOUT, Rules())
    memory.boot(sections * LAYOUT.section_pages)
    for kind in (Kind.ANON, Kind.FILE, Kind.SLAB, Kind.ANON):
        acquire(memory, sections * LAYOUT.section_pages // 5, kind)
    return memory


def in_use(memory: Memory) -> int:
    return sum(memory.total(kind) for kind in KINDS)


@pytest.mark.parametrize("share", [(1, 100), (1, 3), (99, 100), (1, 1)])
@pytest.mark.parametrize("sections", [3, 40])
@pytest.mark.parametrize("turns", [1, 2, 5])
def test_over_all_turns_the_share_that_was_asked_for_comes_free(share, sections, turns):
    memory, stream = full(sections), RandomStream.of(1)
    before, files = in_use(memory), memory.total(Kind.FILE)
    for turn in range(turns):
        release_mixed(memory, *holes(memory, KINDS, (turn, turns), share, 15, stream))
    assert 0 <= in_use(memory) - before * (share[1] - share[0]) / share[1] < turns
    assert memory.total(Kind.FILE) == files


def test_each_page_is_chosen_once_and_told_with_its_kind():
    memory = full()
    pfns, kinds = holes(memory, KINDS, (0, 1), (1, 3), 15, RandomStream.of(2))
    assert len(set(pfns.tolist())) == len(pfns)
    assert [memory.frames.kind(pfn) for pfn in pfns.tolist()] == kinds.tolist()


def test_what_is_left_lies_in_pieces():
    memory = full()
    release_mixed(memory, *holes(memory, KINDS, (0, 1), (1, 4), 15, RandomStream.of(3)))
    pieces = next(zone.blocks_per_order() for zone in memory.zones)
    assert sum(pieces[:4]) > 8 * sum(pieces[4:])


def test_no_more_can_be_chosen_where_there_is_nothing():
    pfns, kinds = holes(full(), (Kind.PAGE_TABLE,), (0, 1), (1, 1), 15, RandomStream.of(4))
    assert len(pfns) == len(kinds) == 0


def test_the_same_numbers_choose_the_same_pages_on_a_fork():
    memory = full()
    chosen = [
        holes(each, KINDS, (1, 2), (1, 5), 15, RandomStream.of(5))[0] for each in (memory, memory.fork())
    ]
    assert np.array_equal(*chosen)
