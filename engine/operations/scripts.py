"""Scripts as processes: a chain of lines, lines at a time, and what they hold for later.

A line acts after all else that is due at its instant, one line at a time, so that a recording, which has only
times, does the same.
"""

from __future__ import annotations

from typing import Literal

import attrs

from engine.commands.line import Line
from engine.commands.model import At, Command, Compare, Expect, Fails, GuestImport, SourceFile, Try
from engine.commands.model import Wait as WaitCommand
from engine.errors import CommandError, SyntaxRefused
from engine.events import AsItMust, Printed, RecordedElsewhere
from engine.operation import ScriptState
from engine.operations.amounts import guest_of
from engine.operations.awaiting import AwaitAll
from engine.operations.checking import checks
from engine.operations.comparing import begin_comparing
from engine.operations.execute import execute
from engine.operations.guests.imported import looked_up
from engine.operations.judgement import (
    OutcomeWatch,
    ScriptPart,
    change_pending,
    count_expectation,
    judge,
    settled,
    stop,
)
from engine.operations.lessons import read_named
from engine.operations.outcome import Outcome
from engine.platform import FACTS
from engine.script import Script
from engine.timeline import After, Done, On, Wait
from engine.units import Nanoseconds
from engine.world import World

DEEPEST = 16
"""Scripts that `source` one another: one that sources itself would never end."""


@attrs.frozen
class Origin:
    """Where a line comes from: what it says of files and of failure is meant there."""

    script: int = 0
    """The number in `World.scripts`; 0 for what was typed."""
    folder: str = ""
    """Where files that it names are looked for."""
    depth: int = 0
    """How many `source` lines led here."""
    line: int = 0
    """Its number in the file."""


TYPED = Origin()


@attrs.define
class Chain(ScriptPart):
    """The lines without a time: each runs when the operation of the one before has ended."""

    lines: tuple[Line, ...]
    origin: Origin
    at: int = 0
    awaited: int | None = None
    waiting_for: str | None = None
    """A guest whose operations are awaited; empty for all."""

    def act(self, world: World) -> Wait:
        """Run the next line if nothing is awaited."""
        if self.awaited is not None:
            if not settled(world, self.awaited):
                return On(f"op {self.awaited} settled")
            number, self.awaited = self.awaited, None
            if not judge(world, self.script, self.lines[self.at - 1], number):
                return Done("stopped", "failed")
        if self.waiting_for is not None:
            if any(op.state != "stalled" for op in world.under_way(self.waiting_for or None)):
                return On("operations")
            self.waiting_for = None
        if self.at == len(self.lines):
            return self._finish(world)
        line = self.lines[self.at]
        self.at += 1
        return self._run(world, line)

    def _run(self, world: World, line: Line) -> Wait:
        _came_to(world, self.script, line)
        if isinstance(line.command, WaitCommand) and line.must == "succeed":
            return self._wait(world, line, line.command)
        goes_on, number = run_line(world, line, self.origin)
        if not goes_on:
            return Done("stopped", "failed")
        if number is not None and line.background:
            change_pending(world, self.script, +1)
            world.start(OutcomeWatch(self.script, line, number))
        elif number is not None:
            self.awaited = number
            return On(f"op {number} settled")
        return After(0)

    def _wait(self, world: World, line: Line, command: WaitCommand) -> Wait:
        if command.duration is not None:
            return After(0 if line.background else command.duration)
        try:
            _check_wait(world, command)
        except CommandError as error:
            stop(world, self.script, line, message(error))
            return Done("stopped", "failed")
        self.waiting_for = None if line.background else command.guest or ""
        return After(0)

    def _finish(self, world: World) -> Wait:
        """The end of a script is a wait."""
        state = world.scripts[self.script]
        if state.pending:
            return On(f"script {self.script}")
        if any(op.state != "stalled" for op in world.under_way()):
            return On("operations")
        world.scripts[self.script] = attrs.evolve(state, state="done")
        world.signal("scripts")
        return Done("the script has ended")


@attrs.define
class TimedLine(ScriptPart):
    """A line that runs at its time, beside the chain."""

    line: Line
    origin: Origin = TYPED

    def act(self, world: World) -> Wait:
        """Run the line; its outcome is judged when it is known."""
        _came_to(world, self.script, self.line)
        if isinstance(self.line.command, WaitCommand):
            change_pending(world, self.script, -1)
            return Done()
        goes_on, number = run_line(world, self.line, self.origin)
        if goes_on and number is not None:
            world.start(OutcomeWatch(self.script, self.line, number))
        elif goes_on:
            change_pending(world, self.script, -1)
        return Done()


