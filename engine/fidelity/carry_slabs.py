"""Carried along: how many slabs the kernel gives back as memory goes offline, and takes again at once.

Before a memory block's pages move, every cache of the slab allocator gives back what is empty of it
(mm/slub.c:slab_mem_going_offline_callback), and those that are used most take a slab again right after. Which are
empty no snapshot shows, but the CPU's lists of the zone are: they were emptied for the request, and the first slab
that is taken fetches several (mm/page_alloc.c:rmqueue_bulk). What is left there afterwards tells how many were taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.capture.record import Capture
from engine.fidelity.requests import BlockChange
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark, Memory
from engine.memory.per_cpu import COSTLY_ORDER, number_of
from engine.memory.zone import Zone
from engine.units import Pages

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed

NAME = "slabs"
_SLABS = 3 * COSTLY_ORDER
"""The number of a CPU's list of slabs of the usual order (mm/slub.c: slub_max_order)."""
_EINTR = 4


class _Slabs:
    """What is known is a number of slabs."""

    def learn(self, known: int | None, passed: Passed) -> int | None:
        """Look at what a request left on the lists of the zone that it took memory from."""
        if passed.before is None:
            return known
        for request in passed.requests:
            if isinstance(request, BlockChange) and request.word == "offline":
                found = _taken(passed.before, passed.after, request) if request.errno in (0, _EINTR) else None
                known = known if found is None else found
        return known

    def guesses(self, known: int | None, before: Capture) -> tuple[int | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: int) -> None:
        """Nothing is to be done before a request (see `take_again`)."""


def _taken(before: Capture, after: Capture, request: BlockChange) -> int | None:
    """Return how many slabs were taken after a block went, or None: its zone's lists do not tell."""
    names = [it.valid_zones[:1] for it in before.blocks if it.block == request.block]
    records = [zone for zone in after.zones if names and (zone.name,) == names[0]]
    if len(records) != 1 or len(records[0].cpus) != 1 or records[0].name == "Movable":
        return None
    kept = records[0].cpus[0]
    if kept.lists is None:
        return None
    return max(0, _fetched(kept.batch) - len(kept.lists.get(_SLABS, ())))


def _fetched(batch: Pages) -> int:
    """Return how many slabs a CPU fetches at once."""
    return max(batch >> COSTLY_ORDER, 2) if batch > 1 else 1


def take_again(memory: Memory, zone: Zone, slabs: int) -> None:
    """Let the kernel have given so many slabs back to a zone, and taken as many: what it fetched more stays at hand."""
    kept = zone.per_cpu
    number = number_of(memory.layout, memory.rules, COSTLY_ORDER, MigrateType.UNMOVABLE)
    if kept is None or number is None or not slabs:
        return
    for _ in range(_fetched(kept.batch) - slabs):
        kept.paused = True
        pfn = memory.alloc(COSTLY_ORDER, MigrateType.UNMOVABLE, Kind.PER_CPU, mark=Mark.LOW, zones=[zone])
        kept.paused = False
        if pfn is None:
            return
        kept.fill(number, np.array([pfn], np.int64), COSTLY_ORDER)


RULE = _Slabs()
