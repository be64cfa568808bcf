"""What to suggest when nothing is typed: the story so far has a next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import GIB, MIB, size_text

if TYPE_CHECKING:
    from engine.snapshot import GuestView, OperationView, Snapshot

WATCHED = "whatif balloon inflate {} 512M"
"""What can be asked of a machine that is watched, where commands change nothing."""


def suggestion(picture: Snapshot, selected: str) -> str:
    """Return the most useful next command: the reason of the last failure, else a change of the selected guest."""
    guest = picture.guest(selected)
    numbered = [each for each in picture.operations if each.id > 0]
    last = numbered[-1] if numbered else None
    if last and (last.state in ("failed", "partial", "stalled") or last.failed_sections):
        return _why(last)
    if waiting := [each for each in numbered if each.state == "stalled" or each.waits_for]:
        return f"why operation={waiting[-1].id}"
    if guest is not None and picture.watch is not None:
        return WATCHED.format(guest.name)
    if guest is None:
        return "" if picture.guests else "guest add web memory=512M platform=ppc64"
    if guest.origin is not None and (last is None or last.command.startswith("guest import")):
        return _first_question(guest)
    if last and last.state == "done" and last.guest == guest.name:
        return f"{'buddyinfo' if last.command.startswith('balloon') else 'lsmem'} {guest.name}"
    return _less(guest)


def _why(operation: OperationView) -> str:
    if operation.failed_sections and operation.guest:
        return f"why {operation.guest} section={operation.failed_sections[0][0]}"
    return f"why operation={operation.id}"


def _first_question(guest: GuestView) -> str:
    """Return what to ask first of a real machine's memory: a balloon that takes up to half of what is free."""
    size = min(256 * MIB, 1 << max(0, (guest.free // 2).bit_length() - 1))
    if size >= MIB and "balloon" in guest.can:
        return f"whatif balloon inflate {guest.name} {size_text(size)}"
    return f"lsmem {guest.name}"


def _less(guest: GuestView) -> str:
    """Return a target well below the present one that is no odd number."""
    step = GIB if guest.target > 4 * GIB else 256 * MIB if guest.target > GIB else 64 * MIB
    target = max(guest.min, (guest.target * 3 // 4) // step * step)
    return f"balloon set {guest.name} {size_text(target)}" if target < guest.target else f"free {guest.name}"
