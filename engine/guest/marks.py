"""What a guest's watermarks are computed from: what is online, and never what a balloon takes."""

from __future__ import annotations

import numpy as np

from engine.events import MarksRecomputed
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind
from engine.units import Bytes, Pages


def managed_without_balloon(guest: Guest) -> list[Pages]:
    """Return what each zone has to manage, what the balloon holds left out however it is accounted for."""
    memory = guest.memory
    managed = [zone.managed for zone in memory.zones]
    if guest.driver.accounting == "shrink" or not guest.balloon.pages:
        return managed
    for place in range(len(managed)):
        managed[place] -= int(memory.counts[memory.section_zone == place, Kind.BALLOON].sum(dtype=np.int64))
    for section in memory.parts:
        inside = np.flatnonzero(memory.frames.kinds_of(section) == Kind.BALLOON)
        zones = memory.zones_at((section << memory.layout.section_shift) + inside)
        for place, pages in enumerate(np.bincount(zones, minlength=len(managed)).tolist()):
            managed[place] -= pages
    return managed


def recompute(guest: Guest) -> None:
    """Recompute watermarks and reserves, as after every online and offline.

    Source: mm/memory_hotplug.c:online_pages, offline_pages (init_per_zone_wmark_min). Paper 4.3: the kernel has "an
    accurate view of how much memory it really has". A balloon driver only takes pages, and leaves the marks alone.
    """
    if not guest.marks_before:
        guest.marks_before = _marks(guest)
    guest.memory.set_watermarks()


def tell_of_marks(world: Surroundings, guest: Guest) -> None:
    """Say how the marks have changed since the operation began that has ended now."""
    before, after = dict(guest.marks_before), dict(_marks(guest))
    changed = tuple((zone, before.get(zone, (0, 0, 0)), marks) for zone, marks in after.items())
    changed = tuple(row for row in changed if row[1] != row[2])
    if before and changed:
        world.emit(MarksRecomputed(guest=guest.name, zones=changed))
    guest.marks_before = ()


def _marks(guest: Guest) -> tuple[tuple[str, tuple[Bytes, Bytes, Bytes]], ...]:
    """Return every zone's min, low and high by its name, with its node where there are several."""
    size, nodes = guest.page_size, guest.memory.nodes
    return tuple(
        (
            zone.name if nodes == 1 else f"{zone.name} of node {zone.node}",
            (zone.min * size, zone.low * size, zone.high * size),
        )
        for zone in guest.memory.zones
        if zone.managed
    )
