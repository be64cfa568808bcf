"""A session that plays a recording: any time of it can be gone to."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

import attrs

from engine.history import FOREVER
from engine.replaying.branch import Branch
from engine.replaying.cache import CacheFile, key_of
from engine.replaying.places import chapters_of, end_of, stop_at
from engine.replaying.track import Track, runs
from engine.replaying.way import Way
from engine.script import Script
from engine.session import Session
from engine.units import Nanoseconds
from engine.world import World

INDEX_SLICE = 0.005
"""Seconds for which the index runs ahead before others have their turn."""
REST = 0.005
"""Seconds that it rests in between while the recording is played: at most half of a processor is spent."""
GIVES_WAY = 0.05
"""Seconds for which it rests when somebody has just asked for something."""

Sought = Callable[[], Nanoseconds | None]
"""Says where to go, as soon as that is known."""


class Seeking(Session):
    """A recording, or any script, that is played.

    Going to a time shows what is true after all that is due then. What the index has not reached yet is gone to as
    soon as it has; until then time stands still, and `ReplayView.seeking` says where it goes.

    Attributes:
        loop: whether it begins anew at its end.
        name: what the recording is called.
    """

    def __init__(
        self,
        script: Script,
        name: str,
        folder: str = "",
        *,
        seed: int | None = None,
        clock: Callable[[], float] = monotonic,
        cache: Path | None = None,
    ) -> None:
        """Begin at time 0, before anything has happened; `live` plays it and `index` looks ahead.

        Args:
            script: what was read.
            name: what it is called.
            folder: where the files that it names are looked for.
            seed: it beats the script's.
            clock: the wall clock, in seconds.
            cache: a folder for what the index finds; None: it is kept in memory alone.
        """
        super().__init__(seed=seed or 0, clock=clock)
        self.name = name
        self.loop = False
        self._sought: Sought | None = None
        self._shown_goal: Nanoseconds | None = None
        self._goes_on = False
        """Whether time goes on once what is sought was found."""
        self._asked = -GIVES_WAY
        self._branch: Branch | None = None
        self._again: asyncio.Task[None] | None = None
        """The index that began anew because what was kept was damaged."""
        Session.load(self, script if seed is None else attrs.evolve(script, seed=None), name, folder)
        key = None if cache is None else key_of(script, seed)
        file = None if cache is None or key is None else CacheFile(cache, key)
        self._told = chapters_of(script)
        """Chapters whose times the recording itself says, so that they are known before the index has come there."""
        self.track = Track(self.world, end_of(script), cache=file)
        """The recording's run."""

    # -- the index

    async def index(self) -> None:
        """Look ahead, in slices, until the whole course is known; whatever else there is to do comes first.

        When it is cancelled, what it has found is kept in the cache.
        """
        try:
            while not self.track.course.complete:
                self.track.advance(INDEX_SLICE, self._clock)
                self._find()
                await asyncio.sleep(self._rest())
            self._find()
        finally:
            self.track.keep()

    def _rest(self) -> float:
        if self._sought is not None:
            return 0.0
        if self._clock() - self._asked < GIVES_WAY:
            return GIVES_WAY
        return 0.0 if self._paused or not self._live else REST

    def give_way(self) -> None:
        """Let the index rest for a moment: somebody has asked for something."""
        self._asked = self._clock()

    # -- going to a time

    def seek(self, time: Nanoseconds) -> None:
        """Go to a time, at once if it is known, else as soon as the index has come there.

        What was taken over has a past from where that was done. Going to before it leaves it: see `forks`.
        """
        branch, course = self._branch, self.track.course
        if branch is not None and time >= branch.since:
            self._seek(lambda: time, time)
            return
        goal = max(0, min(time, course.end) if course.complete or course.end else time)
        self._seek(lambda: goal if goal <= self.track.course.reached else None, goal)

    def _seek(self, sought: Sought, shown: Nanoseconds | None = None) -> None:
        """Go where something says as soon as it says so; what was sought before is forgotten."""
        self.give_way()
        if self._sought is None:
            self._goes_on = not self._paused
        self._sought, self._shown_goal = sought, shown
        self._paused = True
        self._woken.set()
        self._find()

    def _find(self) -> None:
        """Go to what is sought if it is known by now."""
        if self._sought is None:
            return
        goal, course = self._sought(), self.track.course
        if goal is None and not course.complete:
            return
        goes_on, self._sought, self._shown_goal = self._goes_on, None, None
        if goal is not None and not self._go(goal):
            self._goes_on = goes_on
        elif goes_on and self._stop is None and not self._ended():
            self.resume()

    def _go(self, time: Nanoseconds) -> bool:
        """Be at a time that is known; say whether it is, or has to be found out once more: what was kept is damaged."""
        branch = self._branch
        if branch is not None and time < branch.since:
            self._leave_fork()
            branch = None
        if branch is not None and branch.head is None:
            if time >= self.world.now:
                return True
            branch.leave(self.world, self.inputs.rows)
        world = (branch or self.track).at(time)
        if world is None and branch is None:
            self._index_anew()
            self.seek(time)
            return False
        self._be(branch.head if world is None and branch is not None else world)
        return True

    def _index_anew(self) -> None:
        """Let the index begin anew, where nobody waits for it any more."""
        with suppress(RuntimeError):  # without a loop, whoever wants it has to run it
            if self._again is None or self._again.done():
                self._again = asyncio.get_running_loop().create_task(self.index())

    def _be(self, world: World | None) -> None:
        """Be in a world of the past."""
        assert world is not None, "a fork that one has left has its head"
        self.world, branch = world, self._branch
        if branch is not None:
            self.inputs.begin_anew(*(come for come in branch.inputs if come.at.time <= world.now))
            if world is branch.head:
                branch.head = None
            if self._kept is not None:
                self._kept.rewind(world)
        self._heard = world.event_count
        self._audience.leap(world)
        self._stop = stop_at(world)
        self._paused = self._paused or self._stop is not None
        self._pacer.anchor(world.now)
        self._woken.set()

    def step(self) -> bool:
        """Pause, and run all that is due at the next instant; say whether there was anything."""
        self._leave_off()
        pin, due = self._pin, self.world.timeline.next_time()
        if pin is not None and (due is None or pin <= due):
            self.pause()
            self._go(pin)
            return True
        ran = not self._ended() and super().step()
        self._rested()
        return ran

    def step_back(self) -> bool:
        """Pause, and be at the instant before; say whether there is one, or it is being looked for."""
        self._leave_off()
        self.pause()
        now, track, branch = self.world.now, self.track, self._branch
        if branch is not None and (before := branch.previous(now)) is not None:
            self._seek(lambda: before, now)
            return True
        if now <= track.course.reached and track.previous(now) is None:
            return False
        self._seek(lambda: track.previous(now) if now <= track.course.reached else None, now)
        return True

    def to_operation(self, by: int) -> None:
        """Go to where the next operation (1) or the one before (-1) begins."""
        self._to_mark(lambda: self._way.course.operations, by)

    def to_chapter(self, by: int) -> None:
        """Go to where the next chapter (1) or the one before (-1) begins; before the first one is the start."""
        told = [time for time, _ in self._chapters()]
        now, reached = self.world.now, self._way.course.reached
        if by > 0 and (later := [time for time in told if time > now]) and later[0] > reached:
            self.seek(later[0])
        else:
            self._to_mark(lambda: [0, *(time for time, _ in self._way.course.chapters)], by)

    def _chapters(self) -> list[tuple[Nanoseconds, str]]:
        """Return the chapters that are known, those first that the index has found."""
        course = self._way.course
        if self._branch is not None or course.complete:
            return course.chapters
        return [*course.chapters, *(each for each in self._told if each[0] > course.reached)]

    def _to_mark(self, marks: Callable[[], list[Nanoseconds]], by: int) -> None:
        now, course = self.world.now, self._way.course

        def mark() -> Nanoseconds | None:
            found = marks()
            at = bisect_right(found, now) + by - 1 if by > 0 else bisect_left(found, now) + by
            if not 0 <= at < len(found):
                return None
            return found[at] if found[at] <= course.reached else None

        if mark() is None and (self._branch is not None or (by < 0 and now <= course.reached)):
            return
        self._seek(mark)

    def to_start(self) -> None:
        """Go to time 0."""
        self.seek(0)

    def to_end(self) -> None:
        """Go to the end, once it is known; of what was taken over, to where it is live."""
        if (branch := self._branch) is not None:
            self.seek(max(branch.course.reached, self.world.now))
            return
        course = self.track.course
        self._seek(lambda: course.end if course.complete else None, course.end or None)

    def _leave_off(self) -> None:
        """Stop seeking."""
        self.give_way()
        self._sought = self._shown_goal = None

    # -- pace

    def resume(self) -> None:
        """Let virtual time go on; at the end, from the start."""
        self._leave_off()
        if self._ended() and self.track.course.reached >= 0:
            self._go(0)
        super().resume()

    def _ended(self) -> bool:
        return self._branch is None and not runs(self.world)

    @property
    def _way(self) -> Way:
        """What is played."""
        return self._branch or self.track

    @property
    def _pin(self) -> Nanoseconds | None:
        """When what was taken over has to be put onto its way, while one is in its past."""
        return None if self._branch is None else self._branch.next_pin(self.world.now)

    @property
    def _bound(self) -> Nanoseconds:
        """Up to when time goes on by itself."""
        if self._branch is not None:
            return FOREVER if self._pin is None else self._pin
        return self.track.course.end if self.track.course.complete else FOREVER

    def _run_slice(self, until: Nanoseconds) -> bool:
        """Run what is due, for a few milliseconds, but not past the end; say whether there is more."""
        branch, bound = self._branch, self._bound
        begun = self.track.work()
        more = super()._run_slice(min(until, bound))
        if branch is not None:
            branch.spent += self.track.work() - begun
            if not more and branch.head is not None and self.world.now >= bound:
                self._go(bound)
            return more
        if not self._ended():
            return more
        if self.loop and self.track.course.reached >= 0:
            self._go(0)
            return not self._paused
        self._paused = True
        return False

    def _rested(self) -> None:
        if self._branch is not None:
            self._branch.note(self.world)

    def _leave_fork(self) -> None:
        """Be in the recording again."""
        raise NotImplementedError
