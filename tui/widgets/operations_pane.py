"""The operations: under way, failed, just done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textual import events
    from textual.strip import Strip

    from engine.snapshot import OperationView, Snapshot
    from tui.render.jump import Spot
    from tui.render.operations import Begun

SIGN_COLUMNS = 3
"""A click on these columns means the operation's sign."""


class OperationsPane(Rows):
    """A row an operation. A click on its sign offers `cancel`, elsewhere it picks the operation."""

    heading = False
    """Whether the first row is a heading; set it with the frame."""
    snapshot: Snapshot | None = None
    dismissed: Collection[int] = ()

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._begun: dict[int, Begun] = {}
        """By id, when an operation was first seen at work, and with what done: a driver may first wait for its poll."""

    class OperationPicked(Message):
        """An operation was clicked."""

        def __init__(self, operation: OperationView) -> None:
            super().__init__()
            self.operation = operation

    def show(self, snapshot: Snapshot, dismissed: Collection[int] = ()) -> None:
        """Show another picture.

        Args:
            snapshot: the picture.
            dismissed: ids of failed operations that are no longer to be listed.
        """
        from tui.render.operations import RECENT, RUNNING

        self.snapshot, self.dismissed = snapshot, dismissed
        self._begun = {
            each.id: was if (was := self._begun.get(each.id)) and was[1] else (snapshot.time, each.done)
            for each in snapshot.operations[-RECENT:]
            if each.state in RUNNING
        }
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the heading, if any, and the operations."""
        if self.snapshot is None:
            return ()
        from tui.render.operations import heading, listed, operation_rows

        width, height = self.size
        operations = listed(self.snapshot, self.dismissed)
        rows = [heading(operations, self.palette, self.glyphs, width)] if self.heading else []
        room = max(0, height - len(rows))
        rows += operation_rows(operations, self.snapshot, width, room, self.palette, self.glyphs, self._begun)
        return [row.strip(width) for row in rows]

    def spots(self) -> Sequence[Spot]:
        """Return the operations, each at its sign."""
        from tui.render.jump import Spot
        from tui.render.operations import shown

        if self.snapshot is None:
            return ()
        rows = shown(self.snapshot, self.size.height - self.heading, self.dismissed)
        return [Spot(1, y, "operation", each.id) for y, each in enumerate(rows, int(self.heading))]

    def on_click(self, event: events.Click) -> None:
        """Offer `cancel`, or pick the operation."""
        from tui.render.operations import RUNNING, shown

        if self.snapshot is None:
            return
        rows = shown(self.snapshot, self.size.height - self.heading, self.dismissed)
        at = event.y - self.heading
        if 0 <= at < len(rows):
            operation = rows[at]
            if event.x < SIGN_COLUMNS and operation.state in RUNNING and operation.id > 0:
                self.post_message(self.CommandOffered(f"cancel {operation.id}"))
            else:
                self.post_message(self.OperationPicked(operation))
