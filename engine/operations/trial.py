"""A command tried on a fork of the world: what would come of it, found out with a bounded amount of work."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from engine.commands.parse import parse
from engine.errors import CommandError
from engine.operation import STALL, Operation, State
from engine.operations.changes import change
from engine.operations.judgement import ScriptPart
from engine.timeline import Done
from engine.units import SECOND, Nanoseconds, Pages
from engine.world import World

MOST_STEPS = 600
"""Steps of the fork's processes that one try may take."""
LONGEST: Nanoseconds = 30 * SECOND
"""Virtual time that one try may take."""
PATIENCE: Nanoseconds = 3 * SECOND
"""Virtual time without progress after which a try is given up."""


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
        world: the fork, as it is then.
    """

    state: State
    reason: str
    took: Nanoseconds
    moved: Pages
    landing: tuple[int, ...]
    world: World

    @property
    def worked(self) -> bool:
        """Whether everything was done."""
        return self.state == "done"


def try_out(world: World, *commands: str, watched: int | None = None) -> Trial:
    """Run commands on a fork, one after the other, up to the first that is not done.

    Args:
        world: stays as it is.
        commands: lines in their native form that change guests or host.
        watched: an operation under way that must end after them; None: only the commands count.
    """
    fork = _without_scripts(world)
    moved, landing = 0, set[int]()
    last: Operation | None = None
    for command in commands:
        try:
            outcome = change(fork, parse(command), STALL)
        except CommandError as error:
            return Trial("failed", str(error), fork.now - world.now, moved, (), fork)
        assert outcome is not None, "what is tried changes something"
        assert outcome.operation is not None, "what is tried is an operation"
        last, arrived = _follow(fork, outcome.operation, world.now + LONGEST)
        moved += last.pages_migrated
        landing |= arrived
        if last.state != "done":
            break
    else:
        if watched is not None:
            last, _ = _follow(fork, watched, world.now + LONGEST)
    assert last is not None, "something is tried"
    took = fork.now - world.now
    return Trial(last.state, last.reason or last.waits_for or "", took, moved, tuple(sorted(landing)), fork)


def _without_scripts(world: World) -> World:
    """Return a fork in which only what was typed goes on: lines that scripts still have to run are left out."""
    fork = world.fork()
    parts = [number for number, process in fork.timeline.processes.items() if isinstance(process, ScriptPart)]
    for number in parts:
        fork.end_process(number, Done("it is not tried"))
    return fork


def _follow(world: World, number: int, until: Nanoseconds) -> tuple[Operation, set[int]]:
    """Let time pass until an operation has ended or gets nowhere; return it, and where its pages arrived."""
    landing = set[int]()
    begun = world.now
    for _ in range(MOST_STEPS):
        operation = world.operations[number]
        landing.update(operation.landing)
        idle = world.now - max(begun, operation.progressed)
        if operation.over or (operation.waits_for and idle > PATIENCE) or not world.step_one(until):
            break
    return world.operations[number], landing


def first_that_works(
    world: World, tries: Iterable[tuple[str, ...]], watched: int | None = None
) -> tuple[tuple[str, ...], Trial] | None:
    """Return the first of some sequences of commands that does all that it says, and what came of it.

    Args:
        world: stays as it is.
        tries: in order.
        watched: see `try_out`.
    """
    for commands in tries:
        if (trial := try_out(world, *commands, watched=watched)).worked:
            return commands, trial
    return None
