"""A typed `wait`: an operation that ends when others have, or when a time has passed."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.guest.surroundings import Surroundings
from engine.timeline import After, Done, On, Process, Wait
from engine.units import Nanoseconds


@attrs.define
class AwaitAll(Process[Surroundings]):
    """Waits for what is under way, of one guest or of all, as far as it gets on; or for a time."""

    changes_memory: ClassVar[bool] = False
    guest: str | None
    duration: Nanoseconds | None
    until: Nanoseconds | None = None

    def step(self, world: Surroundings) -> Wait:
        """Look whether all have ended."""
        if self.duration is not None:
            if self.until is None:
                self.until = world.now + self.duration
            return After(self.until - world.now) if world.now < self.until else Done("the time has passed")
        busy = any(
            op.id > 0 and not op.over and op.state != "stalled" and self.guest in (None, op.guest)
            for op in world.operations.values()
        )
        return On("operations") if busy else Done("nothing is under way")
