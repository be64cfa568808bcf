"""A callout of the tour. It has no keyboard: what goes on beside it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.strip import Strip

    from tui.render.layout import Rect
    from tui.render.whole.tour import Side


class Callout(Rows, can_focus=False):
    """One step of the tour, or the offer of it."""

    step: int | None = None
    """Counted from 0; None: the offer."""
    shown = False
    _side: Side = "over"
    _at = 0

    class Clicked(Message):
        """It was clicked, which is as good as Enter."""

    def show(self, step: int | None) -> None:
        """Show a step, or the offer."""
        self.step, self.shown = step, True
        self.redraw()

    def close(self) -> None:
        """Show nothing."""
        self.shown = False

    def stand(self, about: Rect | None, width: int, bottom: int) -> Rect:
        """Return where it stands, and have its frame point at what it is about.

        Args:
            about: that thing, on the screen; None: it is not in sight.
            width: columns of the screen.
            bottom: the row that it must end above.
        """
        from tui.render.layout import Rect
        from tui.render.whole.tour import STEPS, place, wanted_rows

        step = None if self.step is None else STEPS[self.step]
        about = about or Rect(0, bottom, 0, 0)
        rect, side = place(about, wanted_rows(step, self.glyphs), width, bottom)
        middle = about.y + about.height // 2 if side in ("left", "right") else about.x + about.width // 2
        at = middle - (rect.y if side in ("left", "right") else rect.x)
        if (side, at) != (self._side, self._at):
            self._side, self._at = side, at
            self.call_later(self.redraw)
        return rect

    def draw(self) -> Sequence[Strip]:
        """Draw it."""
        from tui.render.whole.tour import callout

        if not self.shown:
            return ()
        return callout(self.step, self._side, self._at, self.palette, self.glyphs, self.size.height)

    def on_click(self, event: events.Click) -> None:
        """Go on."""
        event.stop()
        self.post_message(self.Clicked())
