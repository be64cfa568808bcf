"""The operations: under way, failed, just done."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.bindings import bindings
from tui.widgets.selectable import Selectable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.snapshot import OperationView, Snapshot
    from tui.render.told.operations import Begun
    from tui.render.whole.jump import Spot

FORGOTTEN = frozenset({"failed", "partial"})
"""States of operations that stay listed until they are dismissed."""
SIGN_COLUMNS = 3
"""A click on these columns means the operation's sign."""


class OperationsPane(Selectable, can_focus=True):
    """A row an operation; keys and clicks choose one, ask about it, offer to cancel it, or dismiss it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("operations")

    heading = False
    """Whether the first row is a heading; set it with the frame."""
    snapshot: Snapshot | None = None
    told: Snapshot | None = None
    dismissed: Collection[int] = ()
    chosen: int | None = None
    """The operation that keys are about, by id."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._begun: dict[int, Begun] = {}
        """By id, when an operation was first seen at work, and with what done: a driver may first wait for its poll."""

    class OperationPicked(Message):
        """An operation was clicked."""

        def __init__(self, operation: OperationView) -> None:
            super().__init__()
            self.operation = operation

    class Dismissed(Message):
        """An operation is to be listed no longer."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class UndoAsked(Message):
        """An operation is to be taken back."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    class Left(Message):
        """The keyboard goes back to the prompt."""

    def show(self, snapshot: Snapshot, dismissed: Collection[int] = (), told: Snapshot | None = None) -> None:
        """Show another picture.

        Args:
            snapshot: the picture.
            dismissed: ids of failed operations that are no longer to be listed.
            told: the picture for numbers and words, where that is an older one.
        """
        from tui.render.told.operations import RECENT, RUNNING

        self.snapshot, self.dismissed, self.told = snapshot, dismissed, told or snapshot
        self._begun = {
            each.id: was if (was := self._begun.get(each.id)) and was[1] else (snapshot.time, each.done)
            for each in snapshot.operations[-RECENT:]
            if each.state in RUNNING
        }
        self.redraw()

    def forget(self) -> None:
        """Count the pace of operations anew."""
        self._begun = {}

    def draw(self) -> Sequence[Strip]:
        """Draw the heading, if any, and the operations."""
        if self.snapshot is None or self.told is None:
            return ()
        from tui.render.told.operations import RECENT, heading, listed, operation_rows

        width, height = self.size
        operations = listed(self.told, self.dismissed)
        rows = [heading(operations, self.palette, self.glyphs, width)] if self.heading else []
        room = max(0, height - len(rows))
        chosen = self._chosen() if self.has_focus else None
        newer = {each.id: each for each in self.snapshot.operations[-RECENT:]}
        look = (self.palette, self.glyphs)
        number = chosen.id if chosen else None
        rows += operation_rows(operations, self.told, width, room, *look, self._begun, number, newer)
        return [row.strip(width) for row in rows]

    def in_sight(self) -> Sequence[OperationView]:
        """Return the operations that have a row, in the order of these."""
        from tui.render.told.operations import shown

        room = self.size.height - self.heading
        return shown(self.snapshot, room, self.dismissed) if self.snapshot else ()

    def _chosen(self) -> OperationView | None:
        """Return the operation that keys are about: the newest until another is chosen."""
        rows = self.in_sight()
        return next((each for each in rows if each.id == self.chosen), rows[-1] if rows else None)

    def action_move(self, by: int) -> None:
        """Choose the next operation, or the one before."""
        if rows := self.in_sight():
            at = next((i for i, each in enumerate(rows) if each is self._chosen()), 0)
            self.chosen = rows[min(max(at + by, 0), len(rows) - 1)].id
            self.redraw()

    def action_why(self) -> None:
        """Ask about the chosen operation."""
        if operation := self._chosen():
            self.post_message(self.OperationPicked(operation))

    def action_cancel(self) -> None:
        """Write the command that cancels the chosen operation."""
        if (operation := self._chosen()) and self._runs(operation):
            self.post_message(self.CommandOffered(f"cancel {operation.id}"))

    def action_undo(self) -> None:
        """Have the command written that takes the chosen operation back."""
        if operation := self._chosen():
            self.post_message(self.UndoAsked(operation.id))

    def action_dismiss(self) -> None:
        """List the chosen operation no longer if it has failed; else give the keyboard back to the prompt."""
        operation = self._chosen()
        if operation and operation.state in FORGOTTEN:
            self.post_message(self.Dismissed(operation.id))
        else:
            self.post_message(self.Left())

    @staticmethod
    def _runs(operation: OperationView) -> bool:
        """Say whether an operation can be cancelled."""
        from tui.render.told.operations import RUNNING

        return operation.state in RUNNING and operation.id > 0

    def spots(self) -> Sequence[Spot]:
        """Return the operations, each at its sign."""
        from tui.render.whole.jump import Spot

        rows = self.in_sight()
        return [Spot(1, y, "operation", each.id) for y, each in enumerate(rows, int(self.heading))]

    def on_click(self, event: events.Click) -> None:
        """Offer `cancel` or dismiss what has failed, on the sign; elsewhere ask about the operation."""
        at, rows = event.y - self.heading, self.in_sight()
        if not 0 <= at < len(rows):
            return
        self.chosen = rows[at].id
        if event.x < SIGN_COLUMNS and self._runs(rows[at]):
            self.action_cancel()
        elif event.x < SIGN_COLUMNS and rows[at].state in FORGOTTEN:
            self.action_dismiss()
        else:
            self.action_why()
        self.redraw()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Choose the operation above."""
        event.stop()
        self.action_move(-1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Choose the operation below."""
        event.stop()
        self.action_move(1)

    def tip_at(self, x: int, y: int) -> str:
        """Return the operation in a row, whole, and what a click does there."""
        at, rows = y - self.heading, self.in_sight()
        if not 0 <= at < len(rows):
            return ""
        each = rows[at]
        said = [
            each.command,
            each.state,
            each.waits_for and f"waits: {each.waits_for}",
            each.detail,
            each.reason,
        ]
        does = "asks why"
        if x < SIGN_COLUMNS:
            does = (
                "writes cancel" if self._runs(each) else "dismisses it" if each.state in FORGOTTEN else does
            )
        return " · ".join([*filter(None, said), f"click {does}"])

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show which is chosen only while the keyboard is here."""
        super().watch_has_focus(has_focus)
        self.redraw()
