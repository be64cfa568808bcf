"""What the mouse does in the map: what a key does, at the place that it points at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.render.map.cursor import Cursor, Zoom
from tui.render.map.lens import Lens
from tui.widgets.held import Held

if TYPE_CHECKING:
    from textual import events


RIGHT = 3
"""The button of the mouse that offers what can be done."""


class Pointed(Held):
    """Clicks, the wheel, and the mouse at rest."""

    hovered: Cursor | None = None
    """Where the mouse is, while what it is on is said or lit."""
    inspected = False
    """Whether what is at the cursor is explained, so that it is to be seen wherever the keyboard is."""

    class MenuAsked(Message, namespace="bands"):
        """What can be done with the cell at the cursor is to be offered at a place of the screen."""

        def __init__(self, x: int, y: int) -> None:
            super().__init__()
            self.x = x
            self.y = y

    def on_click(self, event: events.Click) -> None:
        """Select the guest and the cell; a double click goes in, the right button offers what can be done."""
        if self.was_dragged:
            self.was_dragged = False
            return
        found = self.band_at(event.y)
        if found is None:
            return
        if self._on_lens(event.x, event.y):
            self.action_lens(1)
            return
        at = self.cursor_under(event.x, event.y)
        if event.button == RIGHT and self.marked and at and self._is_marked(at):
            self.post_message(self.MenuAsked(event.screen_x, event.screen_y))
            return
        self.marking = None
        self.go(at or (self.cursor if found[0].picked else Cursor.first(found[0].guest)))
        if event.button == RIGHT:
            self.post_message(self.MenuAsked(event.screen_x, event.screen_y))
        elif self.asks and at and at.zoom is Zoom.SECTIONS:
            self.give_answer()
        elif event.chain == 2:
            self.action_zoom_in()

    def _is_marked(self, at: Cursor) -> bool:
        """Say whether a cell is in the marked range."""
        first, last = self.marked or (0, -1)
        return at.guest == self.cursor.guest and first <= at.section <= last

    def _on_lens(self, x: int, y: int) -> bool:
        """Say whether a place is on the name of the lens."""
        title = self.lens.title
        start = self.render_line(y).text.find(title) if self.lens is not Lens.KIND else -1
        return start >= 0 and start <= x < start + len(title)

    def on_leave(self) -> None:
        """Explain the cell at the cursor again."""
        self._hover(None)

    @property
    def _follows_mouse(self) -> bool:
        """Whether something is said or lit about the cell under the mouse."""
        return self.inspected or self.cursor.zoom is Zoom.PAGES

    def hover(self, x: int, y: int) -> None:
        """Light or explain what the mouse is on, where that is wanted."""
        self._hover(self.cursor_under(x, y) if self._follows_mouse else None)

    def _hover(self, at: Cursor | None) -> None:
        if at != self.hovered:
            self.hovered = at
            self.post_message(self.Moved())
            if self.cursor.zoom is Zoom.PAGES:
                self.redraw()

    def tip_at(self, x: int, y: int) -> str:
        """Return what is there: of a cell where it lies, what it holds and why it stays."""
        from tui.render.closely.cell_tip import cell_tip
        from tui.render.guests.tips import band_tip

        found = self.band_at(y)
        if found is None or self.holds:
            return ""
        band, row = found
        at = self.cursor_under(x, y)
        if at is None:
            return band_tip(band, x, row)
        return cell_tip(band, at, self.glyphs)

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
