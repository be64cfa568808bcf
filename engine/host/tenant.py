"""One guest as its host knows it: what it may hold, what it holds, and what of it is on the host's swap."""

from __future__ import annotations

import attrs
from numpy.typing import ArrayLike

from engine.host.backing import Backing
from engine.host.paged import PagedOut
from engine.host.pool import FramePool
from engine.host.runs import Int64s, checked
from engine.host.zeroing import ZeroingQueue
from engine.memory.runs import Runs
from engine.units import Pages


@attrs.define(eq=False)
class Tenant:
    """What the host knows of a guest. All amounts and all pfns are in frames."""

    lo: Pages
    hi: Pages
    """Bounds."""
    scale: int = 1
    """Frames that back one of its pages."""
    backing: Backing = attrs.field(factory=Backing)
    paged: PagedOut = attrs.field(factory=PagedOut)
    limit: Pages = -1
    """What it holds at most in memory: the rest the host pages out; -1: no such limit."""

    def fork(self) -> Tenant:
        """Return an equal one; from now on neither influences the other."""
        return attrs.evolve(self, backing=self.backing.fork(), paged=self.paged.fork())

    @property
    def kept(self) -> Pages:
        """What the host keeps for it, in memory or on swap."""
        return self.backing.pages + self.paged.pages

    def frames_of(self, starts: ArrayLike, counts: ArrayLike) -> Runs:
        """Return runs of its pages in units of frames."""
        runs = checked(starts, counts)
        return runs if self.scale == 1 else Runs(runs.starts * self.scale, runs.counts * self.scale)

    def frames_of_pfns(self, pfns: Int64s) -> Runs:
        """Return single pages in units of frames, in order."""
        runs = Runs.of_pfns(pfns)
        return runs if self.scale == 1 else Runs(runs.starts * self.scale, runs.counts * self.scale)


class Tenants:
    """The machine's frames and who is there: what the parts of a host share."""

    _pool: FramePool
    _queue: ZeroingQueue
    _guests: dict[str, Tenant]
    """In order of arrival."""
    version: int
    """Grows with every change."""
