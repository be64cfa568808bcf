"""The kernel's own reclaim, in the background and between the marks (mm/vmscan.c:balance_pgdat)."""

from __future__ import annotations

import attrs

from engine.guest.guest import Guest
from engine.guest.reclaim import reclaim
from engine.guest.surroundings import Surroundings
from engine.guest.swap import tell_swapping
from engine.memory.kinds import Kind
from engine.memory.zone import Zone
from engine.timeline import After, On, Process, Wait
from engine.units import Pages

BATCH: Pages = 256
"""Pages that kswapd takes back before it looks again."""


@attrs.define
class Kswapd(Process[Surroundings]):
    """Reclaims until kernel memory and programs each have a zone above its high mark; then it sleeps until it is woken.

    Where nothing can be reclaimed it sleeps too, and tries again when the next allocation wakes it.
    """

    guest: str

    def step(self, world: Surroundings) -> Wait:
        """Take one batch back."""
        guest = world.guests[self.guest]
        memory = guest.memory
        kernel, programs = memory.zonelist(Kind.KERNEL), memory.zonelist(Kind.ANON)
        missing = _missing(kernel) or _missing(programs)
        if missing:
            taken = reclaim(guest, min(BATCH, missing), movable_zone=not _missing(kernel))
            if taken.pages:
                tell_swapping(world, guest, taken.swapped)
                world.signal(f"memory {guest.name}")
                return After(taken.cost)
        return On(_topic(guest))


def wake_kswapd(world: Surroundings, guest: Guest) -> None:
    """Let kswapd look: an allocation found no zone above its low mark."""
    if guest.kswapd:
        world.signal(_topic(guest))
    else:
        guest.kswapd = world.start(Kswapd(guest.name))


def _missing(zones: list[Zone]) -> Pages:
    """Return how many pages the zones of a request lack until one of them is above its high mark; 0: one is."""
    higher = any(zone.movable for zone in zones)
    return min(
        (max(0, zone.high + (zone.reserve if higher else 0) - zone.free_pages) for zone in zones), default=0
    )


def _topic(guest: Guest) -> str:
    return f"kswapd {guest.name}"
