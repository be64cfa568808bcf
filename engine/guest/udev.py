"""What a guest's kernel tells its programs: an event for each memory block that comes or goes, nothing for a balloon.

Sources: drivers/base/memory.c and drivers/base/core.c: device_add, device_online, device_offline and device_del send
KOBJ_ADD, KOBJ_ONLINE, KOBJ_OFFLINE and KOBJ_REMOVE. Kernels of 2006 sent the first and the last only
(drivers/base/sys.c). Paper 5.2: a balloon sends none.
"""

from __future__ import annotations

from typing import Literal

import attrs

from engine.events import MoreUdevEvents, UdevEvent
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.guest.uevents import Uevents
from engine.units import SECOND, Nanoseconds

Action = Literal["add", "online", "offline", "remove"]
SETTLES: Nanoseconds = SECOND
"""Programs look again when so long no event came (`udevadm settle`)."""
TOLD = 4
"""Events of one operation that are told of one by one."""


def send(world: Surroundings, guest: Guest, action: Action, section: int) -> None:
    """Send an event for the memory block of a section, where the guest's kernel sends such events."""
    if action in ("online", "offline") and not guest.kernel.online_uevents:
        return
    was = guest.uevents
    block = section // guest.block_sections
    counts = {**was.counts, action: was.counts.get(action, 0) + 1}
    told = was.told < TOLD
    guest.uevents = attrs.evolve(
        was,
        counts=counts,
        last=world.now,
        told=was.told + told,
        untold=was.untold + (not told),
    )
    guest.changes += 1
    if told:
        world.emit(UdevEvent(guest=guest.name, action=action, block=block))


def tell_of_more(world: Surroundings, guest: Guest) -> None:
    """Say how many events were not told of one by one, now that an operation has ended."""
    was = guest.uevents
    if was.untold:
        world.emit(MoreUdevEvents(guest=guest.name, number=was.untold))
    if was.told:
        guest.uevents = attrs.evolve(was, told=0, untold=0)


def heard(guest: Guest, known: int, now: Nanoseconds) -> int | None:
    """Return how many events there were, where a program that knows of fewer has reason to look again; else None."""
    there: Uevents = guest.uevents
    return there.total if there.total != known and now >= there.last + SETTLES else None
