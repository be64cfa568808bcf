"""A run up to a time, with checkpoints on the way: what it was like at any time of it."""

from __future__ import annotations

from collections.abc import Callable

from engine.replaying.checkpoints import Checkpoints
from engine.replaying.course import Course
from engine.replaying.store import DamagedError
from engine.units import Nanoseconds
from engine.world import World

SPACING = 0.07
"""Seconds of work between two checkpoints, so that running it once more takes less than a tenth of a second."""
NEAR = 0.01
"""The same between those that are kept near a place where one steps back."""


class Way:
    """A course and its checkpoints. Any time up to `course.reached` can be gone to at once.

    Where checkpoints lie depends on how long work took: they are a cache, and the world at a time is the same
    whichever of them it is run from. Each was taken when an instant was over, or just after something was typed.
    """

    def __init__(self, course: Course, checkpoints: Checkpoints, work: Callable[[], float]) -> None:
        """Begin with what is known.

        Args:
            course: what is known of it.
            checkpoints: worlds on the way.
            work: a clock that counts work, in seconds.
        """
        self.course, self.checkpoints, self.work = course, checkpoints, work
        self.near: list[World] = []
        """Worlds between two checkpoints where one stepped back last, oldest first."""
        self.spent = 0.0
        """Work since the last checkpoint."""

    def lost(self) -> None:
        """Begin anew: what was kept is damaged."""
        raise NotImplementedError

    def at(self, time: Nanoseconds) -> World | None:
        """Return a world of one's own at a time that was reached, after all that was due then.

        It has the events that it would have had. None: what was kept is damaged, and is not there any more.
        """
        world = self._from(self.checkpoints.until(time), time)
        if world is not None:
            world.events = list(self.course.events_before(world.event_count))
            world.run_until(time)
        return world

    def _from(self, number: int, time: Nanoseconds) -> World | None:
        """Return the world of a checkpoint, or of one nearer to a time, but not after it."""
        near = [world for world in self.near if world.now <= time]
        if near and near[-1].now > self.checkpoints.kept.times[number]:
            return near[-1].fork()
        self.near = []
        try:
            return self.checkpoints.world(number)
        except DamagedError:
            self.lost()
            return None

    def previous(self, time: Nanoseconds) -> Nanoseconds | None:
        """Return the last instant before a time that was reached, or None: there is none, or it is not known now."""
        number = self.checkpoints.before(time)
        world = self._from(number, time - 1) if number >= 0 else None
        if world is None:
            return None
        last, begun = world.now, self.work()
        while (due := world.timeline.next_time()) is not None and due < time:
            world.run_until(due)
            last = due
            if self.work() - begun > NEAR:
                self.near.append(world.fork())
                begun = self.work()
        return last
