"""What is to be reached, and whether it is: each goal measures some rows, by one number of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Literal

import attrs

from engine.fidelity.row import Row

Unit = Literal["share", "pages"]
Measure = Callable[[Row], Sequence[float]]
_GROWING_REFILLS = (6, 7)
"""Since then each refill of a per-CPU list is twice the last one (mm/page_alloc.c:nr_pcp_alloc)."""
_LARGE_PAGE = 65536


@attrs.frozen
class Goal:
    """One goal.

    Attributes:
        what: in words.
        measure: the numbers that a row has of it; none where it does not concern the row.
        unit: of the numbers: a share from 0 to 1, or pages.
        median, worst: what is to be reached; None where it is not asked for.
        upwards: whether more is better.
        total: whether the share of all numbers together counts, which are 0 or 1 each, instead of the median.
    """

    what: str
    measure: Measure
    unit: Unit = "share"
    median: float | None = None
    worst: float | None = None
    upwards: bool = False
    total: bool = False


@attrs.frozen(kw_only=True)
class Reached:
    """What was measured of a goal; `median` is the mean where the goal says that the total counts."""

    what: str
    unit: Unit
    count: int
    median: float | None
    worst: float | None
    wanted_median: float | None
    wanted_worst: float | None
    upwards: bool
    worst_row: str

    @property
    def met(self) -> bool | None:
        """Whether it is met; None: nothing was to be measured."""
        if not self.count or self.median is None or self.worst is None:
            return None
        return _within(self.median, self.wanted_median, self.upwards) and _within(
            self.worst, self.wanted_worst, self.upwards
        )


def _within(value: float, wanted: float | None, upwards: bool) -> bool:
    if wanted is None:
        return True
    return value >= wanted - 1e-12 if upwards else value <= wanted + 1e-12


def reached(goal: Goal, rows: Sequence[Row]) -> Reached:
    """Measure a goal."""
    found = [(value, row) for row in rows if row.predicted for value in goal.measure(row)]
    values = [value for value, _ in found]
    middle: float | None = None
    worst: float | None = None
    where = ""
    if found:
        middle = sum(values) / len(values) if goal.total else float(median(values))
        worst, row = (min if goal.upwards else max)(found, key=lambda it: it[0])
        where = f"{row.trace}[{row.step}]"
    return Reached(
        what=goal.what,
        unit=goal.unit,
        count=len(values),
        median=middle,
        worst=worst,
        wanted_median=goal.median,
        wanted_worst=goal.worst,
        upwards=goal.upwards,
        worst_row=where,
    )


def _fixed_refills(row: Row) -> bool:
    return row.version < _GROWING_REFILLS and row.page_size < _LARGE_PAGE


def _of(
    kind: str,
    number: Callable[[Row], float | None],
    *,
    lists: str = "recorded",
    only: Callable[[Row], bool] | None = None,
) -> Measure:
    def measure(row: Row) -> Sequence[float]:
        if row.kind != kind or row.lists != lists or (only is not None and not only(row)):
            return ()
        value = number(row)
        return () if value is None else (value,)

    return measure


def _misplaced(row: Row) -> float:
    return row.misplaced


def _misplaced_pages(row: Row) -> float | None:
    return row.misplaced_pages


def _overlap(row: Row) -> float | None:
    return row.overlap


def _balloon_right(row: Row) -> float | None:
    return row.balloon_right


def _file_right(row: Row) -> float | None:
    return row.file_right


def _refused_for_holes(row: Row) -> Sequence[float]:
    return [float(it.right) for it in row.outcomes if it.sort == "offline" and it.real.startswith("EINVAL")]


def _offline_outcomes(row: Row) -> Sequence[float]:
    return [float(it.right) for it in row.outcomes if it.sort == "offline"]


def _went_offline(row: Row) -> bool:
    tried = [it for it in row.outcomes if it.sort == "offline"]
    return bool(tried) and all(it.real == "ok" for it in tried)


def _marks(row: Row) -> Sequence[float]:
    return () if row.marks_off is None or row.kind not in ("hot-add", "offline") else (row.marks_off,)


def _huge_idle(row: Row) -> Sequence[float]:
    return [abs(it.off) for it in row.outcomes if it.sort == "huge pages" and row.idle]


def _huge_fragmented(row: Row) -> Sequence[float]:
    return [
        abs(it.off) / max(1, int(it.real))
        for it in row.outcomes
        if it.sort == "huge pages" and not row.idle and it.real.isdigit()
    ]


def _virtio_mem_sizes(row: Row) -> Sequence[float]:
    return [float(it.right) for it in row.outcomes if it.what == "virtio-mem"]


def _free_after_failed_unplug(row: Row) -> Sequence[float]:
    short = any(it.sort == "size" and it.short for it in row.outcomes)
    return (abs(row.free_off) / max(1, row.free_pages),) if row.kind == "virtio-mem" and short else ()


def _dlpar(row: Row) -> Sequence[float]:
    return [float(it.right) for it in row.outcomes if it.sort == "DLPAR"]


GOALS: tuple[Goal, ...] = (
    Goal(
        "inflate, lists known: misplaced",
        _of("inflate", _misplaced, only=_fixed_refills),
        median=1e-4,
        worst=0.01,
    ),
    Goal(
        "inflate, lists known: overlap",
        _of("inflate", _overlap, only=_fixed_refills),
        median=1.0,
        worst=0.99,
        upwards=True,
    ),
    Goal(
        "inflate, counts only: misplaced",
        _of("inflate", _misplaced, lists="rebuilt", only=_fixed_refills),
        median=0.0015,
        worst=0.015,
    ),
    Goal(
        "deflate: which pages",
        _of("deflate", _balloon_right, only=_fixed_refills),
        median=1.0,
        worst=1.0,
        upwards=True,
    ),
    Goal("deflate: misplaced", _of("deflate", _misplaced, only=_fixed_refills), median=2e-4, worst=0.007),
    Goal("reclaim: which file pages go", _of("reclaim", _file_right), median=0.999, upwards=True),
    Goal("reclaim: misplaced", _of("reclaim", _misplaced), median=0.04),
    Goal("reclaim: overlap", _of("reclaim", _overlap), worst=0.95, upwards=True),
    Goal("NUMA: overlap", _of("NUMA", _overlap), worst=0.999, upwards=True),
    Goal("NUMA: misplaced", _of("NUMA", _misplaced), worst=5e-4),
    Goal("offline: EINVAL foreseen", _refused_for_holes, worst=1.0, upwards=True),
    Goal("offline: outcome and cause", _offline_outcomes, median=0.98, upwards=True, total=True),
    Goal(
        "offline, went: misplaced", _of("offline", _misplaced, only=_went_offline), median=1e-4, worst=0.004
    ),
    Goal("online, offline: watermarks", _marks, unit="pages", worst=4),
    Goal("huge pages, idle", _huge_idle, unit="pages", worst=1),
    Goal("huge pages, fragmented", _huge_fragmented, worst=0.02),
    Goal("virtio-mem: sizes reached", _virtio_mem_sizes, worst=1.0, upwards=True),
    Goal("virtio-mem: free if unplug fails", _free_after_failed_unplug, worst=0.02),
    Goal(
        "inflate, 64 KiB pages: misplaced",
        _of("inflate", _misplaced_pages, only=lambda row: row.page_size >= _LARGE_PAGE),
        unit="pages",
        median=0,
        worst=2,
    ),
    Goal(
        "inflate, since 6.7: misplaced",
        _of("inflate", _misplaced_pages, only=lambda row: row.version >= _GROWING_REFILLS),
        unit="pages",
        median=48,
    ),
    Goal("DLPAR: outcome and blocks", _dlpar, worst=1.0, upwards=True),
)
"""In the order of the table."""
