"""Short runs of pages in use, at random places: what is free again where programs have come and gone.

Memory is gone through in turns, and every largest block belongs to one of them, so that freeing looks at each block
once however many turns there are.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.memory.holdings import Chooser
from engine.memory.kinds import KINDS, Kind
from engine.memory.memory import Memory
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.units import Pages

_GOLDEN = 0x9E3779B1
"""Spreads neighbours over all turns (Knuth, multiplicative hashing)."""
_SECTIONS_A_TURN = 16
"""From so many sections on, a turn goes through whole ones."""
_TOGETHER = 16
"""So many pages of neighbouring runs come free one after the other."""


class Shuffler(Chooser, Protocol):
    """Draws numbers, and orders; a random stream is one."""

    def many_below(self, n: int, k: int) -> NDArray[np.int64]:
        """Return k numbers below n."""
        ...

    def permutation(self, n: int) -> NDArray[np.int64]:
        """Return the numbers below n in random order."""
        ...


def holes(
    memory: Memory,
    kinds: Collection[Kind],
    turn: tuple[int, int],
    share: tuple[Pages, Pages],
    longest: Pages,
    stream: Shuffler,
) -> tuple[Array, NDArray[np.uint8]]:
    """Choose pages to free: short runs at random places, whatever they hold.

    Args:
        memory: the guest's.
        kinds: what may be freed.
        turn: which turn out of how many.
        share: so many of so many pages of `kinds` are chosen.
        longest: pages of a run at most.
        stream: draws the places.

    Returns:
        Single pages in the order in which they come free, and what each holds.
    """
    blocks = _blocks_of_turn(memory, kinds, *turn)
    held = _kinds_in(memory, blocks)
    may = np.zeros(KINDS, bool)
    may[list(kinds)] = True
    open_to = may[held]
    goal = int(np.count_nonzero(open_to)) * share[0] // share[1]
    chosen = _places(open_to, goal, longest, stream)
    chosen = _in_clumps(chosen, stream)[:goal]
    order = memory.layout.max_order
    pfns = (blocks[chosen >> order] << order) + (chosen & (1 << order) - 1)
    return pfns, held[chosen]


def _blocks_of_turn(memory: Memory, kinds: Collection[Kind], turn: int, turns: int) -> Array:
    """Return the largest blocks of one turn, ascending, out of sections that hold any of `kinds`."""
    down = memory.layout.section_shift - memory.layout.max_order
    sections = np.flatnonzero(memory.counts[:, list(kinds)].any(axis=1)).astype(np.int64)
    whole = len(sections) >= _SECTIONS_A_TURN * turns
    if whole:
        sections = sections[(sections * _GOLDEN >> 16) % turns == turn]
    blocks: Array = ((sections << down)[:, None] + np.arange(1 << down)).reshape(-1)
    return blocks if whole else blocks[(blocks * _GOLDEN >> 16) % turns == turn]


def _kinds_in(memory: Memory, blocks: Array) -> NDArray[np.uint8]:
    """Return what the pages of ascending largest blocks hold, one block after the other."""
    size, down = 1 << memory.layout.max_order, memory.layout.section_shift - memory.layout.max_order
    held = np.empty((len(blocks), size), np.uint8)
    sections = blocks >> down
    cuts = [0, *(np.flatnonzero(np.diff(sections)) + 1).tolist(), len(blocks)] if len(blocks) else []
    for a, b in pairwise(cuts):
        inside = blocks[a:b] & (1 << down) - 1
        held[a:b] = memory.frames.kinds_of(int(sections[a])).reshape(-1, size)[inside]
    return held.reshape(-1)


def _places(open_to: NDArray[np.bool_], goal: Pages, longest: Pages, stream: Shuffler) -> Array:
    """Return at least `goal` places among those that are open, ascending."""
    hit = np.zeros(len(open_to), bool)
    missing = goal
    while missing > goal // 16:
        starts = stream.many_below(len(open_to), missing * 2 // (longest + 1) + 1)
        places = Runs(starts, stream.many_below(longest, len(starts)) + 1).pfns()
        hit[places[places < len(open_to)]] = True
        missing = goal - int(np.count_nonzero(hit & open_to))
    if missing > 0:
        rest = np.flatnonzero(open_to & ~hit)
        hit[rest[stream.choose(len(rest), missing)]] = True
    return np.flatnonzero(hit & open_to)


def _in_clumps(places: Array, stream: Shuffler) -> Array:
    """Return the places in random order, but for a few neighbours that stay together."""
    whole = len(places) // _TOGETHER * _TOGETHER
    clumps = places[:whole].reshape(-1, _TOGETHER)[stream.permutation(whole // _TOGETHER)]
    return np.concatenate((places[whole:], clumps.reshape(-1)))
