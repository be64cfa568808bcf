"""One run from its beginning on: a world that is run ahead of those who watch, and what is found on the way."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from time import thread_time

import attrs

from engine.replaying.allowed import Unpickler
from engine.replaying.cache import CacheFile
from engine.replaying.checkpoints import Checkpoints, Kept
from engine.replaying.course import Course
from engine.replaying.store import DamagedError, Store
from engine.units import Nanoseconds
from engine.world import World

SPACING = 0.08
"""Seconds of work between two checkpoints, so that running it once more takes less than a tenth of a second."""
NEAR = 0.01
"""The same between those that are kept near a place where one steps back."""


@attrs.define
class Found:
    """What a cache file has: where worlds are, and the course up to the last of them."""

    kept: Kept
    course: Course


class Track:
    """A run's course and its checkpoints. Any time up to `course.reached` can be gone to at once.

    Where checkpoints lie depends on how long work took, by the clock of this thread: they are a cache, and the world
    at a time is the same whichever of them it is run from.
    """

    def __init__(
        self,
        start: World,
        end: Nanoseconds | None,
        *,
        cache: CacheFile | None = None,
        work: Callable[[], float] = thread_time,
    ) -> None:
        """Begin with a world in which nothing has happened yet.

        Args:
            start: it is left alone.
            end: when the run ends, where that is known.
            cache: where what is found is kept for others.
            work: a clock that counts work, in seconds.
        """
        self._start, self._end, self._cache, self._work = start.fork(), end, cache, work
        self._near: list[World] = []
        """Worlds between two checkpoints where one stepped back last, oldest first."""
        self._spent = 0.0
        """Work since the last checkpoint."""
        self._kept = False
        """Whether the cache has what was found so far."""
        if not self._remember():
            self.restart()

    def restart(self) -> None:
        """Forget everything, and begin anew."""
        self.course = Course(end=self._end or 0)
        self._ahead = self._start.fork()
        self._checkpoints = Checkpoints(Store.unnamed() if self._cache is None else self._cache.begin())
        self._near, self._spent = [], 0.0

    def _remember(self) -> bool:
        """Take what is in the cache, and say whether there was anything."""
        opened = self._cache.open() if self._cache is not None else None
        if opened is None or self._cache is None:
            return False
        store, contents = opened
        try:
            found = Unpickler(io.BytesIO(contents)).read(Found)
            self.course, self._checkpoints = found.course, Checkpoints(store, found.kept)
            if not self.course.complete:
                if not self._cache.take():
                    raise DamagedError("another process goes on with it")
                self._ahead = self._checkpoints.world(len(self._checkpoints) - 1)
        except (DamagedError, ValueError):
            store.close()
            self._cache.delete()
            return False
        return True

    def keep(self) -> None:
        """Let others have what was found so far; the index ends there."""
        if self._cache is None or not len(self._checkpoints):
            return
        if not self.course.complete and not self._kept:
            while not self._advance_one() and not self.course.complete:
                pass
            self._checkpoints.add(self._ahead)
        found = pickle.dumps(Found(self._checkpoints.kept, self.course), protocol=5)
        self._cache.finish(self._checkpoints.store, found)
        self._kept = True

    def advance(self, seconds: float, clock: Callable[[], float]) -> None:
        """Run ahead for so long by a clock."""
        end = clock() + seconds
        if self._kept and not self.course.complete:
            if self._cache is not None and not self._cache.take():
                self.restart()
            self._kept = False
        while not self.course.complete and clock() < end:
            self._advance_one()

    def _advance_one(self) -> bool:
        """Run one step, and note what there is to note between two instants; say whether an instant is over."""
        world, course = self._ahead, self.course
        limit = course.next_sample
        begun = self._work()
        more = world.step_one(limit)
        self._spent += self._work() - begun
        if not more:
            world.let_pass(limit)
            course.sample(world)
        elif world.timeline.next_time() == world.now:
            return False
        course.learn(world)
        if world.timeline.next_time() is None or not runs(world):
            course.complete, course.end = True, world.now
        if more and self._due():
            self._checkpoints.add(world)
            self._spent = 0.0
        if course.complete:
            self._checkpoints.all_there()
            self.keep()
        return more

    def _due(self) -> bool:
        """Say whether a checkpoint is to be taken: after so much work, after the first instant, and at the end."""
        enough = self._spent > SPACING * self._checkpoints.sparser
        return enough or not len(self._checkpoints) or self.course.complete

    def at(self, time: Nanoseconds) -> World | None:
        """Return a world of one's own at a time that was reached, after all that was due then.

        It has the events that it would have had. None: what was kept is damaged, and the index begins anew.
        """
        world = self._from(self._checkpoints.until(time), time)
        if world is not None:
            world.events = list(self.course.events_before(world.event_count))
            world.run_until(time)
        return world

    def _from(self, number: int, time: Nanoseconds) -> World | None:
        """Return the world of a checkpoint, or of one nearer to a time, but not after it."""
        near = [world for world in self._near if world.now <= time]
        if near and near[-1].now > self._checkpoints.kept.times[number]:
            return near[-1].fork()
        self._near = []
        try:
            return self._checkpoints.world(number)
        except DamagedError:
            if self._cache is not None:
                self._cache.delete()
            self.restart()
            return None

    def previous(self, time: Nanoseconds) -> Nanoseconds | None:
        """Return the last instant before a time that was reached, or None: there is none, or it is not known now."""
        number = self._checkpoints.before(time)
        world = self._from(number, time - 1) if number >= 0 else None
        if world is None:
            return None
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
