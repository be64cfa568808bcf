"""The base of what may take the bands' place: the host map, the plots, a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual.message import Message

from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from engine.snapshot import Sentence, Snapshot
    from tui.export.extract import Extract

SheetName = Literal["host", "plots", "compare", "fork"]


def _nothing() -> tuple[Sentence, ...]:
    return ()


def _nobody() -> str:
    return ""


class Sheet(Rows, can_focus=True):
    """A part with the keyboard of its own, that is opened by a key and closed by Esc."""

    NAME: ClassVar[SheetName]
    LARGE: ClassVar[bool] = False
    """Whether on a low screen it needs the rows of operations and events too."""

    told: Callable[[], Sequence[Sentence]] = staticmethod(_nothing)
    """The sentences that are still known."""
    selected: Callable[[], str] = staticmethod(_nobody)
    """The selected guest."""

    class Closed(Message):
        """The bands are to come back."""

    class Left(Message):
        """The keyboard goes back to the prompt, and the sheet stays."""

    def show(self, snapshot: Snapshot) -> None:
        """Show another picture."""
        raise NotImplementedError

    def extract(self, snapshot: Snapshot) -> Extract | None:  # noqa: ARG002 - of a sheet that has nothing yet
        """Return what it gives away, of this picture; None while it has nothing to show."""
        return None

    def action_move(self, right: int, down: int) -> None:
        """Move the cursor."""
        raise NotImplementedError

    def action_end(self, last: int) -> None:
        """Go to the first or the last place."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Have the bands come back."""
        self.post_message(self.Closed())

    def action_leave(self) -> None:
        """Give the keyboard back to the prompt."""
        self.post_message(self.Left())

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Do as the key that moves up."""
        event.stop()
        self.action_move(0, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Do as the key that moves down."""
        event.stop()
        self.action_move(0, 1)

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show the cursor only while the keyboard is here."""
        super().watch_has_focus(has_focus)
        self.redraw()
