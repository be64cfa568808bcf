"""A session that plays a recording: any time of it can be gone to, and from any time on it can be taken over."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import attrs

from engine.commands.line import parse_line
from engine.commands.model import Pause, Run, Speed, Step
from engine.errors import printable
from engine.events import Asked, Held
from engine.handle import Operation
from engine.history import Input, Position, past_text
from engine.operations.checking import ending
from engine.operations.judgement import leave_script
from engine.picture import Painter
from engine.replaying.cache import CacheFile, key_of
from engine.replaying.track import Track, runs
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
        """Go to a time, at once if the index has been there, else as soon as it has."""
        course = self.track.course
        goal = max(0, min(time, course.end) if course.complete or course.end else time)
        self._seek(lambda: goal if goal <= course.reached else None, goal)

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
        if goal is not None:
            self._go(goal)
        if goes_on and self._stop is None and not self._ended():
            self.resume()

    def _go(self, time: Nanoseconds) -> None:
        """Be at a time that the index has reached."""
        world = self.track.at(time)
        if world is None:
            self.seek(time)
            return
        self.world, self._fork = world, None
        self._heard = self.world.event_count
        self._audience.leap(self.world)
        self._stop = _stop_at(self.world)
        self._paused = self._paused or self._stop is not None
        self._pacer.anchor(time)
        self._woken.set()

    def step(self) -> bool:
        """Pause, and run all that is due at the next instant; say whether there was anything."""
        self._leave_off()
        return not self._ended() and super().step()

    def step_back(self) -> bool:
        """Pause, and be at the instant before; say whether there is one, or it is being looked for."""
        self._leave_off()
        self.pause()
        now, track = self.world.now, self.track
        if now <= track.course.reached and track.previous(now) is None:
            return False
        self._seek(lambda: track.previous(now) if now <= track.course.reached else None, now)
        return True

    def to_operation(self, by: int) -> None:
        """Go to where the next operation (1) or the one before (-1) begins."""
        self._to_mark(lambda: self.track.course.operations, by)

    def to_chapter(self, by: int) -> None:
        """Go to where the next chapter (1) or the one before (-1) begins; before the first one is the start."""
        self._to_mark(lambda: [0, *(time for time, _ in self.track.course.chapters)], by)

    def _to_mark(self, marks: Callable[[], list[Nanoseconds]], by: int) -> None:
        now, course = self.world.now, self.track.course

        def mark() -> Nanoseconds | None:
            found = marks()
            at = bisect_right(found, now) + by - 1 if by > 0 else bisect_left(found, now) + by
            if not 0 <= at < len(found):
                return None
            return found[at] if found[at] <= course.reached else None

        if by < 0 and now <= course.reached and mark() is None:
            return
        self._seek(mark)

    def to_start(self) -> None:
        """Go to time 0."""
        self.seek(0)

    def to_end(self) -> None:
        """Go to the end, once it is known."""
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

    def _run_slice(self, until: Nanoseconds) -> bool:
        """Run what is due, for a few milliseconds, but not past the end; say whether there is more."""
        if self._fork is not None:
            return super()._run_slice(until)
        course = self.track.course
        more = super()._run_slice(min(until, course.end) if course.complete else until)
        if not self._ended():
            return more
        if self.loop and course.reached >= 0:
            self._go(0)
            return not self._paused
        self._paused = True
        return False

    # -- taking over

    def perform(self, text: str, default_guest: str | None = None) -> Operation:
        """Execute a typed line now. If it changes anything, the recording is left: from here on all is live.

        Raises:
            CommandError: it is refused; nothing was changed.
        """
        self.give_way()
        line = parse_line(text, default_guest=default_guest)
        if line is None or (line.at is None and isinstance(line.command, PACE)):
            return super().perform(text, default_guest)
        self.finish_instant()
        before = (len(self.world.journal), self.world.timeline.next_number)
        came = len(self.inputs.rows)
        try:
            return super().perform(text, default_guest)
        finally:
            if before != (len(self.world.journal), self.world.timeline.next_number):
                self._take_over(before[0], *self.inputs.rows[came:])

    def load(self, script: Script, name: str = "script", folder: str = "") -> int:
        """Let another script run from now; the recording is left."""
        if self._track is not None:
            self._take_over()
        return super().load(script, name, folder)

    def _take_over(self, entries: int | None = None, *came: Input) -> None:
        """Drop what the recording has still to say; what it has begun goes on.

        Args:
            entries: of the journal that are the recording's; None: all.
            came: what has come from outside since.
        """
        if self._fork is not None:
            return
        past = past_text(self.world, entries)
        at = Position(self.world.now, self.world.timeline.take_all_turns())
        rows = [attrs.evolve(each, at=at) for each in came]
        self.inputs.begin_anew(Input(Position(), "script", past, self.name), *rows)
        self.keep_digests()
        for number in list(self.world.scripts):
            leave_script(self.world, number)
        self._leave_off()
        self._fork = ForkView(self.world.now, self.name)

    @property
    def replaying(self) -> bool:
        """Whether nobody has taken over."""
        return self._fork is None

    def back_to_recording(self) -> None:
        """Leave what was taken over, and be in the recording at the same time, or at its end."""
        if self._fork is not None:
            self.seek(self.world.now)

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
        course, before = self.track.course, self._view
        facts = (
            max(course.end, course.reached, self.world.now if self._fork else 0),
            max(0, course.reached),
            course.digests,
            course.drift,
            self._shown_goal if self._shown_goal is not None or self._sought is None else course.reached,
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
