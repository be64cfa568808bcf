"""The machine's own work on memory that guests gave back."""

from __future__ import annotations

import attrs

from engine.costs import Costs
from engine.guest.surroundings import Surroundings
from engine.timeline import After, On, Process, Wait

ZEROING_BATCH = 1024
"""Frames that the host zeroes before it looks around."""


@attrs.define
class Zeroing(Process[Surroundings]):
    """The host zeroes what guests gave back, before another guest may have it (paper 5.1)."""

    batch: int = 0
    """Frames in hand: they are free when the time for them has passed."""

    def step(self, world: Surroundings) -> Wait:
        """Finish the frames in hand and take up others."""
        if self.batch:
            world.host.zero(self.batch)
            world.signal("host")
        self.batch = min(ZEROING_BATCH, world.host.zeroing_frames)
        return After(Costs().zero(self.batch)) if self.batch else On("zeroing")
