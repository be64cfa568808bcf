"""How far predictions were off on recorded steps, in few figures by kind of step and kernel: what an answer is sure of.

The figures are package data, `recorded.json`, written by `figures` from the rows of `ballonet fidelity`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from statistics import median

import attrs

from engine.fidelity.row import Row
from engine.units import Bytes

_FILE = "recorded.json"


@attrs.frozen(kw_only=True)
class Figures:
    """Recorded steps of one kind, on kernels of one version.

    Attributes:
        kind: as rows of fidelity have it.
        kernel: major and minor version, as `6.1`.
        page_size: in bytes.
        lists: recorded, or rebuilt where only the counts of free blocks were used.
        steps: how many.
        misplaced_median, misplaced_worst: shares of free pages.
        overlap_median, overlap_worst: shares of the balloon's pages; None where no balloon moved.
        right, requests: outcomes of going offline that were foretold, and all.
    """

    kind: str
    kernel: str
    page_size: Bytes
    lists: str
    steps: int
    misplaced_median: float
    misplaced_worst: float
    overlap_median: float | None
    overlap_worst: float | None
    right: int
    requests: int


def figures(rows: Sequence[Row]) -> list[Figures]:
    """Return what rows come to, by kind, kernel, page size and lists; those that are not predicted are left out."""
    groups: dict[tuple[str, str, int, str], list[Row]] = {}
    for row in rows:
        if row.predicted:
            kernel = ".".join(map(str, row.version))
            groups.setdefault((row.kind, kernel, row.page_size, row.lists), []).append(row)
    return [_figures(*key, found) for key, found in sorted(groups.items())]


def _figures(kind: str, kernel: str, page_size: Bytes, lists: str, rows: list[Row]) -> Figures:
    moved = [row.overlap for row in rows if row.balloon_moved and row.overlap is not None]
    offline = [outcome for row in rows for outcome in row.outcomes if outcome.sort == "offline"]
    return Figures(
        kind=kind,
        kernel=kernel,
        page_size=page_size,
        lists=lists,
        steps=len(rows),
        misplaced_median=round(median(row.misplaced for row in rows), 6),
        misplaced_worst=round(max(row.misplaced for row in rows), 6),
        overlap_median=round(median(moved), 6) if moved else None,
        overlap_worst=round(min(moved), 6) if moved else None,
        right=sum(outcome.right for outcome in offline),
        requests=len(offline),
    )


def figures_text(found: Sequence[Figures]) -> str:
    """Return figures as the text of the package's file."""
    return json.dumps([attrs.asdict(it) for it in found], indent=1) + "\n"


@cache
def recorded() -> tuple[Figures, ...]:
    """Return the package's figures."""
    said = json.loads((files("engine.asking") / _FILE).read_text("utf-8"))
    return tuple(Figures(**it) for it in said)


def figures_for(kind: str, kernel: str, page_size: Bytes, lists: str) -> Figures | None:
    """Return the figures that are nearest: of the same kind and kernel at least."""
    same = [it for it in recorded() if (it.kind, it.kernel) == (kind, kernel)]
    return min(same, key=lambda it: (it.page_size != page_size, it.lists != lists), default=None)
