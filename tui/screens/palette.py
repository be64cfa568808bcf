"""The palette: one line to type in, and under it what is meant. Enter does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from tui.bindings import bindings, hinted
from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.screens.answering import Answering, Line
from tui.screens.palette_match import ranked
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.strip import Strip

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs
    from tui.screens.palette_entries import Entry

NAME_COLUMNS = 22
"""Columns of the names, where there is room for what they mean."""
NARROW = 60
"""In so many columns names have less."""


class Found(Rows):
    """The entries that are meant, one a row; one of them is chosen."""

    DEFAULT_CSS = """
    Found { height: 1fr; }
    """
    entries: Sequence[Entry] = ()
    at = 0
    top = 0

    class Taken(Message):
        """An entry was clicked."""

    class Chosen(Message):
        """Another entry is chosen."""

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other entries, the first one chosen."""
        self.entries, self.at, self.top = entries, 0, 0
        self.redraw()
        self.post_message(self.Chosen())

    @property
    def chosen(self) -> Entry | None:
        """The entry that Enter does."""
        return self.entries[self.at] if self.entries else None

    def move(self, by: int, *, around: bool = False) -> None:
        """Choose the entry `by` rows on, at most the last one; `around`: after the last comes the first."""
        if self.entries:
            at = self.at + by
            self.at = at % len(self.entries) if around else min(max(at, 0), len(self.entries) - 1)
            rows = max(1, self.size.height)
            self.top = min(max(self.top, self.at - rows + 1), self.at)
            self.redraw()
            self.post_message(self.Chosen())

    def draw(self) -> Sequence[Strip]:
        """Draw the entries in sight."""
        width = self.size.width
        if not self.entries:
            row = Row(self.palette.ground).add(
                fit(" nothing is called that; Esc closes, `help` tells all commands", width),
                self.palette.muted,
            )
            return [row.strip(width)]
        shown = self.entries[self.top : self.top + self.size.height]
        return [self._row(entry, i + self.top == self.at).strip(width) for i, entry in enumerate(shown)]

    def _row(self, entry: Entry, chosen: bool) -> Row:
        name = self.palette.picked if chosen else self.palette.text
        muted = self.palette.picked if chosen else self.palette.muted
        key = self.glyphs.words(entry.key)
        end = self.size.width - cell_len(key) - 2
        widest = max(cell_len(each.name) for each in self.entries)
        columns = min(NAME_COLUMNS if self.size.width > NARROW else NAME_COLUMNS * 2 // 3, widest, end - 1)
        row = Row(name).add(" ").add(fit(entry.name, max(columns, min(cell_len(entry.name), end - 1))), name)
        row.to(columns + 2, style=name)
        room = end - row.column - 1
        if room > 0:
            row.add(fit(self.glyphs.words(entry.means), room, self.glyphs.more), muted)
        return row.to(end, style=muted).add(f" {key} ", muted)

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        event.stop()
        if self.top + event.y < len(self.entries):
            self.at = self.top + event.y
            self.redraw()
            self.post_message(self.Taken())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Choose the next."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Choose the one before."""
        event.stop()
        self.move(-1)


class PaletteScreen(Answering["Entry | None"]):
    """What is typed narrows what is offered; it ends with the entry that was chosen, or None.

    Args:
        entries: all of them, the usual ones first.
        palette: colours.
        glyphs: what is drawn with.
    """

    DEFAULT_CSS = """
    PaletteScreen { background: $ground 60%; align-horizontal: center; }
    PaletteScreen Vertical {
        width: 100; max-width: 100%; max-height: 100%; margin: 1 0; background: $ground;
        border: solid $rule; border-title-color: $text; border-subtitle-color: $muted;
        border-subtitle-style: $muted-style;
    }
    PaletteScreen Input, PaletteScreen Input:focus {
        background: $ground; background-tint: $ground 0%; color: $text; border: none; margin: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings("palette", priority=True)

    def __init__(self, entries: Sequence[Entry], palette: Palette, glyphs: Glyphs) -> None:
        super().__init__()
        self._entries = entries
        self._found = Found(palette, glyphs)
        self._line = Line(placeholder="an action, a command, a guest", compact=True, select_on_focus=False)
        self._line.cursor_blink = False
        self._words = glyphs.words

    def compose(self) -> ComposeResult:
        """Yield the line and what is found."""
        with Vertical():
            yield self._line
            yield self._found

    def on_mount(self) -> None:
        """Offer everything."""
        self._line.focus()
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow what is offered."""
        event.stop()
        self._search(event.value)

    def _search(self, query: str) -> None:
        found = ranked(query, self._entries)
        frame = self.query_one(Vertical)
        frame.styles.height = max(1, len(found)) + 3
        frame.border_title = f"palette · {len(found)}" if query else "palette"
        self._found.show(found)

    @on(Input.Submitted)
    @on(Found.Taken)
    def _take(self) -> None:
        if self._found.chosen:
            self.dismiss(self._found.chosen)

    @on(Found.Chosen)
    def _explain(self) -> None:
        """Say in the frame how the chosen command is written, else what the keys do."""
        frame, entry = self.query_one(Vertical), self._found.chosen
        keys = hinted(self, "{palette.up} {palette.down} choose · Enter does it · {palette.close} closes")
        said = self._words(entry.usage if entry and entry.usage else keys)
        frame.border_subtitle = Content(fit(said, max(1, frame.size.width - 4), "…"))

    def on_click(self, event: events.Click) -> None:
        """Close on a click beside it."""
        if self.get_widget_at(event.screen_x, event.screen_y)[0] is self:
            self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Choose another; after the last comes the first."""
        self._found.move(by, around=True)

    def action_page(self, by: int) -> None:
        """Choose one that is as many rows away as there are in sight."""
        self._found.move(by * max(1, self._found.size.height - 1))

    def action_close(self) -> None:
        """Close it; nothing happens."""
        self.dismiss(None)
