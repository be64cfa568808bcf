"""What the mouse does in the map: what a key does, at the place that it points at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.cursor import Cursor
from tui.widgets.steered import Steered

if TYPE_CHECKING:
    from textual import events

    from tui.render.band import Band


class Pointed(Steered):
    """Clicks and the wheel."""

    def bands(self) -> list[Band]:
        """Return the bands from the top."""
        raise NotImplementedError

    def band_at(self, y: int) -> tuple[Band, int] | None:
        """Return the band in a row of the widget, and which of its rows that is."""
        top = 0
        for band in self.bands():
            if top <= y < top + band.height:
                return band, y - top
            top += band.height
        return None

    def cursor_under(self, x: int, y: int) -> Cursor | None:
        """Return the cursor on the cell at a place; None beside the maps."""
        from tui.render.hit import cursor_at

        found = self.band_at(y)
        return cursor_at(found[0], x, found[1]) if found else None

    def tip_at(self, x: int, y: int) -> str:
        """Return what is there beside the maps' cells."""
        from tui.render.tips import band_tip

        found = self.band_at(y)
        return band_tip(found[0], x, found[1]) if found else ""

    def on_click(self, event: events.Click) -> None:
        """Select the guest, and the cell if it is on one; a double click goes in."""
        found = self.band_at(event.y)
        if found is None:
            return
        at = self.cursor_under(event.x, event.y)
        self.go(at or (self.cursor if found[0].picked else Cursor.first(found[0].guest)))
        if event.chain == 2:
            self.action_zoom_in()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go a row up; with ctrl in, to what is under the mouse."""
        event.stop()
        if not event.ctrl:
            self.action_move(0, -1)
            return
        if (at := self.cursor_under(event.x, event.y)) and self._deeper(at):
            self.go(at)
        self.action_zoom_in()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go a row down; with ctrl out."""
        event.stop()
        if event.ctrl:
            self.action_widen()
        else:
            self.action_move(0, 1)

    def _deeper(self, at: Cursor) -> bool:
        """Say whether a cell is another one than the cursor's, whose deeper place would be lost otherwise."""
        return (at.guest, at.zoom, at.position) != (
            self.cursor.guest,
            self.cursor.zoom,
            self.cursor.position,
        )
