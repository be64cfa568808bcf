"""One row of the screen under construction: pieces of text in styles, at columns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from engine.errors import printable


class Row:
    """Pieces of text from left to right. Neighbours of one style become one segment; the overlong is cut."""

    __slots__ = ("_ground", "_parts", "column")

    def __init__(self, ground: Style) -> None:
        self._ground = ground
        self._parts: list[tuple[str, Style, int]] = []
        """Text, style and columns."""
        self.column = 0
        """Where the next piece goes."""

    def add(self, text: str, style: Style | None = None) -> Row:
        """Append `text`, which must be free of control characters."""
        if text:
            columns = len(text) if text.isascii() else cell_len(text)
            self._parts.append((text, style or self._ground, columns))
            self.column += columns
        return self

    def say(self, text: str, style: Style | None = None, limit: int = 1000) -> Row:
        """Append text that came from a user or a file."""
        return self.add(printable(text, limit), style)

    def to(self, column: int, fill: str = " ", style: Style | None = None) -> Row:
        """Fill up to `column` with the one-column character `fill`."""
        return self.add(fill * (column - self.column), style)

    def join(self, other: Row) -> Row:
        """Append what `other` has."""
        self._parts += other._parts
        self.column += other.column
        return self

    def cut(self, width: int) -> Row:
        """Return the row without what stands from column `width` on."""
        if self.column <= width:
            return self
        row = Row(self._ground)
        for segment in self.strip(width):
            row.add(segment.text, segment.style)
        return row

    def runs(self, text: str, codes: Iterable[int], styles: tuple[Style, ...]) -> Row:
        """Append one-column characters whose styles are given by number, joined into runs of equal style."""
        start, before, parts = 0, -1, self._parts
        for at, code in enumerate(codes):
            if code != before:
                if at > start:
                    parts.append((text[start:at], styles[before], at - start))
                start, before = at, code
        if start < len(text):
            parts.append((text[start:], styles[before], len(text) - start))
        self.column += len(text)
        return self

    def strip(self, width: int) -> Strip:
        """Return the row, exactly `width` columns wide."""
        return _strip(tuple(self._parts), self._ground, width)


@lru_cache(maxsize=2048)
def _strip(parts: tuple[tuple[str, Style, int], ...], ground: Style, width: int) -> Strip:
    """Return the strip of a row. Most rows are what they were in the picture before: so is then the strip."""
    segments: list[Segment] = []
    column = 0
    for text, style, columns in parts:
        size = columns
        if column + size > width:
            text, size = set_cell_size(text, width - column), width - column
        if not text:
            break
        if segments and segments[-1].style is style:
            text = segments.pop().text + text
        segments.append(Segment(text, style))
        column += size
    if column < width:
        last = segments[-1] if segments else None
        if last and last.style is ground:
            segments[-1] = Segment(last.text + " " * (width - column), ground)
        else:
            segments.append(Segment(" " * (width - column), ground))
    return Strip(segments, width)


def blank(ground: Style, width: int) -> Strip:
    """Return an empty row."""
    return Row(ground).strip(width)
