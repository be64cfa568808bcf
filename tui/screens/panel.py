"""The panel above the prompt: what a view printed, help, or lines that are to be run. Esc closes it."""

from __future__ import annotations

import re
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.errors import printable
from tui.bindings import hinted
from tui.render.told.lit import lit_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.selection import Selection

MOST_LINES = 20_000
WIDEST = 4096
FRAME = 5
"""Columns that the frame of prose takes, with its scroll bar."""
SIDEWAYS = 8
"""Columns that a table is moved by."""
Tone = Literal["plain", "heading", "muted"]
Line = tuple[Tone, str]
Paints: TypeAlias = "Mapping[str, Sequence[tuple[int, int, Style]]]"
"""By row, where something of another style begins and ends, in characters of one column, and its style."""
NO_PAINTS: Paints = MappingProxyType({})
_CHOSEN = Style(reverse=True)


class Panel(ScrollView, can_focus=False):
    """Lines of text in a frame, scrolled by wheel and page keys while the prompt keeps the keyboard."""

    DEFAULT_CSS = """
    Panel {
        border: solid $rule;
        border-title-color: $text;
        border-subtitle-color: $muted;
        border-subtitle-style: $muted-style;
        background: $ground;
        color: $text;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size: 1 1;
        scrollbar-gutter: stable;
        scrollbar-background: $ground;
        scrollbar-color: $rule;
        padding: 0 1;
    }
    Panel.-table {
        border: none; border-top: solid $rule; border-bottom: solid $rule; padding: 0; scrollbar-gutter: auto;
    }
    Panel > .panel--heading { color: $focus; text-style: $heading-style; }
    Panel > .panel--muted { color: $muted; text-style: $muted-style; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--heading", "panel--muted"}

    def __init__(self, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        self._lines: list[Line] = []
        self._rows: list[Line] = []
        """The lines, broken at blanks where they are too wide."""
        self._table = False
        """Whether lines with columns are cut at the edge, and not broken."""
        self._paints: Paints = NO_PAINTS
        self.topic = ""
        """What is shown, as whoever opened it calls it; empty while it is closed."""
        self.title = ""
        """What stands in the frame."""

    def rows_wanted(self, width: int) -> int:
        """Return the rows that show everything in `width` columns, frame and all; 0 while it is closed."""
        if not self.topic:
            return 0
        return len(broken(self._lines, width - (1 if self._table else FRAME), self._table)) + 2

    def open(
        self, topic: str, title: str, lines: Iterable[Line], table: bool = False, paints: Paints = NO_PAINTS
    ) -> None:
        """Show other lines from their start; control characters are escaped.

        Args:
            topic: what whoever opens it calls it.
            title: what stands in the frame.
            lines: what to show.
            table: whether they have columns: then they get the whole width, and only prose among them is broken.
            paints: by row, what of it has another style.
        """
        self._paints = paints
        self.topic, self._table, self.title = topic, table, printable(title, 60)
        self.set_class(table, "-table")
        self._lines = [
            (tone, printable(text.expandtabs(8).rstrip(), WIDEST)) for tone, text in islice(lines, MOST_LINES)
        ]
        self.border_title = Content(self._set_off(self.title))
        self._break()
        self.scroll_to(0, 0, animate=False)

    def close(self) -> None:
        """Show nothing."""
        self.topic = ""
        self._lines = []

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._break()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, at = self.size.width, self.scroll_offset.y + y
        if at >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        tone, text = self._rows[at]
        style = self.rich_style if tone == "plain" else self.get_component_rich_style(f"panel--{tone}")
        x = self.scroll_offset.x
        span = self.text_selection.get_span(at) if self.text_selection else None
        strip = lit_span(self._painted(text, style), span, style + _CHOSEN).crop(x, x + width)
        return strip.adjust_cell_length(width, self.rich_style).apply_offsets(x, at)

    def _painted(self, text: str, style: Style) -> Strip:
        """Return a row with what is painted of it."""
        parts, at = [], 0
        for start, end, own in self._paints.get(text, ()):
            parts += [Segment(text[at:start], style), Segment(text[start:end], own)]
            at = end
        return Strip([*parts, Segment(text[at:], style)])

    def whole_text(self) -> str:
        """Return all lines, those too that are out of sight, each whole."""
        return "".join(f"{text}\n" for _, text in self._lines)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(text for _, text in self._rows)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Show what is selected."""
        self.refresh()

    def sideways(self, by: int) -> None:
        """Move a table that is wider than the screen so many steps to the left."""
        self.scroll_to(self.scroll_offset.x + by * SIDEWAYS, animate=False, force=True)

    def _set_off(self, title: str) -> str:
        """Return what stands in the edge with blanks around it; where there are sides Textual puts them there."""
        return f" {title} " if self._table else title

    def _break(self) -> None:
        width = self.outer_size.width - (1 if self._table else FRAME)
        self._rows = broken(self._lines, width, self._table)
        widest = max((cell_len(text) for _, text in self._rows), default=0)
        wide = self._table and widest > width + 1
        self.virtual_size = Size(widest if wide else width, len(self._rows))
        more = "Shift+← → more columns · " if wide else ""
        keys = hinted(self, f"{more}{{panel.page-up}} {{panel.page-down}} scroll · {{panel.close}} close")
        self.border_subtitle = Content(self._set_off(keys))
        self.refresh()


def broken(lines: list[Line], width: int, table: bool = False) -> list[Line]:
    """Return `lines` as rows of at most `width` columns; with no room at all, as they are.

    In a table, lines with blanks side by side, which set columns apart, stay as they are however wide.
    """
    if width < 1:
        return lines
    return [
        (tone, row)
        for tone, text in lines
        for row in ([text] if table and "  " in text.strip() else _wrapped(text, width))
    ]


def _wrapped(text: str, width: int) -> list[str]:
    """Break a line at blanks; a word too long is broken anywhere.

    Its rest goes on where the line began, or where its second column does: there the first wide gap ends.
    """
    start = len(text) - len(text.lstrip())
    if gap := re.search(r"\S( {2,})\S", text[: width * 3 // 5]):
        start = gap.end() - 1
    indent = " " * start if start < width * 2 // 3 else ""
    rows = []
    while cell_len(text) > width:
        head = chop_cells(text, width)[0]
        ends = len(head) if text[len(head) :].startswith(" ") else head.rfind(" ")
        if ends < 0 or not head[:ends].strip():
            ends = len(head)
        rows.append(text[:ends].rstrip())
        text = text[ends:].lstrip()
        if not text:
            return rows
        text = indent + text
    return [*rows, text]


def plain(text: str) -> list[Line]:
    """Return the lines of `text`."""
    return [("plain", line) for line in text.splitlines()]
