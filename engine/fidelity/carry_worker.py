"""Carried along: the CPU on which a guest's work runs, which no snapshot shows but through its lists.

Whatever frees or takes many pages leaves its mark on the per-CPU lists of the CPU it ran on: where the balloon moved,
that is the CPU whose lists of single movable pages changed most. It stays the same as long as the device's interrupts
arrive there: the work is queued on the CPU that is told of a new target, and queues itself there again
(drivers/virtio/virtio_balloon.c:virtballoon_changed, update_balloon_size_func; system_freezable_wq has a worker for
each CPU). Where lists were not recorded, the CPU of the engine's best prediction is kept. Before the first such step
nobody can know, and each CPU is tried, one of every node.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from engine.capture.record import Capture
from engine.fidelity.requests import BalloonChange
from engine.guest.guest import Guest
from engine.memory.kinds import MigrateType

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed


class _Worker:
    """What is known is the number of a CPU."""

    def learn(self, known: int | None, passed: Passed) -> int | None:
        """Take the CPU whose lists tell of it, or else the one of the prediction that came nearest."""
        if any(isinstance(request, BalloonChange) and request.pages for request in passed.requests):
            seen = None if passed.before is None else busiest(passed.before, passed.after)
            if seen is not None:
                return seen
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


def busiest(before: Capture, after: Capture) -> int | None:
    """Return the CPU whose lists of single movable pages changed most; None: none changed, or they are not known."""
    changed: Counter[int] = Counter()
    zones = {(zone.node, zone.name): zone for zone in before.zones}
    for zone in after.zones:
        was = zones.get((zone.node, zone.name))
        for cpu in zone.cpus:
            old = next((it for it in was.cpus if it.cpu == cpu.cpu), None) if was is not None else None
            if old is None or old.lists is None or cpu.lists is None:
                continue
            had, has = old.lists.get(_MOVABLE, _NONE), cpu.lists.get(_MOVABLE, _NONE)
            changed[cpu.cpu] += len(np.setxor1d(had, has, assume_unique=True))
    most = changed.most_common(2)
    alone = most and most[0][1] and (len(most) == 1 or most[0][1] > most[1][1])
    return most[0][0] if alone else None


_MOVABLE = int(MigrateType.MOVABLE)
"""The number of the list of single movable pages."""
_NONE = np.zeros(0, np.int64)

RULE = _Worker()
