"""Rows of text that the mouse selects, to be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Click, Event

from tui.render.told.lit import lit_span
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.selection import Selection
    from textual.strip import Strip


class Selectable(Rows):
    """Rows with their places, and what is selected of them lit. A drag that selects is no click."""

    ALLOW_SELECT = True

    def render_line(self, y: int) -> Strip:
        """Return one row as it goes to the screen."""
        line = super().render_line(y)
        span = self.text_selection.get_span(y) if self.text_selection else None
        return lit_span(line, span, self.palette.picked).apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text, without a frame at its sides."""
        rows = [line.text.rstrip() for line in self._strips]
        text = selection.extract("\n".join(rows))
        edge = self.glyphs.edge
        return "\n".join(line.strip(edge).rstrip() for line in text.splitlines()), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002
        """Show what is selected."""
        self.refresh()

    async def on_event(self, event: Event) -> None:
        """Pass events on, but not the end of a drag for a click."""
        if isinstance(event, Click) and self.text_selection:
            event.stop()
        else:
            await super().on_event(event)
