"""What typing a command gives back: a handle on the operation that it began, if it began one."""

from __future__ import annotations

from typing import Protocol

import attrs

from engine.answer import Answer
from engine.snapshot import OperationView, Snapshot


class Face(Protocol):
    """What a handle needs of the session."""

    def snapshot(self) -> Snapshot:
        """Return the present picture."""
        ...

    async def wait_for(self, number: int) -> str:
        """Wait until an operation has ended, and return its state."""
        ...

    def perform(self, text: str) -> object:
        """Execute a typed line now."""
        ...


@attrs.define(eq=False)
class Operation:
    """A command that was executed: it can be awaited, watched and cancelled."""

    session: Face
    id: int | None
    """None for views and for what only narrates or checks."""
    output: str
    passed: bool = True
    answer: Answer | None = None
    """What `why` found out; None for every other command."""

    @property
    def view(self) -> OperationView | None:
        """What the operation is like now; None where it has no number."""
        return next((op for op in self.session.snapshot().operations if op.id == self.id), None)

    async def ended(self) -> str:
        """Wait until it has ended and return its state. Waiting moves no time: `Session.run` or `live` does."""
        if self.id is None:
            return "done"
        return await self.session.wait_for(self.id)

    def cancel(self) -> None:
        """End it; what it has in hand is undone.

        Raises:
            CommandError: it has ended already.
        """
        self.session.perform(f"cancel {self.id}")
