"""How the benchmarks measure and print: medians of many runs, always beside what they are compared with."""

from __future__ import annotations

import gc
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def milliseconds(work: Callable[[T], object], prepare: Callable[[], T], times: int = 20) -> float:
    """Return the median time that `work` takes on what `prepare` makes anew for each run."""
    return median(_once(work, prepare) for _ in range(times))


def in_turns(
    works: list[Callable[[T], object]], prepare: Callable[[], T], rounds: int, times: list[int]
) -> list[float]:
    """Return the median time of each of several works, taken in turns, so that a busy machine slows all of them alike.

    Args:
        works: what is compared, on what `prepare` makes anew for each run.
        prepare: see there.
        rounds: how often each has its turn.
        times: how often each runs in a turn.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for found, work, count in zip(taken, works, times, strict=True):
            found.extend(_once(work, prepare) for _ in range(count))
    return [median(found) for found in taken]


def _once(work: Callable[[T], object], prepare: Callable[[], T]) -> float:
    prepared = prepare()
    gc.collect()
    gc.disable()
    try:
        begin = perf_counter()
        work(prepared)
        return (perf_counter() - begin) * 1000
    finally:
        gc.enable()


def report(what: str, found: float, limit: float, unit: str) -> None:
    """Print a figure, what it may be at most, and their ratio."""
    print(f"{what:<52} {found:9.3f} {unit:<4} {found / limit:6.2f} of {limit:g} {unit}")


def heading(what: str, slow: str, fast: str) -> None:
    """Print what the columns of `compare` hold."""
    print(f"{what:<48} {slow:>14} {fast:>14}     ratio")


def compare(what: str, slow: float, fast: float, wanted: float | None = None) -> None:
    """Print two times in milliseconds, how many times faster the second is, and how many times it should be."""
    goal = "" if wanted is None else f"  wanted {wanted:g}x"
    print(f"{what:<48} {slow:11.3f} ms {fast:11.3f} ms {slow / fast:8.1f}x{goal}")
