"""A comparison for programs: as a part of the snapshot's JSON, and as rows of CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

import attrs

from engine.compared import Column, Compared, Figures
from engine.comparison.measures import best
from engine.comparison.sentence import sentence
from engine.units import SECOND

_TIMES = ("time", "downtime", "worked_for")
_TUPLES = ("free_blocks", "unusable_free_index")
FIELDS = tuple(field.name for field in attrs.fields(Figures))
CSV_FIELDS = (
    *("comparison", "guest", "size", "had", "seed", "policy", "state", "reached", "stuck"),
    *(name for name in FIELDS if name not in _TUPLES),
    *("work_rate", *_TUPLES, "reason"),
)
"""The columns of `--csv`: sizes in bytes, times in seconds, lists joined by spaces, empty where there is no value."""


def as_json(compared: Compared) -> dict[str, Any]:
    """Return a comparison as plain dicts: sizes in bytes, times in seconds, pages as counts."""
    marks = best(compared)
    return {
        "guest": compared.guest,
        "size": compared.size,
        "had": compared.had,
        "began": compared.began / SECOND,
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
    for name in _TIMES:
        found[f"{name}_ns"] = found[name]
        found[name] = None if found[name] is None else found[name] / SECOND
    found["work_rate"] = None if figures is None else figures.work_rate
    found["best"] = [name for name, policies in marks.items() if column.policy in policies]
    return found


def csv_text(comparisons: Sequence[Compared], seeds: Sequence[int]) -> str:
    """Return a line of names, and one for each policy of each comparison; each comparison has its seed."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([CSV_FIELDS, *csv_rows(comparisons, seeds)])
    return text.getvalue()


def csv_rows(comparisons: Sequence[Compared], seeds: Sequence[int]) -> list[list[str]]:
    """Return the rows under `CSV_FIELDS`: one for each policy of each comparison, in order."""
    return [
        [_cell(value) for value in _row(number, compared, column, seed)]
        for number, (compared, seed) in enumerate(zip(comparisons, seeds, strict=True), 1)
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
