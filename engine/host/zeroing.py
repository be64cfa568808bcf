"""The machine frames that wait to be zeroed, first come, first zeroed."""

from __future__ import annotations

from collections import deque

import attrs
import numpy as np

from engine.host.column import Hasher
from engine.memory.runs import Runs
from engine.units import Pages

_BATCH = 4096
"""Runs in a batch at most, so that taking a few frames off a long queue does not copy all of it."""


@attrs.define(eq=False)
class ZeroingQueue:
    """Frames that guests gave back, in the order in which they did."""

    _batches: deque[Runs] = attrs.field(factory=deque)
    """Never changed in place, so that forks can share them."""
    frames: Pages = 0
    """Frames in the queue."""

    def fork(self) -> ZeroingQueue:
        """Return a queue of the same frames; from now on neither influences the other."""
        return ZeroingQueue(self._batches.copy(), self.frames)

    def put(self, runs: Runs) -> None:
        """Add frames at the end."""
        self.frames += runs.pages
        runs = runs.merged()
        if self._batches and self._batches[-1].starts.size + runs.starts.size <= _BATCH:
            runs = Runs.joined([self._batches.pop(), runs]).merged()
        for first in range(0, runs.starts.size, _BATCH):
            self._batches.append(
                Runs(runs.starts[first : first + _BATCH], runs.counts[first : first + _BATCH])
            )

    def take(self, frames: Pages) -> Runs:
        """Take up to so many frames off the front, and return them in order."""
        taken = []
        while frames > 0 and self._batches:
            first, rest = self._batches.popleft().first(frames)
            if rest.starts.size:
                self._batches.appendleft(rest)
            taken.append(first)
            frames -= first.pages
            self.frames -= first.pages
        return Runs.joined(taken)

    def runs(self) -> Runs:
        """Return all frames, in order, in as few runs as there can be."""
        return Runs.joined(list(self._batches)).merged()

    def digest_into(self, hasher: Hasher) -> None:
        """Hash the frames in their order."""
        runs = self.runs()
        hasher.update(np.stack([runs.starts, runs.counts]).astype("<i8").tobytes())
