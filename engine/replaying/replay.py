"""A session that plays a recording: any time of it can be gone to, and from any time on it can be taken over."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import monotonic

import attrs

from engine.commands.line import Line
from engine.commands.model import Pause, Run, Speed, Step
from engine.errors import CommandError, printable
from engine.events import Asked, Held
from engine.handle import Operation
from engine.history import FOREVER, Input, Position, past_text, recorded
from engine.operations.checking import ending
from engine.operations.judgement import leave_script
from engine.picture import Painter
from engine.replaying.branch import Branch
from engine.replaying.cache import CacheFile, key_of
from engine.replaying.counted import Counted
from engine.replaying.track import Track, runs
from engine.replaying.way import Way
from engine.script import Script
from engine.session import Session
from engine.snapshot import Snapshot
from engine.snapshot.replay import ForkView, ReplayView
from engine.snapshot.stop import StopView
from engine.units import Nanoseconds
from engine.world import World

INDEX_SLICE = 0.005
"""Seconds for which the index runs ahead before others have their turn."""
REST = 0.005
"""Seconds that it rests in between while the recording is played: at most half of a processor is spent."""
GIVES_WAY = 0.05
"""Seconds for which it rests when somebody has just asked for something."""
PACE = (Pause, Run, Speed, Step)
FORKS = 8
"""Recordings that are kept of what was left."""

Sought = Callable[[], Nanoseconds | None]
"""Says where to go, as soon as that is known."""


class Replay(Session):
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
        self._track: Track | None = None
        self._sought: Sought | None = None
        self._shown_goal: Nanoseconds | None = None
        self._goes_on = False
        """Whether time goes on once what is sought was found."""
        self._asked = -GIVES_WAY
        self._view: ReplayView | None = None
        self._facts: tuple[object, ...] = ()
        self._fork: ForkView | None = None
        self._branch: Branch | None = None
        self._again: asyncio.Task[None] | None = None
        """The index that began anew because what was kept was damaged."""
        self.forks: tuple[str, ...] = ()
        """Recordings of what was taken over and left again, the newest last."""
        self._beside: World | None = None
        self._beside_painter = Painter()
        super().load(script if seed is None else attrs.evolve(script, seed=None), name, folder)
        key = None if cache is None else key_of(script, seed)
        file = None if cache is None or key is None else CacheFile(cache, key)
        self._track = Track(self.world, _end_of(script), cache=file)

    @property
    def track(self) -> Track:
        """The recording's run."""
        assert self._track is not None
        return self._track

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
        self._stop = _stop_at(world)
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
        self._to_mark(lambda: [0, *(time for time, _ in self._way.course.chapters)], by)

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
        if self._ended() and self._fork is None and self.track.course.reached >= 0:
            self._go(0)
        super().resume()

    def _ended(self) -> bool:
        return self._fork is None and not runs(self.world)

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

    # -- taking over

    def _execute(self, line: Line, folder: str = "", guest: str | None = None) -> Operation:
        """Execute a line now. If it changes anything, the recording is left: from here on all is live."""
        self.give_way()
        if line.at is None and isinstance(line.command, PACE):
            return super()._execute(line, folder, guest)
        self.finish_instant()
        before, came = Counted.of(self.world), len(self.inputs.rows)
        try:
            operation = super()._execute(line, folder, guest)
        except CommandError:
            if before.begun(self.world):  # it was done, and should have failed
                self._take_over(before, *self.inputs.rows[came:])
            elif self._branch is None or self._branch.head is not None:  # of what is played it is no part
                del self.world.journal[before.entries :], self.inputs.rows[came:]
            raise
        if before.changed(self.world):
            self._take_over(before, *self.inputs.rows[came:])
        return operation

    def load(self, script: Script, name: str = "script", folder: str = "") -> int:
        """Let another script run from now; the recording is left."""
        if self._track is None:
            return super().load(script, name, folder)
        self.finish_instant()
        before, came = Counted.of(self.world), len(self.inputs.rows)
        number = super().load(script, name, folder)
        self._take_over(before, *self.inputs.rows[came:], spared=number)
        return number

    def leave(self, script: int) -> bool:
        """End a script where it is; of what was taken over that is part of its past."""
        before, left = Counted.of(self.world), super().leave(script)
        if self._branch is not None:
            self._take_over(before)
        return left

    def _take_over(self, before: Counted, *came: Input, spared: int = 0) -> None:
        """Drop what the recording has still to say; what it has begun goes on.

        Args:
            before: how much there was before anything came from outside.
            came: what has come from outside.
            spared: the number of a script that goes on.
        """
        self._leave_off()
        if self._branch is not None:
            if self._branch.head is not None:
                self._branch.cut(self.world, before.events, before.operations)
            self._branch.pin(self.world)
            return
        past = past_text(self.world, before.entries)
        at = Position(self.world.now, self.world.timeline.take_all_turns())
        rows = [attrs.evolve(each, at=at) for each in came]
        self.inputs.begin_anew(Input(Position(), "script", past, self.name), *rows)
        self.keep_digests()
        for number in [each for each in self.world.scripts if each != spared]:
            leave_script(self.world, number)
        self._fork = ForkView(self.world.now, self.name)
        course = self.track.course.until(self.world, before.events, before.operations)
        self._branch = Branch(self.world.now, course, self.track.work)
        self._branch.pin(self.world)

    def _leave_fork(self) -> None:
        """Be in the recording again; what was taken over is kept as a recording."""
        branch = self._branch
        if branch is not None:
            text = self.recording() if branch.head is None else recorded(branch.head)
            self.forks = (*self.forks, text)[-FORKS:]
        self._branch, self._fork, self._kept = None, None, None

    @property
    def replaying(self) -> bool:
        """Whether nobody has taken over."""
        return self._fork is None

    def back_to_recording(self) -> None:
        """Leave what was taken over, and be in the recording at the same time, or at its end; see `forks`."""
        if self._branch is not None:
            time = self.world.now
            self._leave_fork()
            self.seek(time)

    def original(self, time: Nanoseconds) -> Snapshot:
        """Return the recording's own picture at a time, or at the last one before that the index has reached."""
        course = self.track.course
        time = min(time, course.reached)
        beside = self._beside
        if beside is None or beside.now > time:
            beside = self.track.at(time)
        if beside is None:
            return self.snapshot()
        self._beside = beside
        beside.run_until(time)
        return self._beside_painter.paint(beside, paused=True, speed=1.0, reached=1.0)

    # -- looking

    def _replayed(self) -> ReplayView:
        course, before, recording = self._way.course, self._view, self.track.course
        facts = (
            max(recording.end, recording.reached, course.reached, self.world.now if self._fork else 0),
            max(0, recording.reached if self._branch is None else max(course.reached, self.world.now)),
            recording.digests,
            recording.drift,
            self._shown_goal if self._shown_goal is not None or self._sought is None else recording.reached,
            self.loop,
            self._ended(),
            self._fork,
            len(course.operations),
        )
        if before is not None and facts == self._facts:
            return before
        end, indexed, digests, drift, seeking, loop, ended, fork, _ = self._facts = facts
        self._view = ReplayView(
            name=self.name,
            end=end,
            indexed=indexed,
            chapters=tuple(course.chapters),
            operations=tuple(course.operations),
            failures=tuple(course.failures),
            free=tuple(course.free),
            digests=digests,
            drift=drift,
            seeking=seeking,
            loop=loop,
            ended=ended,
            fork=fork,
        )
        return self._view


def _end_of(script: Script) -> Nanoseconds | None:
    """Return when a recording ends; of a script that is known only when it has been run."""
    if script.end is not None:
        return ending(script)
    times = [line.at for line in script.lines]
    return max((at for at in times if at is not None), default=None) if None not in times else None


def _stop_at(world: World) -> StopView | None:
    """Return the stop at which a world stands just now, if the last thing that happened at this time is one."""
    for number, event in reversed(world.events):
        if event.time < world.now:
            break
        if isinstance(event, Held):
            answer = event.answer if isinstance(event, Asked) else None
            return StopView(number, printable(event.words), answer)
    return None
