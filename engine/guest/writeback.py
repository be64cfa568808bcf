"""Dirty file pages are written back in the background, once there are many (mm/page-writeback.c)."""

from __future__ import annotations

import attrs

from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.memory.holdings import change_kind
from engine.memory.kinds import Kind
from engine.memory.lru import oldest
from engine.timeline import After, On, Process, Wait
from engine.units import Pages

BATCH: Pages = 256
"""Pages that are written back before the flusher looks again."""
BACKGROUND_PERCENT = 10
"""Of what is free or file cache: from so much on the flusher works (vm.dirty_background_ratio)."""
LIMIT_PERCENT = 20
"""From so much on who writes has to wait for the disk (vm.dirty_ratio)."""


@attrs.define
class Flusher(Process[Surroundings]):
    """Writes dirty pages back, the ones used longest ago first, until they are few; then it sleeps until it is woken.

    Pages that are merely old are not written back: the kernel does so after 30 s. To be written back is no use: clean
    pages are dropped before those that were used later, and a batch counts as older than all that is clean.
    """

    guest: str

    def step(self, world: Surroundings) -> Wait:
        """Write one batch back."""
        guest = world.guests[self.guest]
        excess = dirty(guest) - dirtyable(guest) * BACKGROUND_PERCENT // 100
        if excess <= 0:
            return On(_topic(guest))
        pages = oldest(guest.memory, Kind.FILE_DIRTY, min(BATCH, excess))
        if guest.memory.rules.notes_used:
            guest.memory.stored.append(pages)
        change_kind(guest.memory, pages, Kind.FILE_DIRTY, Kind.FILE, old=True)
        return After(guest.costs.write_back(len(pages)))


def wake_flusher(world: Surroundings, guest: Guest) -> bool:
    """Wake the flusher if there is much to write back; say whether who writes has to wait for the disk."""
    share = 100 * dirty(guest)
    if share > BACKGROUND_PERCENT * dirtyable(guest):
        if guest.flusher:
            world.signal(_topic(guest))
        else:
            guest.flusher = world.start(Flusher(guest.name))
    return share > LIMIT_PERCENT * dirtyable(guest)


def dirty(guest: Guest) -> Pages:
    """Return how many file pages are dirty."""
    return guest.memory.held[Kind.FILE_DIRTY].count


def dirtyable(guest: Guest) -> Pages:
    """Return how many pages could be dirty at most (mm/page-writeback.c:global_dirtyable_memory)."""
    free = sum(zone.free_pages for zone in guest.memory.zones)
    return free + guest.memory.held[Kind.FILE].count + dirty(guest)


def _topic(guest: Guest) -> str:
    return f"flusher {guest.name}"
