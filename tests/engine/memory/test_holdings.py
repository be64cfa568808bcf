"""Pages in use by kind: what is picked at random depends on what the pages hold, and on nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from engine.memory.holdings import acquire, pick, release
from engine.memory.kinds import Kind
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.random_stream import RandomStream

LAYOUT = Layout(section_pages=1024, max_order=8, pageblock_order=6)


def worn(kind: Kind = Kind.ANON, left: int = 3) -> Memory:
    """Return memory in which `left` of 8 entries of a kind are left, at random places."""
    memory = Memory(LAYOUT, Rules())
    memory.boot(8 * LAYOUT.section_pages)
    acquire(memory, 7 * LAYOUT.section_pages, kind)
    count = memory.held[kind].count
    release(memory, kind, pick(memory, kind, count * (8 - left) // 8, RandomStream.of(5)))
    return memory


@pytest.mark.parametrize("kind", [Kind.ANON, Kind.HUGETLB])
@pytest.mark.parametrize("left", [1, 7])
@pytest.mark.parametrize("wanted", [1, 10, 10**6])
def test_different_pages_of_the_kind_are_picked(kind, left, wanted):
    memory = worn(kind, left)
    chosen = pick(memory, kind, wanted, RandomStream.of(1)).tolist()
    held = memory.held[kind].entries().tolist()
    assert len(set(chosen)) == len(chosen) == min(wanted, len(held))
    assert set(chosen) <= set(held)


def test_nothing_is_picked_of_what_is_not_held():
    assert not len(pick(worn(), Kind.SLAB, 5, RandomStream.of(1)))


@pytest.mark.parametrize("wanted", [20, 2000])
def test_a_fork_does_not_change_what_is_picked(wanted):
    undisturbed, forked = worn(), worn()
    forked.fork()
    streams = [RandomStream.of(9), RandomStream.of(9)]
    for _ in range(3):
        picks = []
        for memory, stream in zip((undisturbed, forked), streams, strict=True):
            acquire(memory, 7, Kind.ANON)
            picks.append(pick(memory, Kind.ANON, wanted, stream))
            release(memory, Kind.ANON, picks[-1])
        assert np.array_equal(*picks)


def test_every_page_is_picked_as_often_as_any_other():
    memory, stream = worn(left=4), RandomStream.of(3)
    held = memory.held[Kind.ANON].count
    drawn = np.concatenate([pick(memory, Kind.ANON, held // 8, stream) for _ in range(200)])
    lower = np.count_nonzero(drawn < np.median(memory.held[Kind.ANON].entries()))
    assert 0.48 < lower / len(drawn) < 0.52
