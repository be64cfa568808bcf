"""A balloon gives back pages of its own choice: in given sections, and of these first what lies scattered."""

from __future__ import annotations

import attrs
import numpy as np

from engine.guest.balloon_exchange import HOST_PATIENCE, release
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind
from engine.memory.page_list import Array
from engine.timeline import After, Done, On, Process, Wait
from engine.units import Pages

AT_ONCE: Pages = 4096
"""Pages that one step gives back at most: which they are is looked for on the driver's list each time."""


@attrs.define
class GiveBack(Process[Surroundings]):
    """Give back so many pages, section by section.

    In each of them the pageblocks come first of which the balloon holds least: what it holds whole comes last, and
    stays free in large blocks, for allocations take the smallest.
    """

    guest: str
    operation: int
    sections: tuple[int, ...]
    left: Pages
    whole: bool = False
    """Only pageblocks of which all that is not free is the balloon's, those in the largest such stretches first."""
    at: int = 0

    def step(self, world: Surroundings) -> Wait:
        """Give one batch back."""
        guest = world.guests[self.guest]
        if self.left <= 0 or self.at == len(self.sections):
            return Done("given back")
        pages = min(self.left, AT_ONCE)
        if world.host.room(self.guest) < pages:
            world.waits(self.operation, world.host.shortage(self.left * guest.frames_per_page))
            return On("host", HOST_PATIENCE)
        find = _whole_first if self.whole else _scattered_first
        found = find(guest, self.sections[self.at])[:pages]
        if not len(found):
            self.at += 1
            return After(0)
        release(world, guest, np.sort(found))
        self.left -= len(found)
        world.progress(self.operation, waits_for=None)
        return After(guest.costs.deflate(len(found)))


def _scattered_first(guest: Guest, section: int) -> Array:
    """Return what the balloon holds of a section in pageblocks for movable pages, least held pageblocks first.

    Of pageblocks that it holds alike, those come first of whose neighbours in larger blocks it holds least.
    """
    layout = guest.memory.layout
    inside = _for_movable(guest, section)
    keys = []
    for order in range(layout.max_order, layout.pageblock_order - 1, -1):
        blocks = inside >> order
        keys.append(np.bincount(blocks, minlength=1)[blocks])
    found: Array = (section << layout.section_shift) + inside[np.lexsort(keys)]
    return found


def _whole_first(guest: Guest, section: int) -> Array:
    """Return what the balloon holds of a section in pageblocks that nobody else uses, the largest stretches first."""
    layout = guest.memory.layout
    kinds = guest.memory.frames.kinds_of(section)
    inside = _for_movable(guest, section)
    used = (kinds != Kind.BALLOON) & (kinds != Kind.FREE)
    inside = inside[~used.reshape(-1, layout.pageblock_pages).any(axis=1)[inside >> layout.pageblock_order]]
    keys = [inside]
    for order in range(layout.pageblock_order + 1, layout.max_order + 1):
        in_use = used.reshape(-1, 1 << order).any(axis=1)
        keys.append(in_use[inside >> order].astype(np.int64))
    found: Array = (section << layout.section_shift) + inside[np.lexsort(keys)]
    return found


def _for_movable(guest: Guest, section: int) -> Array:
    """Return what the balloon holds of a section in pageblocks for movable pages, counted from its first page."""
    frames, layout = guest.memory.frames, guest.memory.layout
    inside: Array = np.flatnonzero(frames.kinds_of(section) == Kind.BALLOON)
    movable = frames.types_of(section) == guest.memory.free_type
    found: Array = inside[movable[inside >> layout.pageblock_order]]
    return found
