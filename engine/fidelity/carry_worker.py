"""Carried along: the CPU on which a guest's work runs, which no snapshot shows but through its lists.

Whatever frees or takes many pages leaves its mark on the per-CPU lists of the CPU it ran on: the CPU that the engine's
best prediction of the last step used is kept. Before the first such step nobody can know, and each CPU is tried, one of
every node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.capture.record import Capture
from engine.guest.guest import Guest

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed


class _Worker:
    """What is known is the number of a CPU."""

    def learn(self, known: int | None, passed: Passed) -> int | None:
        """Take the CPU of the prediction that came nearest."""
        return known if passed.guest is None else passed.guest.memory.cpu

    def guesses(self, known: int | None, before: Capture) -> tuple[int | None, ...]:
        """Return what is known, or else every CPU."""
        if known is not None:
            return (known,)
        cpus = sorted({record.cpu for zone in before.zones for record in zone.cpus})
        return tuple(cpus) if cpus else (None,)

    def apply(self, guest: Guest, known: int) -> None:
        """Let the guest's work run there."""
        if known < len(guest.memory.node_of_cpu):
            guest.memory.run_on(known)


RULE = _Worker()
