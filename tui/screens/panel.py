"""The panel above the prompt: what a view printed, help, or lines that are to be run. Esc closes it."""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.errors import printable
from tui.bindings import hinted
from tui.render.told.lit import lit_span
from tui.screens.wrapped import broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual.selection import Selection

    from tui.render.told.script import Listing
    from tui.screens.wrapped import Line

MOST_LINES = 20_000
WIDEST = 4096
FRAME = 5
"""Columns that the frame of prose takes, with its scroll bar."""
SIDEWAYS = 8
"""Columns that a table is moved by."""
Paints: TypeAlias = "Mapping[str, Sequence[tuple[int, int, Style]]]"
"""By row, where something of another style begins and ends, in characters of one column, and its style."""
SCRIPT = "script"
"""What the panel is called while it shows a script."""
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
        self._listed: Callable[[int], Listing] | None = None
        """Makes a script's rows for so many columns; None while something else is shown."""
        self._listing: Listing | None = None
        self._most = 0
        """Rows that a script takes at most, so that the maps stay in sight."""

    def rows_wanted(self, width: int) -> int:
        """Return the rows that show everything in `width` columns, frame and all; 0 while it is closed."""
        if not self.topic:
            return 0
        if self._listed:
            self._list(width - FRAME)
            return min(self._most, len(self._rows_of_script)) + 2
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
        self._paints, self._listed, self._listing = paints, None, None
        self.topic, self._table, self.title = topic, table, printable(title, 60)
        self.set_class(table, "-table")
        self._lines = [
            (tone, printable(text.expandtabs(8).rstrip(), WIDEST)) for tone, text in islice(lines, MOST_LINES)
        ]
        self.border_title = Content(self._set_off(self.title))
        self._break()
        self.scroll_to(0, 0, animate=False)

    def open_script(self, title: str, make: Callable[[int], Listing], most: int) -> None:
        """Show a script, the line that ran last in sight; or go on showing it.

        Args:
            title: what stands in the frame.
            make: its rows for so many columns.
            most: rows that it takes at most.
        """
        if self.topic != SCRIPT:
            self.open(SCRIPT, title, ())
        self._listed, self._most, self._listing = make, most, None
        self._break()
        self._reveal()

    def follow_line(self, line: int) -> None:
        """Mark another line of the script as the one that ran last."""
        if self._listing and self._listing.line != line:
            self._listing.line = line
            self._reveal()
            self.refresh()

    def _reveal(self) -> None:
        """Bring the line that ran last in sight, with what comes before and after it."""
        if self._listing is None:
            return
        row, height, top = self._listing.row_of(self._listing.line), self.size.height, self.scroll_offset.y
        if not top + 1 <= row < top + height - 2:
            self.scroll_to(0, max(0, row - height // 3), animate=False, force=True)

    def _list(self, width: int) -> None:
        if self._listed and (self._listing is None or self._listing.width != width) and width > 0:
            line = self._listing.line if self._listing else None
            self._listing = self._listed(width)
            self._listing.line = self._listing.line if line is None else line

    @property
    def _rows_of_script(self) -> Sequence[int]:
        return range(len(self._listing)) if self._listing else ()

    def close(self) -> None:
        """Show nothing."""
        self.topic = ""
        self._lines = []
        self._listed = self._listing = None

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._break()
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width, at = self.size.width, self.scroll_offset.y + y
        if self._listing and at < len(self._listing):
            chosen = self.text_selection.get_span(at) if self.text_selection else None
            row = lit_span(self._listing.strip(at), chosen, self.rich_style + _CHOSEN)
            return row.adjust_cell_length(width, self.rich_style).apply_offsets(0, at)
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
        if self._listing:
            return self._listing.text
        return "".join(f"{text}\n" for _, text in self._lines)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        if self._listing:
            rows = [self._listing.row_text(row) for row in self._rows_of_script]
            return selection.extract("\n".join(rows)), "\n"
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
        self._list(width)
        rows = len(self._rows_of_script) if self._listing else len(self._rows)
        self.virtual_size = Size(widest if wide else width, rows)
        more = "Shift+← → more columns · " if wide else ""
        keys = hinted(self, f"{more}{{panel.page-up}} {{panel.page-down}} scroll · {{panel.close}} close")
        self.border_subtitle = Content(self._set_off(keys))
        self.refresh()


def plain(text: str) -> list[Line]:
    """Return the lines of `text`."""
    return [("plain", line) for line in text.splitlines()]
