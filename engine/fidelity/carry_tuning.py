"""Carried along: what CPUs remember of each zone where their limits and batches follow what is asked (6.7 and later).

No snapshot shows by how much the next batch that a list fetches is larger than the smallest one (alloc_factor), nor how
many pages came free lately (free_count). The engine's own prediction ends with both. Until the next step begins, a
recorder writes down what it saw, 32 KiB at a time in a block that is taken and freed: the one halves free_count, the
other alloc_factor, and from the second block on that comes free after many pages, each gives back a part of what is on
the lists. How much is written, the snapshot tells: page flags as runs of pages that are alike, each block and page on a
list, and text (`written`; so much came free in every step of the traces, by pgfree).

Source: drivers/char/virtio_console.c:port_fops_write, mm/page_alloc.c:free_unref_page_commit, rmqueue_pcplist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.capture.record import Capture
from engine.fidelity.carry_drain import BUFFER
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark, Memory
from engine.memory.per_cpu import GROWS_UP_TO, Tuning
from engine.units import KIB, Bytes, Pages

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed

_WORD: Bytes = 4
"""What an entry of a list takes, or a pageblock's type (memsnap)."""
_RUN: Bytes = 12
"""What a run of pages with the same flags takes: the flags, and how many pages."""
_TEXT: Bytes = 12 * KIB
"""What the texts of /proc take, about."""
_ENOUGH = 16
"""After so many writes nothing is remembered any more."""
_MANY: Pages = 1 << 12
"""Fewer pages are taken by whatever goes on."""
_Zone = tuple[int, str]
"""Node and name."""


@attrs.frozen
class Remembered:
    """What is known.

    Attributes:
        tunings: by zone, what each CPU remembers of it; a zone is left out where nobody knows.
        written: bytes that were written since.
    """

    tunings: dict[_Zone, tuple[Tuning, ...]]
    written: Bytes


class _Tuning:
    """What is known is `Remembered`."""

    def learn(self, known: Remembered | None, passed: Passed) -> Remembered | None:
        """Take what the engine left, or else what a step shows in which pages were taken for long."""
        del known
        if passed.guest is None:
            tunings = _of_unpredicted(passed)
        elif not passed.guest.memory.rules.tunes_per_cpu:
            return None
        else:
            tunings = {
                (zone.node, zone.name): tuple(attrs.evolve(kept.tuning) for kept in zone.cpus if kept.tuning)
                for zone in passed.guest.memory.zones
            }
        return Remembered(tunings, written(passed.after)) if tunings else None

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
        write(memory, known.written, guest.page_size)


def _of_unpredicted(passed: Passed) -> dict[_Zone, tuple[Tuning, ...]]:
    """Return what is known after a step that the engine did not predict.

    Where more pages were taken than came free, and a CPU keeps no more than a list fetches at most, pages were taken
    last, by so many that batches had grown as far as they do: a program read a file, and not one that freed memory.
    """
    now, was = passed.after.vmstat, passed.before.vmstat if passed.before is not None else {}
    taken = sum(pages - was.get(name, 0) for name, pages in now.items() if name.startswith("pgalloc_"))
    if not was or taken - (now.get("pgfree", 0) - was.get("pgfree", 0)) < _MANY:
        return {}
    return {
        (zone.node, zone.name): tuple(
            Tuning(grown=GROWS_UP_TO if cpu.count <= cpu.batch << GROWS_UP_TO else 0) for cpu in zone.cpus
        )
        for zone in passed.after.zones
    }


def written(capture: Capture) -> Bytes:
    """Return the bytes that a recorder of traces writes of a snapshot, nearly."""
    pages = [pfns for zone in capture.zones for pfns in (zone.lists or {}).values()]
    pages += [pfns for zone in capture.zones for cpu in zone.cpus for pfns in (cpu.lists or {}).values()]
    pageblocks = sum(map(len, (capture.pageblock_types or {}).values()))
    runs = 1 + int(np.count_nonzero(capture.flags[1:] != capture.flags[:-1]))
    return _WORD * (sum(map(len, pages)) + pageblocks) + _RUN * runs + _TEXT


def write(memory: Memory, written: Bytes, page_size: Bytes) -> None:
    """Take and free what a console needs for writing so much; up to two pages at a time come from slab."""
    for _ in range(_ENOUGH):
        size = min(written, BUFFER)
        if size <= 2 * page_size:
            return
        order = (-(-size // page_size) - 1).bit_length()
        pfn = memory.alloc(order, MigrateType.UNMOVABLE, Kind.KERNEL, mark=Mark.LOW)
        if pfn is None:
            return
        memory.free(pfn, order)
        written -= size


RULE = _Tuning()
