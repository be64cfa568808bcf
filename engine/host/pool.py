"""Which of the machine's frames are free."""

from __future__ import annotations

import attrs
import numpy as np

from engine.host.column import Column
from engine.host.runs import end_of, overlap
from engine.memory.runs import Runs
from engine.units import Pages


@attrs.define(eq=False)
class FramePool:
    """The machine's frames, free or not; the lowest are given first."""

    total: Pages = 0
    """Frames of the machine."""
    free: Pages = 0
    """Frames that are free."""
    _used: Column[np.bool_] = attrs.field(factory=lambda: Column.of(0, np.False_))
    """Whether a frame is not free. The last chunk may go beyond the machine: no frame there is ever asked for."""

    @classmethod
    def of(cls, frames: Pages) -> FramePool:
        """Return a pool of free frames."""
        pool = cls()
        pool.resize(frames)
        return pool

    def fork(self) -> FramePool:
        """Return a pool of the same frames; from now on neither influences the other."""
        return FramePool(self.total, self.free, self._used.fork())

    def take_lowest(self, frames: Pages) -> Runs:
        """Take the lowest free frames, ascending; there must be as many."""
        taken = self._used.lowest_blank(frames)
        self._used.fill_lowest(taken, np.True_)
        self.free -= frames
        return taken

    def take(self, runs: Runs) -> None:
        """Take certain frames.

        Raises:
            ValueError: a frame is there twice, not free, or not the machine's.
        """
        if end_of(runs) > self.total or overlap(runs) or self._used.read(runs)[1].any():
            raise ValueError("a frame is not free")
        self._used.write(runs, np.True_)
        self.free -= runs.pages

    def free_in(self, first: int, frames: Pages) -> Runs:
        """Return the free frames among some, ascending."""
        frames = min(frames, self.total - first)
        pieces, used = self._used.read(Runs(np.array([first]), np.array([frames])))
        return Runs(pieces.starts[~used], pieces.counts[~used]).merged()

    def release(self, runs: Runs) -> None:
        """Make frames free that were taken."""
        self._used.write(runs, np.False_)
        self.free += runs.pages

    def resize(self, frames: Pages) -> None:
        """Let the machine have so many frames; those that go must be free."""
        self._used.resize(frames)
        self.free += frames - self.total
        self.total = frames
