"""A session that plays a recording, which can be gone back and forth in, and from any time on be taken over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic

import attrs

from engine.commands.line import Line
from engine.commands.model import Pause, Run, Speed, Step
from engine.errors import CommandError
from engine.handle import Operation
from engine.history import Input, Position, past_text, recorded
from engine.operations.judgement import leave_script
from engine.picture import Painter
from engine.replaying.branch import Branch
from engine.replaying.counted import Counted
from engine.replaying.seeking import Seeking
from engine.script import Script
from engine.snapshot import Snapshot
from engine.snapshot.replay import ForkView, ReplayView
from engine.units import Nanoseconds
from engine.world import World

PACE = (Pause, Run, Speed, Step)
FORKS = 8
"""Recordings that are kept of what was left."""


class Replay(Seeking):
    """A recording that is played, until a command changes something: from there on it is live.

    Attributes:
        forks: recordings of what was taken over and left again, the newest last.
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
        """Begin at time 0; see `Seeking`."""
        super().__init__(script, name, folder, seed=seed, clock=clock, cache=cache)
        self.forks: tuple[str, ...] = ()
        self._fork: ForkView | None = None
        self._view: ReplayView | None = None
        self._facts: tuple[object, ...] = ()
        self._beside: World | None = None
        self._beside_painter = Painter()

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
        if (beside is None or beside.now > time) and time >= 0:
            beside = self.track.at(time)
        if beside is None or time < 0:  # the index has still to begin, or begins anew
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
            chapters=tuple(self._chapters()),
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
