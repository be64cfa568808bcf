"""The parts of a presentation around the map: one above it, one below, which has the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.bindings import bindings
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from tui.render.whole.presented import Presented


class PresenterHead(Rows, can_focus=False):
    """Who is shown, and the time."""

    view: Presented | None = None

    def show(self, view: Presented) -> None:
        """Show another state."""
        self.view = view
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw all there is room for."""
        if self.view is None:
            return ()
        from tui.render.whole.presented import head_rows

        width = self.size.width
        rows = head_rows(self.view, width, self.screen.size.height, self.palette, self.glyphs)
        return [row.strip(width) for row in rows]


class PresenterPane(Rows, can_focus=True):
    """The gauge, what is said, and the line that is typed. Letters type on; other keys do what they always do."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("presenter")
    view: Presented | None = None

    class Typed(Message):
        """A key was pressed that types on."""

        def __init__(self, character: str) -> None:
            super().__init__()
            self.character = character

    def show(self, view: Presented) -> None:
        """Show another state."""
        self.view = view
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw as many rows as there are."""
        if self.view is None:
            return ()
        from tui.render.whole.presented import foot_rows

        width, height = self.size
        rows = foot_rows(self.view, width, height, self.palette, self.glyphs)
        return [row.strip(width) for row in rows]

    def on_key(self, event: events.Key) -> None:
        """Type on with whatever key types and does nothing else; at a question a digit begins an answer."""
        stop = self.view.snapshot.stop if self.view and self.view.reveal is None else None
        answers = stop is not None and stop.answer is not None and event.key.isdigit()
        if event.is_printable and (answers or event.key not in self.screen.active_bindings):
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(event.character or ""))

    def on_hide(self, event: events.Hide) -> None:
        """Keep the keyboard while the terminal is too small."""
        event.prevent_default()
