"""What the host does with runs of frames and pfns, besides what `engine.memory.runs` has."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.memory.runs import Runs

Int64s: TypeAlias = NDArray[np.int64]


def checked(starts: ArrayLike, counts: ArrayLike) -> Runs:
    """Return runs from numbers that somebody else gives; empty runs are left out.

    Raises:
        ValueError: not as many starts as counts, or a number that is negative or not whole.
    """
    first, count = _whole(starts), _whole(counts)
    if first.shape != count.shape:
        raise ValueError(f"{first.size} starts and {count.size} counts")
    least = count.min(initial=1)
    if first.min(initial=0) < 0 or least < 0:
        raise ValueError("a run has a negative start or count")
    if least:
        return Runs(first, count)
    some = count > 0
    return Runs(first[some], count[some])


def end_of(runs: Runs) -> int:
    """Return the first page above all runs, 0 if there are none."""
    return int((runs.starts + runs.counts).max(initial=0))


def overlap(runs: Runs) -> bool:
    """Return whether any page is in the runs twice."""
    if runs.starts.size == 1:
        return False
    starts, ends = runs.starts, runs.starts + runs.counts
    if (starts[1:] >= ends[:-1]).all():
        return False
    order = np.argsort(starts, kind="stable")
    return bool((starts[order][1:] < ends[order][:-1]).any())


def cut(runs: Runs, size: int) -> tuple[Runs, Int64s]:
    """Return the same pages with no run across a multiple of `size`, and which run each piece was."""
    chunk = runs.starts // size
    pieces = (runs.starts + runs.counts - 1) // size - chunk + 1
    which, nth = _spread(pieces)
    if which.size == pieces.size:
        return runs, which
    edge = (chunk[which] + nth) * size
    starts = np.maximum(runs.starts[which], edge)
    ends = np.minimum((runs.starts + runs.counts)[which], edge + size)
    return Runs(starts, ends - starts), which


def singled(runs: Runs, chosen: NDArray[np.bool_]) -> Runs:
    """Return the same pages in the same order, the chosen runs as runs of one page each."""
    which, nth = _spread(np.where(chosen, runs.counts, 1))
    return Runs(runs.starts[which] + nth, np.where(chosen, 1, runs.counts)[which])


def pair(one: Runs, other: Runs) -> tuple[Runs, Runs]:
    """Return both cut at each other's ends, so that they match run by run; both have as many pages."""
    if one.starts.size == other.starts.size == 1:
        return one, other
    ends = np.unique(np.concatenate([np.cumsum(one.counts), np.cumsum(other.counts)]))
    counts = np.diff(ends, prepend=0)
    return Runs(_at(one, ends - counts), counts), Runs(_at(other, ends - counts), counts)


def _at(runs: Runs, places: Int64s) -> Int64s:
    """Return the pages at places counted over all runs."""
    ends = np.cumsum(runs.counts)
    run = np.searchsorted(ends, places, side="right")
    return (runs.starts - (ends - runs.counts))[run] + places


def _spread(pieces: Int64s) -> tuple[Int64s, Int64s]:
    """Return, for each piece of all, whose piece it is, and the how manieth of that one."""
    which = np.repeat(np.arange(pieces.size), pieces)
    return which, np.arange(which.size) - (np.cumsum(pieces) - pieces)[which]


def _whole(values: ArrayLike) -> Int64s:
    """Return whole numbers as a flat array."""
    if isinstance(values, np.ndarray) and values.dtype == np.int64 and values.ndim == 1:
        return values
    numbers = np.atleast_1d(np.asarray(values))
    if numbers.ndim != 1 or (numbers.size and numbers.dtype.kind not in "iu"):
        raise ValueError("not a list of whole numbers")
    return numbers.astype(np.int64)
