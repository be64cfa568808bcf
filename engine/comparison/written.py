"""A comparison for programs: as a part of the snapshot's JSON, and as rows of CSV."""

from __future__ import annotations

from typing import Any

import attrs

from engine.compared import Column, Compared, Figures
from engine.comparison.measures import best
from engine.comparison.sentence import sentence

NANOSECONDS = 1_000_000_000
_TUPLES = ("free_blocks", "unusable_free_index")
FIELDS = tuple(field.name for field in attrs.fields(Figures))
CSV_FIELDS = (
    *("comparison", "guest", "size", "had", "seed", "policy", "state", "reached", "stuck"),
    *(name for name in FIELDS if name not in _TUPLES),
    *("work_rate", *_TUPLES, "reason"),
)
"""The columns of `--csv`: sizes in bytes, `time` in seconds, lists joined by spaces, empty where there is no value."""


def as_json(compared: Compared) -> dict[str, Any]:
    """Return a comparison as plain dicts: sizes in bytes, times in seconds, pages as counts."""
    marks = best(compared)
    return {
        "guest": compared.guest,
        "size": compared.size,
        "had": compared.had,
        "began": compared.began / NANOSECONDS,
        "began_ns": compared.began,
        "page_size": compared.page_size,
        "pageblock_order": compared.pageblock_order,
        "policies": {column.policy: _column(column, marks) for column in compared.columns},
        "sentence": sentence(compared),
    }


def _column(column: Column, marks: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "state": column.state,
        "reached": column.reached,
        "reason": column.reason,
        "stuck": column.stuck,
    }
    figures = column.figures
    for name in FIELDS:
        value = None if figures is None else getattr(figures, name)
        found[name] = list(value) if isinstance(value, tuple) else value
    found["time_ns"] = found["time"]
    found["time"] = None if figures is None else figures.time / NANOSECONDS
    found["work_rate"] = None if figures is None else figures.work_rate
    found["best"] = [name for name, policies in marks.items() if column.policy in policies]
    return found


def csv_rows(comparisons: tuple[Compared, ...], seed: int) -> list[list[str]]:
    """Return the rows under `CSV_FIELDS`: one for each policy of each comparison, in order."""
    return [
        [_cell(value) for value in _row(number, compared, column, seed)]
        for number, compared in enumerate(comparisons, 1)
        for column in compared.columns
    ]


def _row(number: int, compared: Compared, column: Column, seed: int) -> list[Any]:
    found = {
        **_column(column, {}),
        "comparison": number,
        "guest": compared.guest,
        "size": compared.size,
        "had": compared.had,
        "seed": seed,
        "policy": column.policy,
    }
    return [found[name] for name in CSV_FIELDS]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(map(str, value))
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
