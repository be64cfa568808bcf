"""Rows of a screen as cells, and what has to be written for one screen to become the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len

from tui.film.pens import PLAIN, Pen, pen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

Cell: TypeAlias = tuple[str, Pen]
"""A character and what draws it; the right half of a wide one is empty."""
NEAR = 6
"""Cells that are written once more rather than jumped over: the jump would be longer."""
TAB = 8


def row_cells(strip: Strip, width: int) -> list[Cell]:
    """Return the cells of a row.

    Args:
        strip: the row, as Textual has it.
        width: how many there are; what is missing is blank.
    """
    cells: list[Cell] = []
    for text, style, control in strip:
        if control:
            continue
        drawn = pen(style)
        if text.isascii():
            cells += [(each if each >= " " else " ", drawn) for each in text]
            continue
        for each in text:
            size = cell_len(each)
            if size:
                cells += ((each, drawn), *((("", drawn),) * (size - 1)))
            elif cells:
                before, its = cells[-1]
                cells[-1] = before + each, its
    return cells[:width] + [(" ", PLAIN)] * (width - len(cells))


class Screen:
    """What a terminal shows.

    Args:
        width: columns.
        height: rows.
    """

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._strips: list[Strip] = []
        self._rows: list[list[Cell]] = []
        self._pen = PLAIN

    def become(self, strips: Sequence[Strip]) -> str:
        """Return what has to be written for it to show other rows; empty: nothing. The first time it is everything."""
        first = not self._rows
        if first:
            self._rows = [[(" ", PLAIN)] * self._width for _ in range(self._height)]
        written = ["\x1b[?25l\x1b[m\x1b[2J"] if first else []
        for y, strip in enumerate(strips[: self._height]):
            if not first and self._strips[y] == strip:
                continue
            row = row_cells(strip, self._width)
            for start, end in _differences(self._rows[y], row):
                written.append(f"\x1b[{y + 1};{start + 1}H" if start else f"\x1b[{y + 1}H")
                for text, drawn in row[start:end]:
                    if drawn is not self._pen:
                        written.append(drawn.after(self._pen))
                        self._pen = drawn
                    written.append(text)
            self._rows[y] = row
        self._strips = list(strips)
        return "".join(written)

    def leave(self) -> str:
        """Return what leaves a terminal as one expects it: plain, with a cursor, below what was shown."""
        self._pen = PLAIN
        return f"\x1b[m\x1b[{self._height}H\x1b[?25h"

    @property
    def rows(self) -> list[list[Cell]]:
        """The cells, row by row."""
        return self._rows


def _differences(before: Sequence[Cell], now: Sequence[Cell]) -> list[tuple[int, int]]:
    """Return the stretches [start, end) in which two rows differ, those near each other as one."""
    if before == now:
        return []
    found: list[tuple[int, int]] = []
    for at, (was, cell) in enumerate(zip(before, now, strict=True)):
        if was == cell:
            continue
        if found and at - found[-1][1] < NEAR:
            found[-1] = found[-1][0], at + 1
        else:
            found.append((at, at + 1))
    whole = []
    for start, end in found:
        while start and not (now[start][0] and before[start][0]):  # a wide character is written as a whole
            start -= 1
        while end < len(now) and not (now[end][0] and before[end][0]):
            end += 1
        whole.append((start, end))
    return whole
