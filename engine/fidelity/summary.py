"""All rows in few numbers: by kind, by kernel, and beside what is to be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

import attrs

from engine.fidelity.goals import GOALS, Reached, reached
from engine.fidelity.kinds import KINDS
from engine.fidelity.row import Row
from engine.units import Pages


@attrs.frozen(kw_only=True)
class Group:
    """Rows of one kind or one kernel.

    Attributes:
        name: of the kind or kernel; `lists` as in `Row`.
        rows: how many there are.
        misplaced_median, misplaced_worst: shares of free pages; `pages_median`, `pages_worst`: the same in pages.
        overlap_median, overlap_worst: of balloon pages.
        right, requests: of the requests whose outcome was predicted, those that came out so, and all.
        worst_row: where most is misplaced.
    """

    name: str
    lists: str = "recorded"
    rows: int
    misplaced_median: float
    misplaced_worst: float
    pages_median: Pages
    pages_worst: Pages
    overlap_median: float
    overlap_worst: float
    right: int
    requests: int
    worst_row: str


@attrs.frozen(kw_only=True)
class Summary:
    """What all rows come to.

    Attributes:
        by_kind, by_kernel: groups of predicted rows.
        not_predicted: how many rows are not predicted, by reason.
        goals: each with what was measured.
    """

    by_kind: tuple[Group, ...]
    by_kernel: tuple[Group, ...]
    not_predicted: tuple[tuple[str, int], ...]
    goals: tuple[Reached, ...]


def summarised(rows: Sequence[Row]) -> Summary:
    """Return what rows come to."""
    predicted = [row for row in rows if row.predicted]
    by_kind = [
        _group(kind, lists, [row for row in predicted if (row.kind, row.lists) == (kind, lists)])
        for kind in KINDS
        for lists in ("recorded", "rebuilt")
    ]
    kernels = sorted({row.kernel for row in predicted})
    by_kernel = [
        _group(kernel, "recorded", [it for it in predicted if (it.kernel, it.lists) == (kernel, "recorded")])
        for kernel in kernels
    ]
    reasons = Counter(_short(row) for row in rows if not row.predicted)
    return Summary(
        by_kind=tuple(group for group in by_kind if group is not None),
        by_kernel=tuple(group for group in by_kernel if group is not None),
        not_predicted=tuple(sorted(reasons.items(), key=lambda it: (-it[1], it[0]))),
        goals=tuple(reached(goal, rows) for goal in GOALS),
    )


def _group(name: str, lists: str, rows: Sequence[Row]) -> Group | None:
    if not rows:
        return None
    worst = max(rows, key=lambda row: row.misplaced)
    overlaps = [row.overlap for row in rows if row.overlap is not None] or [1.0]
    outcomes = [outcome for row in rows for outcome in row.outcomes]
    pages = [row.misplaced_pages or 0 for row in rows]
    return Group(
        name=name,
        lists=lists,
        rows=len(rows),
        misplaced_median=median(row.misplaced for row in rows),
        misplaced_worst=worst.misplaced,
        pages_median=int(median(pages)),
        pages_worst=max(pages),
        overlap_median=median(overlaps),
        overlap_worst=min(overlaps),
        right=sum(outcome.right for outcome in outcomes),
        requests=len(outcomes),
        worst_row=f"{worst.trace}[{worst.step}]",
    )


def _short(row: Row) -> str:
    """Return a reason without what differs from row to row: a workload is a workload."""
    return row.reason.split(":")[0] if row.reason.startswith(("a workload", "an action")) else row.reason
