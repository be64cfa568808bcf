"""A comparison as lines of text: the measures down, the policies across, at most 80 columns wide."""

from __future__ import annotations

import textwrap

from engine.compared import Column, Compared
from engine.comparison.measures import CORE, MEASURES, Measure, best
from engine.comparison.sentence import sentence
from engine.events import counted
from engine.units import duration_text, short_size

WIDTH = 80
_LABEL = 20
_CELL = 15
_ABREAST = (WIDTH - _LABEL) // _CELL
BEST, YES, NO = "*", "yes", "no"
_MARKS = {"reached": YES, "short": NO, "cut": NO, "cannot": "cannot", "running": "..."}


def table(compared: Compared) -> str:
    """Return as many groups of columns as it takes, then why some did not get there, then a sentence."""
    head = (
        f"compare {compared.guest} {short_size(compared.size)}   from {short_size(compared.had)}, "
        f"{counted(len(compared.columns), 'copy', 'copies')} of the world at {duration_text(compared.began)}"
    )
    lines = [head]
    marks = best(compared)
    rows = [(f"reached {short_size(compared.size)}", [_reached(column) for column in compared.columns])]
    for measure in MEASURES:
        if measure.name in CORE or _anything(compared, measure):
            cells = [_cell(column, measure, marks.get(measure.name, ())) for column in compared.columns]
            rows.append((measure.label, cells))
    lines += grid([f"{column.policy} " for column in compared.columns], rows)
    lines.append("")
    for column in compared.columns:
        if column.reason and not column.reached:
            lines += wrapped(f"{column.policy}: {column.reason}")
    if any(marks.values()):
        lines.append(f"{BEST} best of those that got there")
    lines += wrapped(sentence(compared))
    return "\n".join(lines)


def wrapped(text: str) -> list[str]:
    """Break a paragraph into lines."""
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def grid(heads: list[str], rows: list[tuple[str, list[str]]]) -> list[str]:
    """Return a table as lines: groups of as many columns as fit, one group under the other.

    Args:
        heads: of the columns.
        rows: each with its label and a cell for each column.
    """
    lines = []
    for first in range(0, len(heads), _ABREAST):
        part = slice(first, first + _ABREAST)
        lines += ["", _line("", heads[part]), *(_line(label, cells[part]) for label, cells in rows)]
    return lines


def _anything(compared: Compared, measure: Measure) -> bool:
    return any(column.figures is not None and measure.value(column.figures) for column in compared.columns)


def _cell(column: Column, measure: Measure, winners: tuple[str, ...]) -> str:
    text = "" if column.figures is None else measure.text(column.figures)
    return f"{text}{BEST if column.policy in winners else ' '}" if text else "- "


def _reached(column: Column) -> str:
    mark = _MARKS[column.state]
    if column.figures is None or column.state == "reached":
        return f"{mark} "
    stuck = f" {column.stuck}!" if column.stuck else ""
    return f"{mark} {short_size(column.figures.has)}{stuck} "


def _line(label: str, cells: list[str]) -> str:
    return f"{label:<{_LABEL}}{''.join(f'{cell:>{_CELL}}' for cell in cells)}".rstrip()
