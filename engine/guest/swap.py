"""A guest's own swap: how many pages of which program are on it. What they hold is not simulated."""

from __future__ import annotations

import numpy as np

from engine.events import Swapping
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.memory.holdings import release
from engine.memory.kinds import Kind
from engine.memory.page_list import Array
from engine.memory.standing import owners_of
from engine.units import SECOND, Nanoseconds, Pages

TOLD_EVERY: Nanoseconds = 10 * SECOND
"""While a guest goes on swapping it is told of so often."""


def swap_used(guest: Guest) -> Pages:
    """Return how many pages are on swap."""
    return sum(guest.swapped.values())


def swap_free(guest: Guest) -> Pages:
    """Return how many more pages swap can take."""
    return guest.swap - swap_used(guest)


def swap_out(guest: Guest, pfns: Array) -> None:
    """Let anon pages be on swap; their page frames are free."""
    owners, pages = np.unique(owners_of(guest.memory.frames, pfns), return_counts=True)
    for owner, count in zip(owners.tolist(), pages.tolist(), strict=True):
        guest.swapped[owner] = guest.swapped.get(owner, 0) + count
    guest.swap_outs += len(pfns)
    if guest.memory.rules.notes_used:
        guest.memory.stored.append(pfns)
    release(guest.memory, Kind.ANON, pfns)
    guest.changes += 1


def forget_swapped(guest: Guest, owner: int, pages: Pages) -> Pages:
    """Let so many of an owner's pages be on swap no more, or as many as there are; return how many."""
    there = guest.swapped.get(owner, 0)
    gone = min(there, pages)
    if gone == there:
        guest.swapped.pop(owner, None)
    else:
        guest.swapped[owner] = there - gone
    guest.changes += 1
    return gone


def tell_swapping(world: Surroundings, guest: Guest, pages: Pages) -> None:
    """Say that pages went to swap, unless that was said lately."""
    if not pages or (guest.swap_told >= 0 and world.now < guest.swap_told + TOLD_EVERY):
        return
    guest.swap_told = world.now
    size = guest.page_size
    file = guest.memory.held[Kind.FILE].count + guest.memory.held[Kind.FILE_DIRTY].count
    world.emit(Swapping(guest=guest.name, swapped=swap_used(guest) * size, file=file * size))
