"""The host moves frames so that its free memory lies together (paper 5.2, last sentence)."""

from __future__ import annotations

import attrs

from engine.costs import Costs
from engine.events import HostCompacted, counted
from engine.guest.balloon_exchange import HOST_PATIENCE
from engine.guest.surroundings import Surroundings
from engine.timeline import After, Done, On, Process, Wait
from engine.units import Pages

BATCH: Pages = 4096
"""Frames that move in one step."""


@attrs.define
class Compact(Process[Surroundings]):
    """Moves frames until none has to move, and what they left is zeroed. Guests go on meanwhile.

    Without a block size all free memory becomes one piece, above what guests hold. With one, only so many frames move
    as it takes to have free memory in whole blocks: guests' large pages need no more.
    """

    operation: int
    block: Pages = 0
    """Frames of a block; 0: one piece."""
    moved: Pages = 0
    stretches: int = 0

    def step(self, world: Surroundings) -> Wait:
        """Move one batch."""
        host = world.host
        found = host.vacate(self.block, BATCH) if self.block else host.gather(BATCH)
        if found.frames:
            self.moved += found.frames
            self.stretches += found.stretches
            total = self.moved + found.left
            world.progress(
                self.operation,
                done=self.moved,
                total=total,
                unit="frames",
                pages_migrated=self.moved,
                waits_for=None,
                detail=f"{self._so_far()}; {found.left:,} have yet to",
            )
            world.signal("zeroing")
            return After(Costs().copy_frames(found.frames) + Costs().map_stretches(found.stretches))
        if host.zeroing_frames:
            world.waits(self.operation, f"{counted(host.zeroing_frames, 'frame')} to be zeroed")
            return On("host", HOST_PATIENCE)
        world.emit(HostCompacted(frames=self.moved, stretches=self.stretches, block=self.block))
        return Done(self._so_far())

    def _so_far(self) -> str:
        return f"{counted(self.moved, 'frame')} moved, in {counted(self.stretches, 'stretch', 'stretches')}"
