"""What has to become of a script's line, held against what became of it."""

from __future__ import annotations

from typing import ClassVar, cast

import attrs

from engine.commands.line import Line
from engine.events import AsItMust, LineFailed
from engine.guest.surroundings import Surroundings
from engine.operations.outcome import Outcome
from engine.timeline import Done, On, Process, Wait
from engine.world import World

LEFT = "left before its end"
"""Why a script is done that somebody has ended."""


@attrs.define
class ScriptPart(Process[Surroundings]):
    """Something of a script that waits for its turn. It acts last at an instant and changes memory only by commands."""

    changes_memory: ClassVar[bool] = False
    last_turn: ClassVar[bool] = True
    script: int
    """Its number in `World.scripts`; 0 for what was typed."""

    def step(self, world: Surroundings) -> Wait:
        """Act on the whole world, which the simulation is."""
        return self.act(cast("World", world))

    def act(self, world: World) -> Wait:
        """Do the next line."""
        raise NotImplementedError


@attrs.define
class OutcomeWatch(ScriptPart):
    """A line in the background: its outcome is judged when it is known."""

    line: Line
    operation: int

    def act(self, world: World) -> Wait:
        """Judge, or wait on."""
        if not settled(world, self.operation):
            return On(f"op {self.operation} settled")
        if judge(world, self.script, self.line, self.operation):
            change_pending(world, self.script, -1)
        return Done()


def settled(world: World, number: int) -> bool:
    """Say whether it is known what became of an operation."""
    operation = world.operations.get(number)
    return operation is None or operation.over or operation.state == "stalled"


def judge(world: World, script: int, line: Line, number: int | None) -> bool:
    """Hold what became of a line against what must; a script that may not go on is stopped. Says whether it goes on."""
    failed = number in world.unsuccessful
    if script and failed and line.must != "succeed" and (ended := world.operations.get(number or 0)):
        reason = ended.reason or ended.waits_for or line.command.text
        must = line.must == "fail"
        world.emit(AsItMust(guest=ended.guest, state=ended.state, must=must, reason=reason))
    if line.must == "fail" and not failed:
        return stop(world, script, line, "did not fail")
    if line.must == "succeed" and failed:
        operation = None if number is None else world.operations.get(number)
        what = (
            f"{operation.state}: {operation.reason or operation.waits_for or ''}" if operation else "failed"
        )
        return stop(world, script, line, what)
    return True


def stop(world: World, script: int, line: Line, reason: str, *, bad: bool = False) -> bool:
    """Stop a script because of a line; always says that it does not go on.

    Args:
        world: where it runs.
        script: its number; 0 for what was typed, which has nothing to stop.
        line: whose outcome is wrong.
        reason: what became of it.
        bad: whether the line turned out to be no command at all.
    """
    was = world.scripts.get(script)
    if was is None:
        world.emit(LineFailed(place="", reason=f"{line.text}: {reason}"))
        return False
    place = f"{was.name}:{line.number}:"
    world.emit(LineFailed(place=place, reason=f"{line.text}: {reason}"))
    world.scripts[script] = attrs.evolve(was, state="bad" if bad else "failed", reason=f"{place} {reason}")
    end_parts(world, script, Done(reason, "failed"))
    world.signal("scripts")
    return False


def end_parts(world: World, script: int, done: Done, spared: ScriptPart | None = None) -> None:
    """Let everything of a script have ended, but for one part."""
    parts = [
        number
        for number, part in world.timeline.processes.items()
        if isinstance(part, ScriptPart) and part.script == script and part is not spared
    ]
    for number in parts:
        world.end_process(number, done)


def leave_script(world: World, number: int) -> bool:
    """End a script without a fault where it is; what it has begun goes on. Says whether it was still running."""
    was = world.scripts.get(number)
    if was is None or was.state != "running":
        return False
    world.scripts[number] = attrs.evolve(was, state="done", reason=LEFT)
    end_parts(world, number, Done(LEFT))
    world.signal("scripts")
    return True


def count_expectation(world: World, script: int, line: Line, outcome: Outcome) -> bool:
    """Count an expectation; one that fails is reported, and the script goes on."""
    if outcome.passed != (line.must == "fail"):
        world.passed += 1
    elif line.must != "may":
        world.failed += 1
        was = world.scripts.get(script)
        if was is not None:
            world.emit(LineFailed(place=f"{was.name}:{line.number}:", reason=line.text))
    return True


def change_pending(world: World, script: int, change: int) -> None:
    """Count lines of a script whose outcome is not known yet."""
    state = world.scripts.get(script)
    if state is not None:
        world.scripts[script] = attrs.evolve(state, pending=state.pending + change)
        world.signal(f"script {script}")