def start_script(
    world: World, script: Script, name: str, folder: str, *, command: str = "", depth: int = 0
) -> int:
    """Let a script run: its chain, and its timed lines counted from now. Returns its number in `World.scripts`.

    Args:
        world: where it runs.
        script: what was read; its seed is the caller's to set.
        name: what messages call it.
        folder: where files that it names are looked for.
        command: the `source` line that asked for it, which is an operation then.
        depth: how many `source` lines led here.
    """
    number = len(world.scripts) + 1
    origin = Origin(number, folder, depth)
    timed = [line for line in script.lines if line.at is not None]
    chain = Chain(number, tuple(line for line in script.lines if line.at is None), origin)
    world.scripts[number] = ScriptState(name, pending=len(timed) + (script.end is not None))
    if script.platform not in (None, FACTS):
        world.emit(RecordedElsewhere(name=name, platform=script.platform or 0, known=FACTS))
    held = checks(script, number)
    for line in timed:
        while held and held[0][0] < line.number:  # a digest holds between the lines of one instant, too
            _, at, check = held.pop(0)
            world.start(check, at)
        world.start(TimedLine(number, line, origin), line.at or 0)
    for _, at, check in held:
        world.start(check, at)
    if command:
        world.operate_unnumbered(command, chain)
    else:
        world.start(chain)
    return number


def _came_to(world: World, script: int, line: Line) -> None:
    """Note that a line of a script runs now."""
    if script:
        world.scripts[script] = attrs.evolve(world.scripts[script], line=line.number)


def run_line(world: World, line: Line, origin: Origin) -> tuple[bool, int | None]:
    """Execute a line's command: (whether its script goes on, the operation whose outcome is awaited)."""
    script = origin.script
    command, must = plain(line.command)
    if must != "succeed":
        line = attrs.evolve(line, must=must)
    try:
        outcome = carry_out(world, command, line.stall, attrs.evolve(origin, line=line.number))
        if outcome.output:
            world.emit(Printed(command=command.text, output=outcome.output))
    except SyntaxRefused as error:
        return stop(world, script, line, message(error), bad=True), None
    except CommandError as error:
        if line.must == "succeed":
            return stop(world, script, line, message(error)), None
        world.emit(AsItMust(state="refused", must=line.must == "fail", reason=message(error)))
        return True, None
    if isinstance(command, Expect):
        return count_expectation(world, script, line, outcome), None
    if outcome.operation is None or settled(world, outcome.operation):
        return judge(world, script, line, outcome.operation), None
    return True, outcome.operation


def message(error: CommandError) -> str:
    """Return what an error says, without its place."""
    return f"{error.found}: {error.wanted}" if error.wanted else error.found


def run_typed(world: World, line: Line, folder: str = "") -> Outcome:
    """Execute a typed line, now; files that it names are looked for in `folder`.

    Raises:
        CommandError: it is refused, or `fails` stands before it and it is not.
    """
    if line.must == "succeed":
        return carry_out(world, line.command, line.stall, Origin(folder=folder))
    return _allow(world, line, Origin(folder=folder))


def _allow(world: World, line: Line, origin: Origin) -> Outcome:
    """Execute what must fail or may; an operation that it begins is judged when its outcome is known."""
    try:
        outcome = carry_out(world, line.command, line.stall, origin)
    except SyntaxRefused:
        raise
    except CommandError as error:
        what = "must" if line.must == "fail" else "may"
        return Outcome(output=f"refused, as it {what} be: {message(error)}")
    if isinstance(line.command, Expect):
        return attrs.evolve(outcome, passed=outcome.passed != (line.must == "fail"))
    if outcome.operation is not None:
        world.start(OutcomeWatch(0, line, outcome.operation))
    elif line.must == "fail":
        raise CommandError(f"`{line.command.text}` did not fail", "a command that does")
    return outcome


def carry_out(world: World, command: Command, stall: Nanoseconds, origin: Origin) -> Outcome:
    """Execute a command, or keep it as pending data: `at`, `wait`, `source`, and what stands behind `fails` and `try`.

    Raises:
        CommandError: it is refused, or a file cannot be read or has errors.
    """
    match command:
        case At():
            inner, must = plain(command.command)
            line = Line(inner, stall=stall, must=must, number=origin.line, text=command.command.text)
            change_pending(world, origin.script, +1)
            world.start(TimedLine(origin.script, line, origin), command.delay)
            return Outcome()
        case WaitCommand():
            _check_wait(world, command)
            return Outcome(world.operate_unnumbered(command.text, AwaitAll(command.guest, command.duration)))
        case SourceFile():
            return _source(world, command, origin)
        case GuestImport():
            return execute(world, looked_up(command, origin.folder), stall=stall)
        case Compare() if origin.script:
            return begin_comparing(world, command, origin.script)
        case Fails() | Try():
            inner, must = plain(command)
            return _allow(world, Line(inner, stall=stall, must=must, text=command.text), origin)
        case _:
            return execute(world, command, stall=stall)


def _check_wait(world: World, command: WaitCommand) -> None:
    if command.guest is not None:
        guest_of(world, command, command.guest)


def _source(world: World, command: SourceFile, origin: Origin) -> Outcome:
    if origin.depth == DEEPEST:
        raise CommandError(
            f"{DEEPEST} scripts lead here already", "a script that does not run itself", command.place("file")
        )
    script, name, folder = read_named(command, origin.folder)
    start_script(world, script, name, folder, command=command.text, depth=origin.depth + 1)
    return Outcome(world.next_unnumbered + 1)


def plain(command: Command) -> tuple[Command, Literal["succeed", "fail", "may"]]:
    """Return a command without its leading `fails` and `try`, and what must become of it."""
    must: Literal["succeed", "fail", "may"] = "succeed"
    while isinstance(command, Fails | Try):
        must = "fail" if isinstance(command, Fails) else "may"
        command = command.command
    return command, must
