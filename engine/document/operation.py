"""An operation: how far it is, and what it does to its guest."""

from __future__ import annotations

from typing import Any

from engine.document.times import seconds
from engine.snapshot import OperationView, Snapshot


def operation_object(operation: OperationView, snapshot: Snapshot) -> dict[str, Any]:
    """Return an operation of the snapshot."""
    ended, deadline = operation.ended, operation.deadline
    paces, (asked, reached) = snapshot.paces(operation), snapshot.rates(operation)
    return {
        "id": operation.id,
        "guest": operation.guest or None,
        "command": operation.command,
        "state": operation.state,
        "started": seconds(operation.started),
        "started_ns": operation.started,
        "ended": None if ended is None else seconds(ended),
        "ended_ns": ended,
        "progress": [operation.done, operation.total],
        "pages_migrated": operation.pages_migrated,
        "waits_for": operation.waits_for,
        "reason": operation.reason,
        "deadline": None if deadline is None else seconds(deadline),
        "deadline_ns": deadline,
        "late": operation.late,
        "rate": {"asked": asked, "reached": reached},
        "pace": {"before": paces.before, "during": paces.during, "after": paces.after},
    }
