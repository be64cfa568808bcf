"""One run from its beginning on: a world that is run ahead of those who watch, and what is found on the way."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

from engine.replaying.checkpoints import Checkpoints
from engine.replaying.course import Course
from engine.units import Nanoseconds
from engine.world import World

SPACING = 0.08
"""Seconds of work between two checkpoints, so that running it once more takes less than a tenth of a second."""
NEAR = 0.01
"""The same between those that are kept near a place where one steps back."""


class Track:
    """A run's course and its checkpoints. Any time up to `course.reached` can be gone to at once.

    Where checkpoints lie depends on how long work took, by the clock of this thread: they are a cache, and the world
    at a time is the same whichever of them it is run from.
    """

    def __init__(
        self, start: World, end: Nanoseconds | None, *, work: Callable[[], float] = thread_time
    ) -> None:
        """Begin with a world in which nothing has happened yet.

        Args:
            start: it is left alone.
            end: when the run ends, where that is known.
            work: a clock that counts work, in seconds.
        """
        self.course = Course(end=end or 0)
        self._end_known = end is not None
        self._ahead = start.fork()
        self._checkpoints = Checkpoints()
        self._near: list[World] = []
        """Worlds between two checkpoints where one stepped back last, oldest first."""
        self._work = work
        self._spent = 0.0
        """Work since the last checkpoint."""

    def advance(self, seconds: float, clock: Callable[[], float]) -> None:
        """Run ahead for so long by a clock."""
        end = clock() + seconds
        while not self.course.complete and clock() < end:
            self._advance_one()

    def _advance_one(self) -> None:
        """Run one step, and note what there is to note between two instants."""
        world, course = self._ahead, self.course
        limit = course.next_sample
        begun = self._work()
        more = world.step_one(limit)
        self._spent += self._work() - begun
        if not more:
            world.let_pass(limit)
            course.sample(world)
        elif world.timeline.next_time() == world.now:
            return
        course.learn(world)
        if more and (self._spent > SPACING or not len(self._checkpoints)):
            self._checkpoints.add(world)
            self._spent = 0.0
        if world.timeline.next_time() is None or not runs(world):
            course.complete, course.end = True, world.now

    def at(self, time: Nanoseconds) -> World:
        """Return a world of one's own at a time that was reached, after all that was due then.

        It has the events that it would have had.
        """
        near = [world for world in self._near if world.now <= time]
        kept = self._checkpoints.until(time)
        assert kept is not None, "the first checkpoint is at the first instant"
        world = near[-1].fork() if near and near[-1].now > kept.now else kept
        world.events = list(self.course.events_before(world.event_count))
        world.run_until(time)
        return world

    def previous(self, time: Nanoseconds) -> Nanoseconds | None:
        """Return the last instant before a time that was reached, or None: there is none."""
        nearer = [world for world in self._near if world.now < time]
        world = self._checkpoints.before(time)
        if world is None:
            return None
        if nearer and nearer[-1].now > world.now:
            world = nearer[-1].fork()
        else:
            self._near = []
        last, begun = world.now, self._work()
        while (due := world.timeline.next_time()) is not None and due < time:
            world.run_until(due)
            last = due
            if self._work() - begun > NEAR:
                self._near.append(world.fork())
                begun = self._work()
        return last


def runs(world: World) -> bool:
    """Say whether a script has not ended yet."""
    return any(script.state == "running" for script in world.scripts.values())
