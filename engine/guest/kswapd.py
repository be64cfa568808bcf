"""The kernel's own reclaim, in the background and between the marks (mm/vmscan.c:balance_pgdat)."""

from __future__ import annotations

import attrs

from engine.guest.guest import Guest
from engine.guest.reclaim import CLUSTER, Reclaimed, drop_clean, reclaim
from engine.guest.surroundings import Surroundings
from engine.guest.swap import tell_swapping
from engine.memory.kinds import Kind
from engine.memory.zone import Zone, highest_rank
from engine.timeline import After, On, Process, Wait
from engine.units import MILLISECOND, Nanoseconds, Pages

BATCH: Pages = 256
"""Pages that kswapd takes back before it looks again.

The kernel looks after a pass, over a part of the lists that doubles with each until there is enough
(mm/vmscan.c:balance_pgdat): it may free thousands of pages too many, as its last pass happened to begin.
"""
TURN: Nanoseconds = 4 * MILLISECOND
"""A thread that is woken waits so long for its turn where another runs: a tick of a kernel of 250 Hz."""


@attrs.define
class Kswapd(Process[Surroundings]):
    """Reclaims until kernel memory and programs each have a zone above its high mark; then it sleeps until it is woken.

    Where nothing can be reclaimed it sleeps too, and tries again when the next allocation wakes it. While a zone's
    marks are boosted it makes up for that first.
    """

    guest: str
    woken: bool = False
    """Whether it has yet to wait for its turn on the CPU."""

    def step(self, world: Surroundings) -> Wait:
        """Take one batch back, for a boost first."""
        guest = world.guests[self.guest]
        if self.woken:
            self.woken = False
            if shares_cpu(guest):
                return After(TURN)
        boosts = [zone for zone in guest.memory.zones if zone.boost]
        self._set_reclaiming(guest, True)
        taken = self._for_boost(guest, boosts) if boosts else self._for_marks(guest)
        if boosts or taken.pages:
            tell_swapping(world, guest, taken.swapped)
            if taken.pages:
                world.signal(f"memory {guest.name}")
            cost = max(taken.cost, guest.costs.scan(1))
            return After(max(cost, guest.costs.inflate(taken.pages)) if shares_cpu(guest) else cost)
        self._set_reclaiming(guest, False)
        self.woken = True
        return On(_topic(guest))

    def _for_boost(self, guest: Guest, zones: list[Zone]) -> Reclaimed:
        """Drop clean file pages, as many as marks were boosted by, and lower those again; nothing else goes."""
        wanted = sum(zone.boost for zone in zones)
        taken = drop_clean(guest, min(BATCH, wanted))
        left = taken.clean or wanted
        for zone in zones:
            lowered = min(zone.boost, left)
            zone.boost -= lowered
            left -= lowered
        guest.changes += 1
        return taken

    def _for_marks(self, guest: Guest) -> Reclaimed:
        memory = guest.memory
        kernel, programs = memory.zonelist(Kind.KERNEL), memory.zonelist(Kind.ANON)
        zones = kernel if _missing(kernel) else programs
        missing = _missing(zones)
        if not missing:
            return Reclaimed()
        if keeps_pages(guest):
            missing = max(missing, CLUSTER)
        return reclaim(guest, min(BATCH, missing), highest=highest_rank(zones))

    def _set_reclaiming(self, guest: Guest, at_work: bool) -> None:
        for zone in guest.memory.zones:
            zone.reclaiming = at_work and bool(zone.present)


def wake_kswapd(world: Surroundings, guest: Guest) -> None:
    """Let kswapd look: an allocation found no zone above its low mark, or boosted one's marks."""
    if guest.kswapd:
        world.signal(_topic(guest))
    else:
        guest.kswapd = world.start(Kswapd(guest.name, woken=True))


def keeps_pages(guest: Guest) -> bool:
    """Say whether the guest's CPUs keep pages: its memory is followed page by page then, as in a real machine."""
    return any(zone.cpus for zone in guest.memory.zones)


def shares_cpu(guest: Guest) -> bool:
    """Say whether kswapd runs on the only CPU there is beside a balloon's worker: they take turns.

    A page that it drops takes it as long as one takes the worker then (kernel/sched/fair.c: equal shares).
    """
    return guest.driving and keeps_pages(guest) and len(guest.memory.node_of_cpu) == 1


def wake_if_boosted(world: Surroundings, guest: Guest) -> None:
    """Let kswapd look if an allocation boosted a zone's marks (mm/page_alloc.c:rmqueue)."""
    if any(zone.boost for zone in guest.memory.zones):
        wake_kswapd(world, guest)


def _missing(zones: list[Zone]) -> Pages:
    """Return how many pages the zones of a request lack until one of them is above its high mark; 0: one is.

    Source: mm/vmscan.c:pgdat_balanced.
    """
    highest = highest_rank(zones)
    return min((max(0, z.high + z.protection[highest] - z.free_pages) for z in zones), default=0)


def _topic(guest: Guest) -> str:
    return f"kswapd {guest.name}"
