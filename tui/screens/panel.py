"""The panel above the prompt: what a view printed, help, or lines that are to be run. Esc closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from rich.cells import cell_len
from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.selection import Selection

MOST_LINES = 20_000
WIDEST = 4096
Tone = Literal["plain", "heading", "muted"]
Line = tuple[Tone, str]


class Panel(ScrollView, can_focus=False):
    """Lines of text in a frame, scrolled by wheel and page keys while the prompt keeps the keyboard."""

    DEFAULT_CSS = """
    Panel {
        border: solid $rule;
        border-title-color: $text;
        border-subtitle-color: $muted;
        background: $ground;
        color: $text;
        scrollbar-size: 1 1;
        scrollbar-background: $ground;
        scrollbar-color: $rule;
        padding: 0 1;
    }
    Panel > .panel--heading { color: $focus; }
    Panel > .panel--muted { color: $muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--heading", "panel--muted"}

    def __init__(self, id: str) -> None:  # noqa: A002 - as Textual calls it
        super().__init__(id=id)
        self._lines: list[Line] = []
        self.topic = ""
        """What is shown, as whoever opened it calls it; empty while it is closed."""

    @property
    def wanted_rows(self) -> int:
        """Rows that would show everything, frame and all; 0 while it is closed."""
        return len(self._lines) + 2 if self.topic else 0

    def open(self, topic: str, title: str, lines: Iterable[Line]) -> None:
        """Show other lines from their start; control characters are escaped."""
        self.topic = topic
        self._lines = [(tone, printable(text.expandtabs(8), WIDEST)) for tone, text in lines][:MOST_LINES]
        self.border_title = Content(printable(title, 60))
        self.border_subtitle = Content("PgUp PgDn scroll · Esc close")
        self.virtual_size = Size(
            max((cell_len(text) for _, text in self._lines), default=0), len(self._lines)
        )
        self.scroll_to(0, 0, animate=False)
        self.refresh()

    def close(self) -> None:
        """Show nothing."""
        self.topic = ""
        self._lines = []

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, (left, top) = self.size.width, self.scroll_offset
        if not 0 <= (at := top + y) < len(self._lines):
            return Strip.blank(width, self.rich_style)
        tone, text = self._lines[at]
        style = self.rich_style if tone == "plain" else self.get_component_rich_style(f"panel--{tone}")
        strip = Strip([Segment(text, style)]).crop(left, left + width)
        return strip.adjust_cell_length(width, self.rich_style).apply_offsets(left, at)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(text for _, text in self._lines)), "\n"


def plain(text: str) -> list[Line]:
    """Return the lines of `text`."""
    return [("plain", line) for line in text.splitlines()]
