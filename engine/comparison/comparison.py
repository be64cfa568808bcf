"""One change of a guest's memory under several policies at once: each on a fork of its own, abreast in virtual time."""

from __future__ import annotations

from typing import Protocol

import attrs

from engine.compared import Column, Compared, State
from engine.comparison.measure import Before, afterwards, measured
from engine.comparison.measures import best
from engine.comparison.picture import ColumnPicture, ComparisonPicture
from engine.comparison.sentence import sentence
from engine.errors import CommandError
from engine.guest.guest import Guest
from engine.operation import Operation
from engine.picture import Painter
from engine.units import MILLISECOND, SECOND, Bytes, Nanoseconds
from engine.world import World

SLICE: Nanoseconds = 20 * MILLISECOND
"""Virtual time by which one column may be ahead of another."""
LONGEST: Nanoseconds = 600 * SECOND
"""Virtual time after which a policy is given up."""
MOST_STEPS = 200_000
"""Steps of processes on its fork after which a policy is given up, whatever they do there."""
MOST_IDLE = 5_000
PATIENCE: Nanoseconds = 10 * SECOND
"""So many steps and so long without progress of the policy itself, and it is given up: a kernel tries some things for
ever, and a driver may sleep for long."""

AFTERWARDS: Nanoseconds = 2 * SECOND
"""How long the programs of a guest are watched after a policy has ended, where there are any that run on."""


class Begun(Protocol):
    """How policies are begun and looked at."""

    def begin(self, fork: World, policy: str) -> int:
        """Begin a policy on a fork, which may be changed for that; return the operation that is to be followed.

        Raises:
            CommandError: the guest cannot do it.
        """
        ...

    def is_down(self, fork: World) -> bool:
        """Say whether the guest neither runs nor has booted yet."""
        ...


@attrs.define(eq=False)
class _Lane:
    """A policy on its fork."""

    policy: str
    command: str
    world: World
    operation: int = 0
    steps: int = 0
    idle: int = 0
    """Steps since the operation last got on."""
    progressed: Nanoseconds = -1
    """When the operation last got on."""
    idle_since: Nanoseconds = 0
    down: bool = False
    downtime: Nanoseconds = 0
    ended: Column | None = None
    """What the policy came to, while the programs are still watched."""
    final: Column | None = None
    painter: Painter = attrs.Factory(Painter)


