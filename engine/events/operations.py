"""How operations end when they do not succeed."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event


@attrs.frozen(kw_only=True)
class OperationEnded(Event):
    """An operation ended otherwise than done."""

    level: ClassVar[str] = "warning"
    operation: int
    command: str
    state: str
    reason: str

    def sentence(self) -> str:
        """Say it."""
        word = {"failed": "failed", "partial": "is partly done", "cancelled": "was cancelled"}[self.state]
        why = f": {self.reason}" if self.reason not in ("", self.state) else ""
        return f"op {self.operation} ({self.command}) {word}{why}."


@attrs.frozen(kw_only=True)
class OperationStalled(Event):
    """An operation made no progress for long."""

    level: ClassVar[str] = "warning"
    operation: int
    command: str
    waits_for: str

    def sentence(self) -> str:
        """Say it."""
        return f"op {self.operation} ({self.command}) is stalled: it waits for {self.waits_for or 'memory'}."
