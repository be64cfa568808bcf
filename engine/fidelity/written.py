"""Rows and what they come to, for programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import attrs

from engine.fidelity.row import Row
from engine.fidelity.summary import summarised

FORMAT = "ballonet.fidelity/1"
_COLUMNS = (
    "trace",
    "step",
    "label",
    "release",
    "architecture",
    "page_size",
    "kind",
    "lists",
    "reason",
    "free_pages",
    "free_off",
    "misplaced_pages",
    "misplaced",
    "astray",
    "overlap",
    "balloon_moved",
    "balloon_right",
    "file_moved",
    "file_off",
    "file_right",
    "marks_off",
    "noise",
    "guesses",
    "outcomes",
    "right",
    "notes",
)


def document(rows: Sequence[Row], problems: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return rows and what they come to as one JSON object; `problems` are traces that could not be read, and why."""
    summary = summarised(rows)
    return {
        "format": FORMAT,
        "rows": [_row(row) for row in rows],
        "problems": [{"trace": name, "problem": problem} for name, problem in problems],
        "summary": {
            "by_kind": [attrs.asdict(group) for group in summary.by_kind],
            "by_kernel": [attrs.asdict(group) for group in summary.by_kernel],
            "not_predicted": dict(summary.not_predicted),
            "goals": [{**attrs.asdict(goal), "met": goal.met} for goal in summary.goals],
        },
    }


def _row(row: Row) -> dict[str, Any]:
    found = attrs.asdict(row)
    found["misplaced"] = row.misplaced if row.predicted else None
    found["outcomes"] = [{**attrs.asdict(outcome), "right": outcome.right} for outcome in row.outcomes]
    return found


def csv_text(rows: Sequence[Row]) -> str:
    """Return rows as CSV: a line of names, then one a row."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        found = _row(row)
        found["astray"] = row.astray.pages if row.astray else None
        found["right"] = sum(outcome.right for outcome in row.outcomes)
        found["outcomes"] = "; ".join(f"{it.what}: {it.predicted} / {it.real}" for it in row.outcomes)
        found["notes"] = "; ".join(row.notes)
        writer.writerow(["" if found[name] is None else found[name] for name in _COLUMNS])
    return stream.getvalue()
