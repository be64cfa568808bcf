"""Columns of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def columns(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1, gap: str = "  ") -> list[str]:
    """Return a heading and rows as lines, each column as wide as its widest cell.

    Args:
        heads: the columns' headings.
        rows: their cells.
        left: so many columns at the left are aligned there, the others at the right.
        gap: what stands between columns.
    """
    table = [heads, *rows]
    widths = [max(map(len, cells)) for cells in zip(*table, strict=True)]
    return [
        gap.join(
            f"{cell:<{width}}" if place < left else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
