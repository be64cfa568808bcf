"""The host takes memory from a guest without asking it."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events import PagedDown, counted
from engine.guest.host_faults import begin, page_out
from engine.guest.surroundings import Surroundings
from engine.timeline import After, Done, Process, Wait
from engine.units import Pages

BATCH: Pages = 1024
"""Pages that the host pages out before it looks around."""
TRIES = 16
"""So many batches in vain, and it gives up."""


@attrs.define
class PageDown(Process[Surroundings]):
    """The host pages a guest down until it holds so much in memory, and keeps it there after that.

    The guest's balloon, its target and what it believes to have stay as they are. What it touches of the pages that
    went it has to wait for, and another page goes for each. A cancelled one leaves the guest the limit it reached.
    """

    of_host: ClassVar[bool] = True
    guest: str
    operation: int
    limit: Pages
    """What the guest shall hold in memory at most, not below its min."""
    start: Pages = -1
    """What it held at first; -1 before the first step."""
    vain: int = 0
    """Batches in a row of which every page came back at once: the last few may all hit the kernel's."""

    def step(self, world: Surroundings) -> Wait:
        """Page one batch out."""
        guest, host = world.guests[self.guest], world.host
        held = host.held(self.guest) // guest.frames_per_page
        if self.start < 0:
            self.start = held
            begin(guest)
        excess = held - self.limit
        host.set_limit(self.guest, max(self.limit, held))
        self._report(world, held)
        if excess <= 0:
            guest.changes += 1
            out = host.paged_pages(self.guest)
            size = guest.page_size
            world.emit(PagedDown(guest=self.guest, limit=self.limit * size, out=out * size, pages=out))
            return Done(f"{counted(out, 'page')} on the host's swap")
        gone, cost = page_out(world, guest, min(BATCH, excess))
        self.vain = self.vain + 1 if gone <= 0 else 0
        if self.vain >= TRIES:
            reason = "what is left is its min, or what its kernel uses all the time"
            return Done(reason, "partial" if held < self.start else "failed")
        return After(cost)

    def _report(self, world: Surroundings, held: Pages) -> None:
        if self.operation:
            done = max(0, self.start - held)
            total = max(done, self.start - self.limit)
            world.progress(self.operation, done=done, total=total)

    def undo(self, world: Surroundings) -> None:
        """Keep what is done."""
        guest = world.guests[self.guest]
        if self.start >= 0:
            world.host.set_limit(self.guest, world.host.held(self.guest) // guest.frames_per_page)
            guest.changes += 1
