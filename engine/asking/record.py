"""How far predictions were off, taken from the rows of `ballonet fidelity`: what `engine.whatif.record` has as data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from statistics import median

import attrs

from engine.fidelity.row import Row
from engine.whatif.record import Figures


def figures(rows: Sequence[Row]) -> list[Figures]:
    """Return what rows come to, by kind, kernel, page size and lists; those that are not predicted are left out."""
    groups: dict[tuple[str, str, int, str], list[Row]] = {}
    for row in rows:
        if row.predicted:
            kernel = ".".join(map(str, row.version))
            groups.setdefault((row.kind, kernel, row.page_size, row.lists), []).append(row)
    return [_figures(*key, found) for key, found in sorted(groups.items())]


def _figures(kind: str, kernel: str, page_size: int, lists: str, rows: list[Row]) -> Figures:
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
