"""What taking and freeing pages together saves against taking and freeing them one by one. The results are the same."""

from __future__ import annotations

from functools import partial

import numpy as np
from measure import compare, heading, in_turns
from memories import GIB_PAGES, checkerboard, fresh, full, half_held, same, sample

from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Memory
from engine.memory.runs import Runs

ROUNDS, TIMES = 5, [1, 3]
"""Turns, and how often each of the two runs in a turn."""
Given = tuple[Memory, np.ndarray]


def take_each(memory: Memory, pages: int = GIB_PAGES) -> None:
    """Inflate a page at a time."""
    for _ in range(pages):
        memory.alloc(0, MigrateType.MOVABLE, Kind.BALLOON)


def take_together(memory: Memory, pages: int = GIB_PAGES) -> None:
    """Inflate at once."""
    memory.take(pages, MigrateType.MOVABLE, Kind.BALLOON)


def free_each(given: Given) -> None:
    """Free a page at a time."""
    memory, pfns = given
    for pfn in pfns.tolist():
        memory.free(pfn, 0)


def free_together(given: Given) -> None:
    """Free at once."""
    memory, pfns = given
    memory.give(Runs.of_singles(pfns))


def quarter(pages: int) -> Given:
    """Return a memory that is all in use, and a quarter of its pages in any order."""
    memory, pfns = full(pages)
    return memory, np.array(sample(pfns, pages // 4, 7), np.int64)


def whole(pages: int) -> Given:
    """Return a memory that is all in use, and its pages in any order."""
    memory, pfns = full(pages)
    return memory, np.array(sample(pfns, pages, 7), np.int64)


def check() -> None:
    """Make sure that both ways come to the same, before their times are compared."""
    pages = GIB_PAGES // 4
    for make in (fresh, checkerboard):
        one, other = make(2 * pages), make(2 * pages)
        take_each(one, pages)
        take_together(other, pages)
        assert same(one, other)
    for given in (quarter, half_held):
        one, other = given(pages), given(pages)
        free_each(one)
        free_together(other)
        assert same(one[0], other[0])


def main() -> None:
    """Print each pair."""
    check()
    heading("1 GiB, the results checked to be equal", "one by one", "together")
    for name, make, size, wanted in (
        ("inflate, fresh guest of 4 GiB", fresh, 4, 50),
        ("inflate, checkerboard of 4 GiB", checkerboard, 4, 50),
        ("inflate, half-held guest of 2 GiB", lambda pages: half_held(pages)[0], 2, 20),
    ):
        prepare = partial(make, size * GIB_PAGES)
        compare(name, *in_turns([take_each, take_together], prepare, ROUNDS, TIMES), wanted)
    for name, given, size, wanted in (
        ("free at random, a quarter of 4 GiB in use", quarter, 4, 15),
        ("free at random, all of 1 GiB in use", whole, 1, 15),
        ("free at random, half-held guest of 2 GiB", half_held, 2, 3),
    ):
        prepare = partial(given, size * GIB_PAGES)
        compare(name, *in_turns([free_each, free_together], prepare, ROUNDS, TIMES), wanted)


if __name__ == "__main__":
    main()
