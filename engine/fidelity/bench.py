"""One guest in a world of its own, made from a snapshot, in which requests are done again."""

from __future__ import annotations

from typing import Any

import attrs

from engine.capture.record import Capture
from engine.errors import CommandError
from engine.guest.guest import Guest
from engine.operation import Operation
from engine.session import Session
from engine.units import SECOND, Nanoseconds
from engine.world import World

NAME = "real"
LOOKED_AFTER: Nanoseconds = SECOND // 2
"""A snapshot was taken about so long after the last request (its balloon's last look at 0.1 s, and 0.3 to 0.6 s)."""
_MOST_INSTANTS = 400_000


@attrs.frozen
class Outcome:
    """What came of one request, predicted and real, in a word or two each.

    Attributes:
        what: as `block 32`, `2 MiB pages` or `dimm0`.
        sort: offline, online, size, huge pages, plug, unplug or DLPAR: what it counts as.
        off: for a size, by how much the prediction is larger.
        short: whether the real one did not reach what was asked for.
        followed: whether the guest was then put back to where the real one was, for the requests behind in its step.
    """

    sort: str
    what: str
    predicted: str
    real: str
    off: int = 0
    short: bool = False
    followed: bool = False

    @property
    def right(self) -> bool:
        """Whether the prediction holds."""
        return self.predicted == self.real


@attrs.frozen(kw_only=True, eq=False)
class Bench:
    """Where a step is done again.

    Attributes:
        session: its one guest is called NAME.
        before: what the guest was made from.
        real: what the kernel told afterwards: for what an action does not say itself, never for the prediction.
        known: what is carried along from earlier steps, by the names of `engine.fidelity.carrying.RULES`.
    """

    session: Session
    before: Capture
    real: Capture | None = None
    known: dict[str, Any] = attrs.Factory(dict)

    @property
    def world(self) -> World:
        """The world of the one guest."""
        return self.session.world

    @property
    def guest(self) -> Guest:
        """The one guest."""
        return self.world.guests[NAME]

    def perform(self, words: str) -> Operation | None:
        """Execute a command and run its operation to its end; return it, or None where it began none.

        Raises:
            CommandError: it is refused.
        """
        number = self.session.perform(words).id
        return None if number is None else self.finish(number)

    def finish(self, number: int) -> Operation:
        """Run until an operation has ended or is stalled, and return it.

        Raises:
            CommandError: it goes on without end.
        """
        for _ in range(_MOST_INSTANTS):
            operation = self.world.operations[number]
            if operation.over or operation.state == "stalled" or not self.world.run_instant():
                return operation
        raise CommandError(f"operation {number} does not end: {operation.command}")

    def settle(self) -> None:
        """Let the time pass until somebody looks: what the kernel does by itself goes on."""
        self.world.run_until(self.world.now + LOOKED_AFTER)
