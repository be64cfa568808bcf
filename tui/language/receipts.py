"""What an operation came to, as one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import SECOND, short_size

if TYPE_CHECKING:
    from engine.snapshot import GuestView, OperationView, Snapshot
    from tui.language.undo import Before

_SAID_FIRST = {"failed": "failed", "partial": "partly done", "cancelled": "cancelled", "done": "done"}


def receipt(operation: OperationView, was: Before | None, now: Snapshot) -> str:
    """Return `op 9 done: 128M back, 20,480 pages moved, 0.41 s`; of what did not do, the reason.

    Args:
        operation: it has ended.
        was: its guest just before it was asked for.
        now: the present one.
    """
    number = f"op {operation.id}" if operation.id > 0 else operation.command
    state = _SAID_FIRST.get(operation.state, operation.state)
    guest = now.guest(operation.guest)
    parts = [_came_to(was, guest)] if was and guest else []
    if operation.pages_migrated:
        parts.append(f"{operation.pages_migrated:,} pages moved")
    if operation.state != "done" and operation.reason:
        parts.append(operation.reason)
    else:
        ended = operation.ended if operation.ended is not None else now.time
        parts.append(f"{(ended - operation.started) / SECOND:.2f} s")
    return f"{number} {state}: {', '.join(part for part in parts if part)}"


def _came_to(was: Before, guest: GuestView) -> str:
    """Return what the guest has more or less than before."""
    if change := guest.present - was.present:
        return f"{short_size(abs(change))} {'added' if change > 0 else 'back'}"
    if change := guest.has - was.has:
        return f"{guest.name} has {short_size(abs(change))} {'more' if change > 0 else 'less'}"
    return ""
