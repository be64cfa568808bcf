"""Carried along: what CPUs remember of each zone where their limits and batches follow what is asked (6.7 and later).

No snapshot shows by how much the next batch that a list fetches is larger than the smallest one (alloc_factor), nor how
many pages came free lately (free_count). The engine's own prediction ends with both; and until the next step begins,
whatever frees a block halves the first, and whatever takes one the second. How many did, the last step's pgfree tells:
all that came free in it but the balloon's pages and slab, in blocks of 32 KiB, as a recorder's console takes and frees
one for each write (drivers/char/virtio_console.c:port_fops_write; mm/page_alloc.c:free_unref_page_commit,
rmqueue_pcplist).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.capture.record import Capture
from engine.fidelity.carry_drain import BUFFER
from engine.fidelity.requests import BalloonChange
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark, Memory
from engine.memory.per_cpu import Tuning
from engine.units import Bytes, Pages

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed

_SLAB = ("nr_slab_reclaimable", "nr_slab_unreclaimable")
_ENOUGH = 8
"""After so many writes nothing is remembered any more."""
_Zone = tuple[int, str]
"""Node and name."""


@attrs.frozen
class Remembered:
    """What is known.

    Attributes:
        tunings: by zone, what each CPU remembers of it; a zone is left out where nobody knows.
        writes: blocks of BUFFER that were taken and freed since.
    """

    tunings: dict[_Zone, tuple[Tuning, ...]]
    writes: int


class _Tuning:
    """What is known is `Remembered`."""

    def learn(self, known: Remembered | None, passed: Passed) -> Remembered | None:
        """Take what the engine left; what it did not predict leaves nothing known."""
        del known
        if passed.guest is None or not passed.guest.memory.rules.tunes_per_cpu:
            return None
        tunings = {
            (zone.node, zone.name): tuple(attrs.evolve(kept.tuning) for kept in zone.cpus if kept.tuning)
            for zone in passed.guest.memory.zones
        }
        return Remembered(tunings, _writes(passed))

    def guesses(self, known: Remembered | None, before: Capture) -> tuple[Remembered | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Remembered) -> None:
        """Let CPUs remember it, and then write down what was seen. The bounds are the snapshot's, not the memory's."""
        memory = guest.memory
        for zone in memory.zones:
            for kept, was in zip(zone.cpus, known.tunings.get((zone.node, zone.name), ()), strict=False):
                if kept.tuning is not None:
                    kept.tuning = attrs.evolve(was, least=kept.tuning.least, most=kept.tuning.most)
        for _ in range(known.writes):
            _write(memory, guest.page_size)


def _writes(passed: Passed) -> int:
    """Return how many blocks of BUFFER came free in a step, the balloon's pages and those of slab left out."""
    if passed.before is None or "pgfree" not in passed.after.vmstat:
        return 1
    was, now = passed.before.vmstat, passed.after.vmstat
    freed: Pages = now["pgfree"] - was.get("pgfree", 0)
    freed -= sum(-it.pages for it in passed.requests if isinstance(it, BalloonChange) and it.pages < 0)
    freed -= max(0, sum(was.get(name, 0) - now.get(name, 0) for name in _SLAB))
    return max(0, min(_ENOUGH, freed // max(1, BUFFER // passed.after.page_size)))


def _write(memory: Memory, page_size: Bytes) -> None:
    order = max(1, BUFFER // page_size).bit_length() - 1
    pfn = memory.alloc(order, MigrateType.UNMOVABLE, Kind.KERNEL, mark=Mark.LOW)
    if pfn is not None:
        memory.free(pfn, order)


RULE = _Tuning()
