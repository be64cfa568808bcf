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
    taken = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(times):
            prepared = prepare()
            begin = perf_counter()
            work(prepared)
            taken.append((perf_counter() - begin) * 1000)
    finally:
        gc.enable()
    return median(taken)


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
