"""What to suggest when nothing is typed: the story so far has a next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.units import GIB, MIB, size_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.answer import Answer
    from engine.snapshot import GuestView, OperationView, Snapshot
    from engine.units import Bytes

KEPT = 100
"""Lines that are remembered."""

WATCHED = "whatif balloon inflate {} 512M"
"""What can be asked of a machine that is watched, where commands change nothing."""


@attrs.define
class Story:
    """What was done so far, and what comes next."""

    ran: list[str] = attrs.field(factory=list)
    """Lines that were run, the latest last."""
    cure: str = ""
    """The cheapest command that the last answer of `why` offers."""
    tries: list[str] = attrs.field(factory=list)
    """What a lesson that is over leaves to be tried."""

    def note(self, line: str, answer: Answer | None = None) -> None:
        """Note that a line was run, and what `why` answered if it was one."""
        self.ran.append(line)
        del self.ran[:-KEPT]
        remedies = answer.remedies if answer else ()
        self.cure = next((each.commands[0] for each in remedies if len(each.commands) == 1), "")

    def next(self, picture: Snapshot, selected: str) -> str:
        """Return the most useful next command: of the steps that fit, the first that was not just done."""
        steps = [step for step in _steps(picture, selected, self.cure) if step]
        left = [step for step in self.tries if step not in self.ran]
        if left and not (self.ran and steps and steps[0].startswith("why")):
            return left[0]
        return next(
            (step for step in steps if step not in self.ran[-len(steps) :]), steps[-1] if steps else ""
        )


def suggestion(picture: Snapshot, selected: str) -> str:
    """Return what to do next where nothing is known of what was done."""
    return Story().next(picture, selected)


def _steps(picture: Snapshot, selected: str, cure: str) -> Iterator[str]:
    """Yield what can be done next: the reason of the last failure first, at last a change of the selected guest."""
    guest = picture.guest(selected)
    numbered = [each for each in picture.operations if each.id > 0]
    last = numbered[-1] if numbered else None
    if last and (last.state in ("failed", "partial", "stalled") or last.failed_sections):
        yield _why(last)
        yield cure
    elif waiting := [each for each in numbered if each.state == "stalled" or each.waits_for]:
        yield f"why operation={waiting[-1].id}"
    if guest is not None and picture.watch is not None:
        yield WATCHED.format(guest.name)
    elif guest is None:
        yield "" if picture.guests else "guest add web memory=512M platform=ppc64"
    else:
        if guest.origin is not None and (last is None or last.command.startswith("guest import")):
            yield _first_question(guest)
        elif last and last.state == "done" and last.guest == guest.name and not last.failed_sections:
            yield from _after(last, guest)
        yield _less(guest)
        yield f"lsmem {guest.name}"


def _after(last: OperationView, guest: GuestView) -> Iterator[str]:
    """Yield what to look at once something has been done: of a balloon, what the other ways would have come to."""
    if last.command.startswith("balloon"):
        yield f"compare {guest.name} {size_text(max(guest.min, _lower(guest)))}"
        yield f"buddyinfo {guest.name}"
    else:
        yield f"lsmem {guest.name}"


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
    """Return a target well below the present one."""
    target = max(guest.min, _lower(guest))
    return f"balloon set {guest.name} {size_text(target)}" if target < guest.target else f"free {guest.name}"


def _lower(guest: GuestView) -> Bytes:
    """Return three quarters of a guest's target in steps that make no odd number."""
    step = GIB if guest.target > 4 * GIB else 256 * MIB if guest.target > GIB else 64 * MIB
    return (guest.target * 3 // 4) // step * step
