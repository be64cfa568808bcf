"""The host bar, the legend, the keys, and the message of a small terminal: parts that only show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.cursor import Zoom
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from engine.snapshot import Snapshot


class HostBar(Rows):
    """Who has the machine's memory, the clock, and who wants and gives."""

    snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Show another picture."""
        self.snapshot = snapshot
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw one row, or two where there is room."""
        if self.snapshot is None:
            return ()
        from tui.render.host import host_row, wish_row

        width = self.size.width
        both = (host_row, wish_row)[: self.size.height]
        return [draw(self.snapshot, width, self.palette, self.glyphs).strip(width) for draw in both]


class Legend(Rows):
    """What every glyph means, or while the map is zoomed what its letters do."""

    zoom = Zoom.SECTIONS

    def show(self, zoom: Zoom) -> None:
        """Explain another zoom."""
        if zoom is not self.zoom:
            self.zoom = zoom
            self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw its only row."""
        from tui.render.legend import legend_row, zoom_legend_row

        if self.zoom is Zoom.SECTIONS:
            row = legend_row(self.palette, self.glyphs)
        else:
            row = zoom_legend_row(self.zoom, self.palette)
        return [row.strip(self.size.width)]


class KeyBar(Rows):
    """The keys that do something now."""

    keys: Sequence[tuple[str, str]] = ()

    def show(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show other keys, each with what it does."""
        self.keys = keys
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw its only row."""
        from tui.render.legend import footer_row

        keys = [(self.glyphs.words(key), name) for key, name in self.keys]
        return [footer_row(keys, self.size.width, self.palette).strip(self.size.width)]


class TooSmall(Rows):
    """What is shown where the terminal is too small for the main screen."""

    snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot | None) -> None:
        """Show another picture."""
        self.snapshot = snapshot
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the message."""
        from tui.render.small import small_rows

        return small_rows(self.snapshot, *self.size, self.palette)
