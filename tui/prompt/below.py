"""What stands below the line: a hint, or what is wrong with the line, under the word that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from engine.errors import printable
from tui.prompt.choices import SEPARATOR

if TYPE_CHECKING:
    from engine.errors import CommandError
    from tui.prompt.choices import Span

MOST_ROWS = 4
"""Rows of one error."""
MARK = "▔"
POINTS = "→"
"""Stands before what would be right."""
_SHORTEST = 24
"""Columns that a sentence beside the mark needs; with fewer it goes below the mark."""


@attrs.frozen
class ErrorRow:
    """One row below a wrong line: where it begins, the mark under the word, and what is said."""

    column: int
    mark: str
    text: str


def error_rows(
    error: CommandError, line: str, width: int, scrolled: int = 0, more: str = ""
) -> tuple[ErrorRow, ...]:
    """Lay out what is wrong with `line`. Words stay as they are: some of them are commands.

    Args:
        error: its place is in characters of `line`.
        line: what was typed.
        width: columns there are, counted from the line's first.
        scrolled: columns of the line that are out of view on its left.
        more: what can be done about it, said last.
    """
    start = max(0, error.place.column - 1)
    column = max(0, cell_len(line[:start]) - scrolled)
    length = max(1, cell_len(line[start : start + max(1, error.place.length)]))
    column = min(column, max(0, width - 1))
    mark = MARK * max(1, min(length, width - column))
    found = printable(error.found, 300)
    wanted = f"{POINTS} {printable(error.wanted, 300)}" if error.wanted else ""
    wanted = SEPARATOR.join(part for part in (wanted, more) if part)
    beside = column + len(mark) + 1
    if width - beside >= min(_SHORTEST, cell_len(found)) and len(mark) <= width // 3:
        first, *others = _wrapped(found, width - beside) or [""]
        rows = [ErrorRow(column, mark, first), *(ErrorRow(beside, "", text) for text in others)]
        rows += [ErrorRow(beside, "", text) for text in _wrapped(wanted, width - beside)]
        if len(rows) <= MOST_ROWS:
            return tuple(rows)
    said = [*_wrapped(found, width), *_wrapped(wanted, width)]
    if len(said) >= MOST_ROWS:
        said = _wrapped(f"{found} {wanted}", width)
    return (ErrorRow(column, mark, ""), *(ErrorRow(0, "", text) for text in said[: MOST_ROWS - 1]))


def _wrapped(text: str, width: int) -> list[str]:
    """Break `text` at blanks; a word that is too long is broken where the row ends."""
    rows: list[str] = []
    row = ""
    for word in text.split():
        while cell_len(word) > width > 0:
            if row:
                rows.append(row)
                row = ""
            rows.append(word[:width])
            word = word[width:]
        if row and cell_len(row) + 1 + cell_len(word) > width:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [*rows, row] if row else rows


_STYLES = {"text": "$text", "muted": "$muted $muted-style", "warm": "$warm $warm-style"}


class Below(Widget, can_focus=False):
    """The rows below the line."""

    DEFAULT_CSS = """
    Below { background: $ground; color: $muted; }
    """

    def __init__(self, mark: str) -> None:
        super().__init__()
        self._mark = mark
        self._spans: tuple[Span, ...] = ()
        self._rows: tuple[ErrorRow, ...] = ()

    @property
    def rows(self) -> int:
        """Rows that an error takes; 0 without one."""
        return len(self._rows)

    def show(self, spans: tuple[Span, ...]) -> None:
        """Show one row in place of any error."""
        if spans != self._spans or self._rows:
            self._spans, self._rows = spans, ()
            self.refresh()

    def complain(self, rows: tuple[ErrorRow, ...], note: str) -> None:
        """Show what is wrong, and say `note` as well."""
        self._rows = (*rows, ErrorRow(0, "", note)) if note else rows
        self.refresh()

    def render(self) -> Content:
        """Return the rows."""
        if not self._rows:
            return Content.assemble(*((text, _STYLES[tone]) for tone, text in self._spans))
        return Content("\n").join(map(self._drawn, self._rows))

    def _drawn(self, row: ErrorRow) -> Content:
        mark = row.mark.replace(MARK, self._mark)
        return Content.assemble(
            " " * row.column, (mark, _STYLES["warm"]), " " if mark else "", (row.text, _STYLES["text"])
        )
