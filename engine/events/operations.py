"""How operations end when they do not succeed."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event

_ENDINGS = {"done": "is done", "failed": "failed", "partial": "is partly done", "cancelled": "was cancelled"}


def ended(state: str, reason: str) -> str:
    """Return what became of an operation, and after a colon why, where there is more to say than that."""
    return _ENDINGS[state] + (f": {reason}" if reason not in ("", state) else "")


def _name(operation: int, command: str) -> str:
    """Return what an operation is called: scripts and waits have no number that could be asked about."""
    return f"op {operation} ({command})" if operation > 0 else f"`{command}`"


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
        return f"{_name(self.operation, self.command)} {ended(self.state, self.reason)}."


@attrs.frozen(kw_only=True)
class OperationStalled(Event):
    """An operation made no progress for long."""

    level: ClassVar[str] = "warning"
    operation: int
    command: str
    waits_for: str

    def sentence(self) -> str:
        """Say it."""
        waits = f" and waits: {self.waits_for}" if self.waits_for else ": it makes no progress"
        return f"{_name(self.operation, self.command)} is stalled{waits}."
