"""How often each policy brings a guest to a size: seeds by fill level, kernel and policy."""

from __future__ import annotations

import csv
from io import StringIO

import attrs

from engine.compared import Column, Compared
from engine.comparison.table import grid, wrapped
from engine.comparison.written import CSV_FIELDS, csv_rows
from engine.units import short_size


@attrs.frozen
class Cell:
    """One comparison, and where it stands in the table."""

    seed: int
    fill: str
    kernel: str
    compared: Compared


def success_table(cells: list[Cell]) -> str:
    """Return a table for each fill level, kernels down and policies across.

    A cell says on how many seeds a policy got there, and how much of the way it came on average.
    """
    first = cells[0].compared
    policies = [column.policy for column in first.columns]
    seeds = len(dict.fromkeys(cell.seed for cell in cells))
    head = (
        f"From {short_size(first.had)} to {short_size(first.size)}: on how many of {seeds} seeds a policy gets there, "
        "and how much of the way it comes on average."
    )
    lines = wrapped(head)
    for fill in dict.fromkeys(cell.fill for cell in cells):
        of_fill = [cell for cell in cells if cell.fill == fill]
        rows = []
        for kernel in dict.fromkeys(cell.kernel for cell in of_fill):
            alike = [cell for cell in of_fill if cell.kernel == kernel]
            columns = [[_column(cell, policy) for cell in alike] for policy in policies]
            rows.append((kernel, [_text(found, first) for found in columns]))
        lines += ["", f"{fill} full", *grid(policies, rows)[1:]]
    return "\n".join(lines)


def _column(cell: Cell, policy: str) -> Column:
    found = cell.compared.column(policy)
    assert found is not None, "every comparison has every policy"
    return found


def _text(columns: list[Column], asked: Compared) -> str:
    if all(column.state == "cannot" for column in columns):
        return "cannot"
    whole = abs(asked.had - asked.size)
    ways = [
        min(1.0, abs(asked.had - it.figures.has) / whole) if it.figures and whole else 0.0 for it in columns
    ]
    reached = sum(column.reached for column in columns)
    return f"{reached}/{len(columns)} {100 * sum(ways) / len(ways):.0f} %"


def success_csv(cells: list[Cell]) -> str:
    """Return a line of names, and one for each seed, fill level, kernel and policy."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("fill", "kernel", *CSV_FIELDS[1:]))
    for cell in cells:
        for row in csv_rows((cell.compared,), [cell.seed]):
            writer.writerow((cell.fill, cell.kernel, *row[1:]))
    return text.getvalue()
