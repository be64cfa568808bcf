"""Carried along: how far the batches that CPUs give back have grown, and what became of their lists since.

After many pages came free, the next block of a few pages that comes free takes everything with it that its CPU keeps of
the zone (mm/page_alloc.c:free_unref_page_commit, free_high). A recorder that writes down what it saw frees such blocks
at once: what goes to a virtio console is copied into kernel buffers of up to 32 KiB, one contiguous block each
(drivers/char/virtio_console.c:port_fops_write). So lists that are full in a snapshot are empty when the next step
begins, unless pages were taken after those that came free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.capture.record import Capture
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark, Memory
from engine.units import KIB, Bytes

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed

BUFFER: Bytes = 32 * KIB
"""A buffer of a console has at most so many bytes."""
_MOST_BUFFERS = 8
Factors = dict[tuple[int, str], int]
"""By node and name of a zone, how often the next batch that is given back is doubled, on the CPU that work runs on."""


class _Drain:
    """What is known is `Factors`."""

    def learn(self, known: Factors | None, passed: Passed) -> Factors | None:
        """Take what the engine left; what it did not predict leaves nothing known."""
        del known
        if passed.guest is None:
            return None
        zones = passed.guest.memory.zones
        return {(zone.node, zone.name): zone.per_cpu.factor for zone in zones if zone.per_cpu is not None}

    def guesses(self, known: Factors | None, before: Capture) -> tuple[Factors | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Factors) -> None:
        """Let the lists be as the recorder's writing left them. On which of several CPUs it ran, nobody knows."""
        memory = guest.memory
        if len(memory.node_of_cpu) > 1:
            return
        # a page that the kernel took for itself since is assumed: most steps see one (pgalloc less pgfree), but where
        # a page has room for all that it takes
        taken = int(guest.page_size < BUFFER)
        for zone in memory.zones:
            if zone.per_cpu is not None:
                zone.per_cpu.factor = known.get((zone.node, zone.name), 0) >> taken
        write_down(memory, guest.page_size)


def write_down(memory: Memory, page_size: Bytes) -> None:
    """Take and free a console's buffer until that makes no more difference; smaller than two pages, it makes none."""
    order = (BUFFER // page_size).bit_length() - 1
    if order < 1:
        return
    for _ in range(_MOST_BUFFERS):
        if not any(zone.per_cpu is not None and zone.per_cpu.factor for zone in memory.zones):
            return
        pfn = memory.alloc(order, MigrateType.UNMOVABLE, Kind.KERNEL, mark=Mark.LOW)
        if pfn is None:
            return
        memory.free(pfn, order)


RULE = _Drain()
