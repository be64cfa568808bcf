"""Room for pages that have to leave an isolated range: where they may go, and reclaim until they fit."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.guest.guest import Guest
from engine.guest.reclaim import reclaim
from engine.memory.kinds import REMAPPED_KINDS, Kind
from engine.memory.memory import Mark, limit_of
from engine.memory.zone import Zone, highest_rank
from engine.units import Nanoseconds, Pages

RECLAIM_TRIES = 8
"""Times that migration reclaims for one pageblock before it takes what there is."""
SINGLE_KINDS = (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED)
_IS_SINGLE = np.isin(np.arange(256), SINGLE_KINDS)
_IS_SINGLE_OR_BALLOON = np.isin(np.arange(256), (*SINGLE_KINDS, Kind.BALLOON))


@attrs.frozen
class Room:
    """What it took to make room for pages."""

    short: bool
    """Whether there was too little at first."""
    swapped: Pages
    cost: Nanoseconds


def one_by_one(guest: Guest) -> NDArray[np.bool_]:
    """Say of each kind whether migration moves single pages of it."""
    return _IS_SINGLE_OR_BALLOON if guest.balloon_pages == "migrate" else _IS_SINGLE


def make_room(guest: Guest, section: int, at: int, pages: Pages) -> Room:
    """Reclaim pages until what must leave a part of a section has room.

    The oldest go first, wherever they lie; those in isolated sections make no room, so there is more than one try.
    """
    memory, zones = guest.memory, zones_for(guest, section)
    cost = swapped = tries = 0
    while True:
        must_leave = _must_leave(guest, memory.frames.kinds_of(section)[at : at + pages])
        missing = must_leave - sum(zone.spare(limit_of(zone, Mark.LOW, zones), 0) for zone in zones)
        if missing <= 0:
            return Room(tries > 0, swapped, cost)
        if tries == RECLAIM_TRIES or not (got := reclaim(guest, missing, highest=highest_rank(zones))).pages:
            return Room(True, swapped, cost)
        cost += got.cost
        swapped += got.swapped
        tries += 1


def _must_leave(guest: Guest, kinds: NDArray[np.uint8]) -> Pages:
    """Count the pages that need another place."""
    leaves = one_by_one(guest)[kinds] | (kinds == Kind.HUGETLB)
    if guest.kernel.remaps_kernel:
        leaves |= np.isin(kinds, REMAPPED_KINDS)
    return int(np.count_nonzero(leaves))


def zones_for(guest: Guest, section: int, *, high: bool = False) -> list[Zone]:
    """Return the zones that a section's movable pages may go to.

    Where other nodes have memory, the pages go to those (mm/memory_hotplug.c:do_migrate_range).

    Args:
        guest: whose.
        section: where the pages are.
        high: whether they may go to ZONE_MOVABLE although they do not lie there.
    """
    memory = guest.memory
    zone = memory.zones[memory.zones_in(section)[-1]]
    node = (zone.node + 1) % memory.nodes
    zones = memory.zonelist(Kind.ANON, movable_zone=high or zone.movable, node=node)
    return [other for other in zones if other.node != zone.node] or zones


def room_for(guest: Guest, section: int) -> Pages:
    """Return how many of a section's movable pages find a place without reclaim, above the low watermarks."""
    zones = zones_for(guest, section)
    return sum(zone.spare(limit_of(zone, Mark.LOW, zones), 0) for zone in zones)
