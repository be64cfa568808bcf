"""A guest that is booted anew: what it is stays, what it had is gone."""

from __future__ import annotations

import attrs

from engine.guest.balloon import Balloon
from engine.guest.guest import Guest
from engine.guest.reports import Reports
from engine.guest.virtio_mem import VirtioMem
from engine.memory.boot_map import BootMap
from engine.memory.kinds import Kind
from engine.memory.memory import Memory
from engine.units import Pages

REFILLED = (Kind.ANON, Kind.MLOCKED, Kind.HUGETLB)
"""What a program takes again when it is started anew; files it has to read again, one by one."""


def booted_anew(guest: Guest, pages: Pages) -> Guest:
    """Return the guest as it is when it has booted with so many pages; counters of what it ever did go on."""
    old, platform = guest.memory, guest.platform
    # the host has paged nothing of it yet, so that what it touches is of no interest
    rules = attrs.evolve(old.rules, notes_used=False, notes_allotted=guest.reports is not None)
    memory = Memory(old.layout, rules, old.nodes)
    memory.boot_as(laid_out(guest, pages))
    if any(zone.cpus for zone in old.zones):
        memory.park(old.node_of_cpu)
    block_sections = guest.block_sections
    if guest.kernel.large_blocks:
        block_sections = platform.block_sections(laid_out(guest, pages).ram[-1].end * platform.page_size)
    return attrs.evolve(
        guest,
        memory=memory,
        boot=pages,
        target=pages,
        block_sections=block_sections,
        balloon=Balloon(),
        coming=(),
        hotplug_line=(),
        workloads=(),
        programs={},
        last_pid=0,
        kswapd=0,
        exiting=(),
        flusher=0,
        swapped={},
        driving=False,
        refill=0,
        offlined=-1,
        helped=-1,
        reports=None if guest.reports is None else Reports(),
        reporter=0,
        dimms=(),
        held_up={},
        aim=None,
        marks_before=(),
        slow_since=-1,
        paging=None,
        virtio_mem=_unplugged(guest, laid_out(guest, pages)),
        changes=guest.changes + 1,
    )


def _unplugged(guest: Guest, boot: BootMap) -> VirtioMem | None:
    """Return its virtio-mem device with nothing plugged; none where memory at boot now lies in the device's region."""
    device = guest.virtio_mem
    if device is None or boot.ram[-1].end > device.first * guest.section_pages:
        return None
    return attrs.evolve(device, requested=0)


def laid_out(guest: Guest, pages: Pages) -> BootMap:
    """Return where its memory lies when it boots with so many pages."""
    memory, share = pages * guest.page_size, guest.kernel.kernelcore_share
    return BootMap.of(guest.platform, memory, guest.memory.nodes, -(-memory // share) if share else None)


@attrs.frozen
class Belongings:
    """What a program has, so that it can be started anew: its kind of pages, and how many."""

    command: str
    kind: Kind
    pages: Pages


def belongings(guest: Guest) -> tuple[Belongings, ...]:
    """Return what programs that were begun to fill memory have in memory and on swap, by number and kind."""
    found = []
    running = {number for number, it in guest.programs.items() if it.process}
    for number, program in sorted(guest.programs.items()):
        if number in running:
            continue
        held = guest.memory.frames.owned.of(number)
        for kind in REFILLED:
            pages = int(held[kind]) + (guest.swapped.get(number, 0) if kind is Kind.ANON else 0)
            if pages:
                found.append(Belongings(program.command, kind, pages))
    return tuple(found)