class Comparison:
    """Advances all policies abreast. What it finds depends on the world alone, not on how the work is sliced."""

    def __init__(
        self, world: World, guest: Guest, size: Bytes, policies: tuple[tuple[str, str], ...], how: Begun
    ) -> None:
        """Fork the world for each policy and begin it there.

        Args:
            world: where it starts from; it is not changed and may go on meanwhile.
            guest: whose memory is changed.
            size: what the guest shall have.
            policies: their names, each with the command that does the same outside of a comparison, or nothing.
            how: begins one of them.
        """
        self._name, self._size, self._began = guest.name, size, world.now
        self._before = Before.of(world, guest)
        self._page_size, self._pageblock_order = guest.page_size, guest.memory.layout.pageblock_order
        self._how = how
        self._lanes = [_Lane(policy, command, world.fork()) for policy, command in policies]
        for lane in self._lanes:
            self._begin(lane)

    def _begin(self, lane: _Lane) -> None:
        try:
            lane.operation = self._how.begin(lane.world, lane.policy)
        except CommandError as error:
            reason = f"{error.found}: {error.wanted}" if error.wanted else error.found
            lane.final = Column(policy=lane.policy, command="", state="cannot", reason=reason)
        else:
            self._judge(lane)

    @property
    def over(self) -> bool:
        """Whether every policy has ended."""
        return all(lane.final is not None for lane in self._lanes)

    def run(self) -> Compared:
        """Run every policy to its end, and return what came of them."""
        while self.advance(MOST_STEPS):
            pass
        return self.compared()

    def advance(self, steps: int) -> bool:
        """Let some time pass on the forks.

        Args:
            steps: of processes, in all columns together; most take less than a millisecond.

        Returns:
            Whether there is more to do.
        """
        while steps > 0:
            running = [lane for lane in self._lanes if lane.final is None]
            if not running:
                return False
            steps -= self._run(min(running, key=lambda lane: lane.world.now), steps)
        return not self.over

    def _run(self, lane: _Lane, steps: int) -> int:
        """Let a column go on for a slice of virtual time; return how many steps that took, at least one."""
        until = lane.world.now + SLICE - (lane.world.now - self._began) % SLICE
        taken = 0
        while taken < steps and lane.final is None:
            taken += 1
            if not lane.world.step_one(until):
                lane.world.run_until(until)
                self._judge(lane)
                return taken
            lane.steps += 1
            self._judge(lane)
        return taken

    def _judge(self, lane: _Lane) -> None:
        """Find out whether a policy has ended, and then, whether its guest was watched for long enough."""
        if lane.ended is not None:
            self._watch(lane, lane.ended)
            return
        operation = lane.world.operations[lane.operation]
        if self._how.is_down(lane.world):
            lane.down = True
        elif lane.down:
            lane.down, lane.downtime = False, lane.world.now - self._began
        if operation.progressed != lane.progressed or lane.down:
            lane.progressed, lane.idle, lane.idle_since = operation.progressed, 0, lane.world.now
        lane.idle += 1
        if operation.over or operation.state == "stalled":
            there = operation.over and self._is_there(lane)
            self._end(lane, operation, "reached" if there else "short")
        elif lane.world.now - self._began >= LONGEST:
            self._cut(lane, operation, f"given up after {LONGEST / SECOND:g} s")
        elif lane.steps >= MOST_STEPS:
            self._cut(lane, operation, f"given up after {MOST_STEPS:,} steps of work")
        elif lane.idle >= MOST_IDLE and lane.world.now - lane.idle_since >= PATIENCE:
            self._cut(lane, operation, f"given up after {PATIENCE // SECOND} s without progress")

    def _cut(self, lane: _Lane, operation: Operation, why: str) -> None:
        waits = f"; it waits for {operation.waits_for}" if operation.waits_for else ""
        self._end(lane, attrs.evolve(operation, reason=f"{why}{waits}", waits_for=None), "cut")

    def _end(self, lane: _Lane, operation: Operation, state: State) -> None:
        lane.ended = self._column(lane, operation, state, last=True)
        self._watch(lane, lane.ended)

    def _watch(self, lane: _Lane, ended: Column) -> None:
        """Let a guest's programs run on for a while: what was done to it may cost them only then."""
        figures, guest = ended.figures, lane.world.guests.get(self._name)
        assert figures is not None, "it was measured when it ended"
        since = lane.world.now - self._began
        runs_on = guest is not None and bool(guest.workloads) and lane.steps < MOST_STEPS
        if not runs_on or since >= figures.time + AFTERWARDS:
            watched = afterwards(lane.world, self._before, figures)
            lane.final = attrs.evolve(ended, figures=attrs.evolve(watched, worked_for=since))

    def _is_there(self, lane: _Lane) -> bool:
        has = self._before.has_now(lane.world, lane.policy)
        return has <= self._size if self._size <= self._before.has else has >= self._size

    def _column(self, lane: _Lane, operation: Operation, state: State, *, last: bool) -> Column:
        figures = measured(lane.world, lane.policy, self._before, operation, last=last)
        downtime = lane.world.now - self._began if lane.down else lane.downtime
        reason = operation.reason
        if state != "reached" and operation.waits_for:
            stalled = (
                f"no progress for {operation.stall // SECOND} s, " if operation.state == "stalled" else ""
            )
            reason = f"{stalled}waits for {operation.waits_for}"
        return Column(
            policy=lane.policy,
            command=lane.command,
            state=state,
            reason=reason,
            stuck=len(operation.failed_sections),
            figures=attrs.evolve(figures, downtime=downtime),
        )

    # -- looking

    def compared(self) -> Compared:
        """Return how every policy stands, as plain values."""
        return self._compared(tuple(self._now(lane) for lane in self._lanes))

    def _now(self, lane: _Lane) -> Column:
        if lane.final is not None:
            return lane.final
        if lane.ended is not None:
            return attrs.evolve(lane.ended, state="running")
        return self._column(lane, lane.world.operations[lane.operation], "running", last=False)

    def _compared(self, columns: tuple[Column, ...]) -> Compared:
        return Compared(
            guest=self._name,
            size=self._size,
            had=self._before.has,
            began=self._began,
            page_size=self._page_size,
            pageblock_order=self._pageblock_order,
            sections=len(self._before.online),
            columns=columns,
        )

    def picture(self) -> ComparisonPicture:
        """Return how every policy looks just now."""
        columns = tuple(self._painted(lane) for lane in self._lanes)
        compared = self._compared(tuple(column.column for column in columns))
        running = [lane.world.now for lane in self._lanes if lane.final is None]
        now = min(running) if running else max((lane.world.now for lane in self._lanes), default=self._began)
        return ComparisonPicture(compared, columns, best(compared), sentence(compared), now - self._began)

    def _painted(self, lane: _Lane) -> ColumnPicture:
        column = self._now(lane)
        if column.figures is None:
            return ColumnPicture(column, 0.0)
        snapshot = lane.painter.paint(lane.world, paused=False, speed=1, reached=1)
        operation = next((it for it in snapshot.operations if it.id == lane.operation), None)
        now = column.figures.time
        return ColumnPicture(column, self._progress(column), snapshot.guest(self._name), operation, now)

    def _progress(self, column: Column) -> float:
        way = abs(self._before.has - self._size)
        if column.reached or not way or column.figures is None:
            return 1.0 if column.reached else 0.0
        left = abs(column.figures.has - self._size)
        return min(1.0, max(0.0, 1 - left / way))
