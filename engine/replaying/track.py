"""One run from its beginning on: a world that is run ahead of those who watch, and what is found on the way."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

import attrs

from engine.replaying import graph
from engine.replaying.cache import CacheFile
from engine.replaying.checkpoints import Checkpoints, Kept
from engine.replaying.course import Course
from engine.replaying.store import DamagedError, Store
from engine.replaying.way import SPACING, Way
from engine.units import Nanoseconds
from engine.world import World


@attrs.define
class Found:
    """What a cache file has: where worlds are, and the course up to the last of them."""

    kept: Kept
    course: Course


class Track(Way):
    """A recording's run, and a world ahead of those who watch. What it finds may be kept for the next time."""

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
        super().__init__(Course(), Checkpoints(Store.unnamed()), work)
        self._start, self._end, self._cache = start.fork(), end, cache
        self._kept = False
        """Whether the cache has what was found so far."""
        if not self._remember():
            self.restart()

    def restart(self) -> None:
        """Forget everything, and begin anew."""
        self.course = Course(end=self._end or 0)
        self._ahead = self._start.fork()
        self.checkpoints = Checkpoints(Store.unnamed() if self._cache is None else self._cache.begin())
        self.near, self.spent, self._kept = [], 0.0, False

    def lost(self) -> None:
        """Begin anew: what was kept is damaged."""
        if self._cache is not None:
            self._cache.delete()
        self.restart()

    def _remember(self) -> bool:
        """Take what is in the cache, and say whether there was anything."""
        opened = self._cache.open() if self._cache is not None else None
        if opened is None or self._cache is None:
            return False
        store, contents = opened
        try:
            found = graph.read(contents, Found)
            self.course, self.checkpoints = found.course, Checkpoints(store, found.kept)
            if not self.course.complete:
                if not self._cache.take():
                    raise DamagedError("another process goes on with it")
                self._ahead = self.checkpoints.world(len(self.checkpoints) - 1)
        except (DamagedError, ValueError):
            store.close()
            self._cache.delete()
            return False
        return True

    def keep(self) -> None:
        """Let others have what was found so far; the index ends there."""
        if self._cache is None:
            return
        if not len(self.checkpoints):
            self._cache.drop()
            return
        if not self.course.complete and not self._kept:
            while not self._advance_one() and not self.course.complete:
                pass
            self.checkpoints.add(self._ahead)
        self.checkpoints.settle()
        found = graph.write(Found(self.checkpoints.kept, self.course))
        self._cache.finish(self.checkpoints.store, found)
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
        begun = self.work()
        more = world.step_one(limit)
        self.spent += self.work() - begun
        if not more:
            world.let_pass(limit)
            course.sample(world)
        elif world.timeline.next_time() == world.now:
            return False
        course.learn(world)
        if world.timeline.next_time() is None or not runs(world):
            course.complete, course.end = True, world.now
        if more and self._due():
            self.checkpoints.add(world)
            self.spent = 0.0
        if course.complete:
            self.checkpoints.all_there()
            self.keep()
        return more

    def _due(self) -> bool:
        """Say whether a checkpoint is to be taken: after so much work, after the first instant, and at the end."""
        share = self.course.reached / self.course.end if self._end and self.course.end else 0.0
        enough = self.spent > SPACING * self.checkpoints.sparser(min(1.0, share))
        return enough or not len(self.checkpoints) or self.course.complete


def runs(world: World) -> bool:
    """Say whether a script has not ended yet."""
    return any(script.state == "running" for script in world.scripts.values())
