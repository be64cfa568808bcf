"""A script as rows of the screen: numbered, its parts told apart, the line that ran last marked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.style import Style

from engine.errors import printable
from engine.script.structure import STRUCTURED
from tui.render.text.rows import Row
from tui.render.told.script_words import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.strip import Strip

    from engine.snapshot import ScriptView
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

MARK = "▸"
MOST_LINES = 50_000
"""Lines that are shown of a script: more fit into none that a person wrote."""
_WIDEST = 4096
HIDDEN = "·"
_ANSWER = " answer="


class Listing:
    """A script in so many columns.

    Args:
        view: what plays.
        width: columns.
        palette: colours.
        glyphs: what is drawn with.
    """

    def __init__(self, view: ScriptView, width: int, palette: Palette, glyphs: Glyphs) -> None:
        self.name, self.text, self.width = view.name, view.text, width
        self.line = view.line
        self._palette, self._glyphs = palette, glyphs
        self._lines = [
            printable(line.expandtabs(8).rstrip(), _WIDEST)
            for line in view.text.removeprefix("\ufeff").splitlines()[:MOST_LINES]
        ]
        self._variables = bool(STRUCTURED.search(view.text))
        self._digits = len(str(len(self._lines)))
        room = max(8, width - self._digits - 3)
        self._rows = [
            (at, start, end)
            for at, line in enumerate(self._lines)
            for start, end in (((0, len(line)),) if _fits(line, room) else _broken(line, room))
        ]

    def __len__(self) -> int:
        return len(self._rows)

    def follows(self, view: ScriptView, width: int) -> bool:
        """Say whether this is a listing of what is in the picture, but for the line that ran last."""
        return view.text is self.text and width == self.width and view.name == self.name

    def row_of(self, line: int) -> int:
        """Return the first row of a line, counted from 1; 0 for a line that is not there."""
        return next((row for row, (at, _, _) in enumerate(self._rows) if at == line - 1), 0)

    def strip(self, row: int) -> Strip:
        """Draw one row."""
        palette = self._palette
        at, start, end = self._rows[row]
        here = at == self.line - 1
        drawn = Row(palette.ground)
        mark = self._glyphs.words(MARK) if here and not start else " "
        number = f"{at + 1:>{self._digits}}" if not start else " " * self._digits
        drawn.add(f"{mark}{number}  ", palette.strong if here else palette.muted)
        text = self._shown(at)
        before = start
        if start:
            drawn.add("  ")
        for first, last, part in parts_of(text, variables=self._variables):
            if last <= start or first >= end:
                continue
            first, last = max(first, start), min(last, end)
            drawn.add(self._glyphs.words(text[before:first], _WIDEST), self._style("plain", here))
            drawn.add(self._glyphs.words(text[first:last], _WIDEST), self._style(part, here))
            before = last
        drawn.add(self._glyphs.words(text[before:end], _WIDEST), self._style("plain", here))
        return drawn.strip(self.width)

    def _shown(self, at: int) -> str:
        """Return a line; while a script runs, it does not give away what is right before the question is over."""
        text = self._lines[at]
        question, answer, right = text.rpartition(_ANSWER)
        if self.line and at >= self.line - 1 and answer and text.lstrip().startswith("ask "):
            return f"{question}{answer}{HIDDEN * len(right)}"
        return text

    def row_text(self, row: int) -> str:
        """Return a row as it may be copied."""
        return self.strip(row).text

    def _style(self, part: str, here: bool) -> Style:
        return _style(self._palette, part, here)


@lru_cache(maxsize=64)
def _style(palette: Palette, part: str, here: bool) -> Style:
    """Return how a part is drawn; of the line that ran last, everything is as bright as can be."""
    plain = palette.strong if here else palette.text
    return {
        "verb": palette.strong,
        "said": plain + Style(italic=True),
        "aside": palette.text if here else palette.muted,
        "variable": plain + Style(underline=True),
    }.get(part, plain)


def _fits(line: str, room: int) -> bool:
    return len(line) * 2 <= room or cell_len(line) <= room


def _broken(line: str, room: int) -> Iterator[tuple[int, int]]:
    """Yield where each row of a line that is too wide begins and ends: at blanks, else anywhere."""
    at = 0
    while cell_len(line[at:]) > room - 2 * bool(at):
        head = at + len(chop_cells(line[at:], room - 2 * bool(at))[0])
        cut = line.rfind(" ", at + 1, head + 1)
        cut = cut if line[at:cut].strip() and cut > at else head
        yield at, cut
        at = cut + len(line[cut:]) - len(line[cut:].lstrip(" "))
    if at < len(line):
        yield at, len(line)
