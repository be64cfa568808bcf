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


def compare(what: str, slow: float, fast: float) -> None:
    """Print two times and how many times faster the second is."""
    print(f"{what:<44} {slow:10.2f} ms {fast:10.2f} ms {slow / fast:8.1f}x")
