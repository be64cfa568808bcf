"""What taking and freeing pages together saves against taking and freeing them one by one. The results are the same."""

from __future__ import annotations

import random
from functools import partial

import numpy as np
from measure import compare, milliseconds

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.runs import Runs
from engine.platform import PLATFORMS

GUEST = 1 << 20
"""Pages: 4 GiB."""
BALLOON = 1 << 18
"""Pages: 1 GiB."""
SLOW, FAST = 1, 10
"""Runs of each."""


def fresh() -> Memory:
    """Return a guest's memory just booted."""
    memory = Memory(Layout.of(PLATFORMS["x86-64"]), Rules())
    memory.boot(GUEST)
    return memory


def checkerboard() -> Memory:
    """Return a memory with every other page free: no free block is larger than a page."""
    memory = fresh()
    taken = memory.take(GUEST, MigrateType.MOVABLE, Kind.ANON).pfns()
    memory.give(Runs.of_pfns(taken[::2]))
    return memory


def take_each(memory: Memory) -> None:
    """Inflate a page at a time."""
    for _ in range(BALLOON):
        memory.alloc(0, MigrateType.MOVABLE, Kind.BALLOON)


def take_together(memory: Memory) -> None:
    """Inflate at once."""
    memory.take(BALLOON, MigrateType.MOVABLE, Kind.BALLOON)


def taken(order: random.Random) -> tuple[Memory, list[int]]:
    """Return a memory and a quarter of its pages, in any order, to be freed."""
    memory = fresh()
    pfns = memory.take(GUEST, MigrateType.MOVABLE, Kind.ANON).pfns().tolist()
    return memory, order.sample(pfns, BALLOON)


def free_each(given: tuple[Memory, list[int]]) -> None:
    """Free a page at a time."""
    memory, pfns = given
    for pfn in pfns:
        memory.free(pfn, 0)


def free_together(given: tuple[Memory, list[int]]) -> None:
    """Free at once."""
    memory, pfns = given
    memory.give(Runs.of_pfns(np.array(pfns, np.int64)))


def main() -> None:
    """Print each pair."""
    print(f"{'1 GiB of a guest of 4 GiB':<44} {'one by one':>13} {'together':>13}    ratio")
    for name, make in (("fresh", fresh), ("checkerboard", checkerboard)):
        slow, fast = milliseconds(take_each, make, SLOW), milliseconds(take_together, make, FAST)
        compare(f"inflate, {name}", slow, fast)
    make_taken = partial(taken, random.Random(7))
    slow, fast = milliseconds(free_each, make_taken, SLOW), milliseconds(free_together, make_taken, FAST)
    compare("free, at random", slow, fast)


main()
