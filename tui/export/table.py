"""A table on its way out: as aligned text for people, as CSV for spreadsheets, as JSON for programs.

Text has sizes as the screen says them. CSV and JSON have bytes, seconds and counts, and every column. Whatever came
from a user or a file has its control characters escaped in all three, and no cell of CSV is taken for a formula.
"""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs
from rich.cells import cell_len

from engine.errors import printable
from engine.units import short_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Cell: TypeAlias = "str | int | float | bool | None"
"""None: there is no value."""
Unit: TypeAlias = Literal["text", "bytes", "count", "seconds", "number"]
LONGEST = 100_000
"""Characters of one cell."""
_FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet takes for a formula where text begins with it."""


@attrs.frozen
class Column:
    """One column.

    Attributes:
        name: in CSV and JSON.
        unit: of its values; a `number` is one that names something, and has no commas.
        label: above it in text; None: its name; empty: text leaves the column out.
    """

    name: str
    unit: Unit = "text"
    label: str | None = None

    @property
    def heading(self) -> str:
        """What stands above it in text."""
        return self.name.replace("_", " ") if self.label is None else self.label


@attrs.frozen
class Table:
    """Rows of cells, each as long as `columns`."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]


def csv_text(table: Table) -> str:
    """Return a line of names and one a row; times are in seconds, what has no value is empty."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def json_text(kind: str, facts: Mapping[str, Cell], table: Table) -> str:
    """Return one object: what it is, what holds of all of it, and a list of rows by name, one a line.

    Args:
        kind: what the rows are, as `events`.
        facts: what is true of the whole, as the virtual time.
        table: the rows.
    """
    head = {"format": f"ballonet.{kind}/1", **facts}
    rows = ",\n".join(f" {line}" for line in _objects(table))
    opened = _json(head)[:-1] + ', "rows": ['
    return f"{opened}\n{rows}\n]}}\n" if rows else f"{opened}]}}\n"


def json_lines(table: Table) -> str:
    """Return an object a row, one a line."""
    return "".join(f"{line}\n" for line in _objects(table))


def plain_text(table: Table) -> str:
    """Return the columns that people read, aligned under their headings, sizes as the screen says them."""
    shown = [(at, column) for at, column in enumerate(table.columns) if column.heading]
    rows = [[column.heading for _, column in shown]]
    rows += [[_said(row[at], column.unit) for at, column in shown] for row in table.rows]
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for cell, width, (_, column) in zip(row, widths, shown, strict=True):
            blanks = " " * (width - cell_len(cell))
            cells.append(cell + blanks if column.unit == "text" else blanks + cell)
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)


def _said(cell: Cell, unit: Unit) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return printable(cell, LONGEST)
    if unit == "bytes":
        return short_size(int(cell))
    if unit == "seconds":
        return f"{cell:.3f}"
    return f"{cell:,}" if unit == "count" else str(cell)


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{cell:.9f}".rstrip("0").rstrip(".")
    if isinstance(cell, int):
        return str(cell)
    text = printable(cell, LONGEST)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _objects(table: Table) -> Iterable[str]:
    names = [column.name for column in table.columns]
    return (_json(dict(zip(names, row, strict=True))) for row in table.rows)


def _json(value: object) -> str:
    """Return one line of JSON that is safe to look at: what does not print is escaped as JSON has it."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)
