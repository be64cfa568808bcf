"""Memories to measure on: fresh, a checkerboard, half held at random, all in use."""

from __future__ import annotations

import random

import numpy as np

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.runs import Runs
from engine.platform import PLATFORMS
from engine.units import GIB

GIB_PAGES = GIB // 4096


def fresh(pages: int) -> Memory:
    """Return a guest's memory just booted: all of it free, in the largest blocks."""
    memory = Memory(Layout.of(PLATFORMS["x86-64"]), Rules())
    memory.boot(pages)
    return memory


def full(pages: int) -> tuple[Memory, np.ndarray]:
    """Return a memory whose pages are all in use, and its pages."""
    memory = fresh(pages)
    return memory, memory.take(pages, MigrateType.MOVABLE, Kind.ANON).pfns()


def checkerboard(pages: int) -> Memory:
    """Return a memory with every other page free: no free block is larger than a page."""
    memory, pfns = full(pages)
    memory.give(Runs.of_pfns(pfns[::2]))
    return memory


def half_held(pages: int, seed: int = 7) -> tuple[Memory, np.ndarray]:
    """Return a memory in which half of all pages are held at random, and those pages in random order."""
    memory, pfns = full(pages)
    order = shuffled(pages, seed)
    memory.give(Runs.of_singles(pfns[order[: pages // 2]]))
    return memory, pfns[order[pages // 2 :]]


def shuffled(count: int, seed: int) -> np.ndarray:
    """Return the numbers below `count` in random order."""
    return np.random.Generator(np.random.PCG64(seed)).permutation(count)


def same(one: Memory, other: Memory) -> bool:
    """Say whether two memories look alike, the order of every free list and of the pages in use included."""
    kinds = all(
        np.array_equal(one.frames.kinds_of(section), other.frames.kinds_of(section))
        for section in range(one.frames.sections)
    )
    held = all(
        np.array_equal(pages.entries(), other.held[kind].entries()) for kind, pages in one.held.items()
    )
    return kinds and held and one.lists() == other.lists()


def sample(pfns: np.ndarray, count: int, seed: int) -> list[int]:
    """Return some of the pages in random order."""
    return random.Random(seed).sample(pfns.tolist(), count)
