"""A comparison as lines of text: the measures down, the policies across, at most 80 columns wide."""

from __future__ import annotations

import textwrap

from engine.compared import Column, Compared
from engine.comparison.measures import MEASURES, Measure, best
from engine.comparison.sentence import sentence
from engine.units import duration_text, short_size

WIDTH = 80
_LABEL = 20
_CELL = 15
_ABREAST = (WIDTH - _LABEL) // _CELL
BEST, YES, NO = "*", "yes", "no"
_MARKS = {"reached": YES, "short": NO, "cut": NO, "cannot": "cannot", "running": "..."}
_ALWAYS = frozenset(measure.name for measure in MEASURES) - {"downtime", "host_swapped", "pages_paged_twice"}
"""Rows that stand there even where all is 0."""


def table(compared: Compared) -> str:
    """Return as many groups of columns as it takes, then why some did not get there, then a sentence."""
    head = (
        f"compare {compared.guest} {short_size(compared.size)}   from {short_size(compared.had)}, "
        f"{len(compared.columns)} copies of the world at {duration_text(compared.began)}"
    )
    lines = [head]
    marks = best(compared)
    rows = [measure for measure in MEASURES if measure.name in _ALWAYS or _anything(compared, measure)]
    for first in range(0, len(compared.columns), _ABREAST):
        lines += ["", *_group(compared, compared.columns[first : first + _ABREAST], rows, marks)]
    lines.append("")
    for column in compared.columns:
        if column.reason and not column.reached:
            lines += textwrap.wrap(
                f"{column.policy}: {column.reason}", WIDTH, subsequent_indent="  ", break_on_hyphens=False
            )
    if any(marks.values()):
        lines.append(f"{BEST} best of those that got there")
    lines += textwrap.wrap(sentence(compared), WIDTH)
    return "\n".join(lines)


def _anything(compared: Compared, measure: Measure) -> bool:
    return any(column.figures is not None and measure.value(column.figures) for column in compared.columns)


def _group(
    compared: Compared, columns: tuple[Column, ...], rows: list[Measure], marks: dict[str, tuple[str, ...]]
) -> list[str]:
    lines = [_line("", [column.policy for column in columns])]
    lines.append(_line(f"reached {short_size(compared.size)}", [_reached(column) for column in columns]))
    for measure in rows:
        cells = []
        for column in columns:
            text = "" if column.figures is None else measure.text(column.figures)
            mark = BEST if column.policy in marks.get(measure.name, ()) else ""
            cells.append(f"{text}{mark or ' '}" if text else "- ")
        lines.append(_line(measure.label, cells))
    return lines


def _reached(column: Column) -> str:
    mark = _MARKS[column.state]
    if column.figures is None or column.state == "reached":
        return f"{mark} "
    stuck = f" {column.stuck}!" if column.stuck else ""
    return f"{mark} {short_size(column.figures.has)}{stuck} "


def _line(label: str, cells: list[str]) -> str:
    return f"{label:<{_LABEL}}{''.join(f'{cell:>{_CELL}}' for cell in cells)}".rstrip()
