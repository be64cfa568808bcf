"""Carried along: how many slabs the kernel gives back as memory goes offline, and takes again at once.

Before a memory block's pages move, every cache of the slab allocator gives back what is empty of it
(mm/slub.c:slab_mem_going_offline_callback), and those that are used most take a slab again right after. No snapshot
shows which slabs are empty; that many are, the first time, is taken for granted. How many are taken again the CPU's
lists of the zone tell: they were emptied for the request, and the first slab that is taken fetches several
(mm/page_alloc.c:rmqueue_bulk), so that some are left there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.capture.record import Capture
from engine.fidelity.requests import BlockChange
from engine.guest.guest import Guest
from engine.memory.batches import empties_all
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark, Memory
from engine.memory.parked import drain
from engine.memory.per_cpu import COSTLY_ORDER, number_of
from engine.memory.zone import Zone
from engine.units import Pages

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed

NAME = "slabs"
_SLABS = 3 * COSTLY_ORDER
"""The number of a CPU's list of slabs of the usual order (mm/slub.c: slub_max_order)."""
_EINTR = 4


@attrs.frozen
class Shrunk:
    """What is known once memory has gone offline: caches have little left that is empty.

    Attributes:
        again: how many slabs were taken again; 0 where the lists do not tell.
    """

    again: int = 0


class _Slabs:
    """What is known is `Shrunk`; None: memory has not gone offline yet, as far as anybody saw."""

    def learn(self, known: Shrunk | None, passed: Passed) -> Shrunk | None:
        """Look at what a request left on the lists of the zone that it took memory from."""
        if passed.before is None:
            return known
        for request in passed.requests:
            if (
                isinstance(request, BlockChange)
                and request.word == "offline"
                and request.errno in (0, _EINTR)
            ):
                found = _taken(passed.before, passed.after, request)
                known = (known or Shrunk()) if found is None else Shrunk(found)
        return known

    def guesses(self, known: Shrunk | None, before: Capture) -> tuple[Shrunk | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Shrunk) -> None:
        """Nothing is to be done before a request (see `shrink` and `take_again`)."""


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


def shrink(memory: Memory, own: Zone, *, first: bool) -> None:
    """Let caches give back slabs that are empty, before pages move.

    Since 6.7 a few that come free make what CPUs fetch next begin small, and many empty the CPU's lists of their zone
    (free_unref_page_commit: alloc_factor, free_high). In the zone that loses memory, pages pass the lists by. Seen on
    x86-64: 8 slabs of the usual order and more the first time, a few at each request after that. With DLPAR on ppc64
    there were 5, and none from one LMB to the next.

    Args:
        memory: the guest's.
        own: the zone that loses memory.
        first: whether it is the first time, and there are many.
    """
    for zone in memory.zones:
        kept = zone.per_cpu
        if zone is own or zone.movable or kept is None or kept.tuning is None or not zone.present:
            continue
        kept.tuning.grown = 0
        if not first:
            continue
        kept.tuning.freed, kept.tuning.after_block = kept.batch, True
        if pages := empties_all(kept, COSTLY_ORDER):
            drain(memory.frames, zone, kept, pages, _SLABS)


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
