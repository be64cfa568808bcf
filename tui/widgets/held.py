"""What the mouse drags in the map: a range of sections, the target of a gauge. Nothing of it runs anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from textual.message import Message

from tui.render.map.cursor import Cursor, Zoom
from tui.widgets.steered import Steered

if TYPE_CHECKING:
    from textual import events

    from engine.units import Bytes
    from tui.render.guests.band import Band

LEFT = 1
"""The button of the mouse that drags."""


@attrs.frozen
class _Hold:
    """What the mouse holds while its button is down."""

    guest: str
    section: int | None = None
    """Where a range begins; None: it is the gauge's target."""


class Held(Steered):
    """What is under the mouse, and what it holds while its button is down."""

    dragged: tuple[str, Bytes] | None = None
    """The guest whose target is dragged, and the size that it is dragged to."""
    _hold: _Hold | None = None
    _offered = ""
    """The command that the drag under way wrote last."""
    was_dragged = False
    """Whether the button that comes up ends a drag, and is no click."""

    class Dragged(Message, namespace="bands"):
        """A gesture under way writes a command in the place of the one that it wrote before."""

        def __init__(self, text: str, before: str) -> None:
            super().__init__()
            self.text = text
            self.before = before

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
        from tui.render.guests.hit import cursor_at

        found = self.band_at(y)
        return cursor_at(found[0], x, found[1]) if found else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a gauge's target, or of the cell at which a range may begin."""
        from tui.render.guests.gauge_drag import takes_hold

        self.was_dragged = False
        found = self.band_at(event.y)
        if found is None or event.button != LEFT:
            return
        band, row = found
        at = self.cursor_under(event.x, event.y)
        if takes_hold(band, event.x, row):
            self._hold, self._offered = _Hold(band.guest.name), ""
            self.capture_mouse()
        elif at is not None and at.zoom is Zoom.SECTIONS:
            self._hold = _Hold(at.guest, at.section)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag what is held; else light or explain what the mouse is on, where that is wanted."""
        if self._hold is None:
            self.hover(event.x, event.y)
        elif self._hold.section is None:
            self._drag_target(self._hold.guest, event.x)
        else:
            at = self.cursor_under(event.x, event.y)
            if at is not None and at.guest == self._hold.guest and at.section != self.cursor.section:
                self.was_dragged = True
                self.go(attrs.evolve(at, zoom=Zoom.SECTIONS))
                self.mark(self._hold.section)

    @property
    def holds(self) -> bool:
        """Whether something is held."""
        return self._hold is not None

    def on_mouse_up(self) -> None:
        """Let go; what was written stays in the prompt, and nothing runs."""
        if self._hold is not None:
            self._hold = None
            self.release_mouse()
        if self.dragged is not None:
            self.dragged = None
            self.redraw()

    def _drag_target(self, guest: str, x: int) -> None:
        """Write what dragging a guest's target to a column asks for."""
        from tui.render.guests.gauge_drag import dragged_command, dragged_size

        band = next((band for band in self.bands() if band.guest.name == guest), None)
        if band is None:
            return
        self.was_dragged = True
        size = dragged_size(band, x)
        if self.dragged != (guest, size):
            self.dragged = (guest, size)
            text = dragged_command(band.guest, size)
            self.post_message(self.Dragged(text, self._offered))
            self._offered = text
            self.redraw()

    def hover(self, x: int, y: int) -> None:
        """Follow the mouse that holds nothing."""
        raise NotImplementedError
