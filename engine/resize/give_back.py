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
        found = _scattered_first(guest, self.sections[self.at])[:pages]
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
    frames = guest.memory.frames
    inside = np.flatnonzero(frames.kinds_of(section) == Kind.BALLOON)
    inside = inside[(frames.types_of(section) == guest.memory.free_type)[inside >> layout.pageblock_order]]
    keys = []
    for order in range(layout.max_order, layout.pageblock_order - 1, -1):
        blocks = inside >> order
        keys.append(np.bincount(blocks, minlength=1)[blocks])
    found: Array = (section << layout.section_shift) + inside[np.lexsort(keys)]
    return found
