"""Worlds on the way of a run, from which any time nearby is soon reached."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import attrs

from engine.units import Nanoseconds
from engine.world import World

MOST = 64
"""Forks that are kept: one costs up to what its guests' page frames take."""


@attrs.define(eq=False)
class Checkpoints:
    """Forks of a world, each taken after all that was due at its time; they share what did not change."""

    _times: list[Nanoseconds] = attrs.Factory(list)
    _worlds: list[World] = attrs.Factory(list)

    def __len__(self) -> int:
        return len(self._times)

    def add(self, world: World) -> None:
        """Keep a fork of a world that is later than all that are kept."""
        self._times.append(world.now)
        self._worlds.append(world.fork())
        if len(self._times) > MOST:
            del self._times[1::2], self._worlds[1::2]

    def until(self, time: Nanoseconds) -> World | None:
        """Return a world of one's own, of the latest checkpoint at or before a time."""
        at = bisect_right(self._times, time)
        return self._worlds[at - 1].fork() if at else None

    def before(self, time: Nanoseconds) -> World | None:
        """Return a world of one's own, of the latest checkpoint before a time."""
        at = bisect_left(self._times, time)
        return self._worlds[at - 1].fork() if at else None
