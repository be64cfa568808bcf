"""A command tried on a fork of the world: what would come of it, found out with a bounded amount of work."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from engine.commands.parse import parse
from engine.errors import CommandError
from engine.guest.hotplug_remove import TakeSections
from engine.operation import STALL, Operation, State
from engine.operations.at_work import at_work
from engine.operations.changes import change
from engine.operations.judgement import ScriptPart
from engine.timeline import Done
from engine.units import SECOND, Nanoseconds, Pages
from engine.world import World

MOST_STEPS = 600
"""Steps of processes that all tries for one answer may take together."""
LONGEST: Nanoseconds = 30 * SECOND
"""Virtual time that one try may take."""
PATIENCE: Nanoseconds = 3 * SECOND
"""Virtual time without progress after which a try is given up: a driver may sleep so long before it tries again."""
PATIENCE_OF_MIGRATION: Nanoseconds = SECOND // 4
"""The same for a section whose pages find no place: it is tried again all the time, and that is work."""


@attrs.frozen
class Trial:
    """What came of commands on a fork.

    Attributes:
        state: of the last operation; `running` where the try was given up before it ended; `failed` where a command
            was refused.
        reason: what it ended with, what it waits for, or why it was refused.
        took: virtual time.
        moved: pages that were migrated.
        landing: sections in which they arrived, ascending.
    """

    state: State
    reason: str
    took: Nanoseconds
    moved: Pages = 0
    landing: tuple[int, ...] = ()

    @property
    def worked(self) -> bool:
        """Whether everything was done."""
        return self.state == "done"


@attrs.define
class Tries:
    """Tries out commands that concern one guest, on forks, with a bounded amount of work in all.

    Attributes:
        world: stays as it is.
        guest: whom they concern. On a fork only what goes on in this guest goes on, but for its run-on workloads.
        left: steps that further tries may take.
    """

    world: World
    guest: str
    left: int = MOST_STEPS

    def out(self, *commands: str, watched: int | None = None) -> Trial:
        """Run commands one after the other, up to the first that is not done.

        Args:
            commands: lines in their native form that change guests or host.
            watched: an operation under way that must end after them; None: only the commands count.
        """
        fork, began = fork_of(self.world, self.guest), self.world.now
        moved, landing = 0, set[int]()
        last: Operation | None = None
        for command in commands:
            try:
                outcome = change(fork, parse(command), STALL)
            except CommandError as error:
                return Trial("failed", str(error), fork.now - began)
            assert outcome is not None, "what is tried changes something"
            assert outcome.operation is not None, "what is tried is an operation"
            last, arrived = self._follow(fork, outcome.operation)
            moved += last.pages_migrated
            landing |= arrived
            if last.state != "done":
                break
        else:
            if watched is not None:
                last, _ = self._follow(fork, watched)
        assert last is not None, "something is tried"
        reason = last.reason or last.waits_for or ""
        return Trial(last.state, reason, fork.now - began, moved, tuple(sorted(landing)))

    def first_that_works(
        self, tries: Iterable[tuple[str, ...]], watched: int | None = None
    ) -> tuple[tuple[str, ...], Trial] | None:
        """Return the first of some sequences of commands that does all that it says, and what came of it."""
        for commands in tries:
            if (trial := self.out(*commands, watched=watched)).worked:
                return commands, trial
        return None

    def _follow(self, world: World, number: int) -> tuple[Operation, set[int]]:
        """Let time pass until an operation has ended or gets nowhere; return it, and where its pages arrived."""
        landing = set[int]()
        begun, until = world.now, self.world.now + LONGEST
        migrates = isinstance(
            at_work(world.timeline.processes.get(world.operations[number].process)), TakeSections
        )
        patience = PATIENCE_OF_MIGRATION if migrates else PATIENCE
        while self.left:
            operation = world.operations[number]
            landing.update(operation.landing)
            idle = world.now - max(begun, operation.progressed)
            if operation.over or (operation.waits_for and idle > patience) or not world.step_one(until):
                break
            self.left -= 1
        return world.operations[number], landing


def fork_of(world: World, name: str) -> World:
    """Return a fork on which only what goes on in one guest goes on, but for its run-on workloads."""
    fork = world.fork()
    standing_still = [number for guest in fork.guests.values() for number, _ in guest.workloads]
    for guest in fork.guests.values():
        guest.workloads = ()
    elsewhere = [
        number
        for number, process in fork.timeline.processes.items()
        if isinstance(process, ScriptPart) or getattr(process, "guest", name) != name
    ]
    for number in (*standing_still, *elsewhere):
        fork.end_process(number, Done("it is not tried"))
    return fork
