"""Scripts as processes: a chain of lines, lines at a time, and what has to become of each.

A line acts after all else that is due at its instant, one line at a time, so that a recording, which has only
times, does the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal, cast

import attrs

from engine.commands.line import Line
from engine.commands.model import At, Command, Expect, Fails, SourceFile, Try
from engine.commands.model import Wait as WaitCommand
from engine.digest import digest
from engine.errors import CommandError, SyntaxRefused
from engine.events import Expected, LineFailed
from engine.guest.surroundings import Surroundings
from engine.operation import ScriptState
from engine.operations.execute import execute
from engine.operations.lessons import find_script
from engine.operations.outcome import Outcome
from engine.script import LARGEST_SCRIPT, Script, read_script
from engine.timeline import After, Done, On, Process, Wait
from engine.units import Nanoseconds
from engine.world import World


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


def settled(world: World, number: int) -> bool:
    """Say whether it is known what became of an operation."""
    operation = world.operations.get(number)
    return operation is None or operation.over or operation.state == "stalled"


def judge(world: World, script: int, line: Line, number: int | None) -> bool:
    """Hold what became of a line against what must; a script that may not go on is stopped. Says whether it goes on."""
    operation = None if number is None else world.operations.get(number)
    failed = operation is not None and operation.state in ("partial", "failed", "stalled")
    if line.must == "fail" and not failed:
        return _stop(world, script, line, "did not fail")
    if line.must == "succeed" and failed and operation is not None:
        return _stop(
            world, script, line, f"{operation.state}: {operation.reason or operation.waits_for or ''}"
        )
    return True


def _stop(world: World, script: int, line: Line, reason: str, state: str = "failed") -> bool:
    """Stop a script because of a line; always says that it does not go on."""
    was = world.scripts.get(script)
    place = f"{was.name}:{line.number}:" if was else ""
    world.emit(LineFailed(place=place, reason=f"{line.text}: {reason}" if place else reason))
    if was is not None:
        bad = state == "bad"
        world.scripts[script] = attrs.evolve(
            was, state="bad" if bad else "failed", reason=f"{place} {reason}"
        )
        parts = [
            n for n, p in world.timeline.processes.items() if isinstance(p, ScriptPart) and p.script == script
        ]
        for number in parts:
            world.end_process(number, Done(reason, "failed"))
    world.signal("scripts")
    return False


def run_line(world: World, script: int, line: Line, folder: str) -> tuple[bool, int | None]:
    """Execute a line's command: (whether the script goes on, the operation whose outcome is awaited)."""
    command, must = plain(line.command)
    if must != "succeed":
        line = attrs.evolve(line, must=must)
    try:
        outcome = carry_out(world, command, line.stall, folder)
    except SyntaxRefused as error:
        return _stop(world, script, line, _message(error), "bad"), None
    except CommandError as error:
        if line.must == "succeed":
            return _stop(world, script, line, _message(error)), None
        return True, None
    if isinstance(command, Expect):
        return _expected(world, script, line, outcome), None
    if outcome.operation is None:
        return judge(world, script, line, None), None
    if settled(world, outcome.operation):
        return judge(world, script, line, outcome.operation), None
    return True, outcome.operation


def _message(error: CommandError) -> str:
    return f"{error.found}: {error.wanted}" if error.wanted else error.found


def _expected(world: World, script: int, line: Line, outcome: Outcome) -> bool:
    """Count an expectation; one that fails is reported, and the script goes on."""
    passed = outcome.passed != (line.must == "fail")
    if passed or line.must == "may":
        world.passed += 1
    else:
        world.failed += 1
        was = world.scripts.get(script)
        if was is not None:
            world.emit(LineFailed(place=f"{was.name}:{line.number}:", reason=line.text))
    return True


@attrs.define
class Chain(ScriptPart):
    """The lines without a time: each runs when the operation of the one before has ended."""

    lines: tuple[Line, ...]
    folder: str
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
        if isinstance(line.command, WaitCommand):
            if line.command.duration is not None:
                return After(line.command.duration)
            self.waiting_for = line.command.guest or ""
            return After(0)
        goes_on, number = run_line(world, self.script, line, self.folder)
        if not goes_on:
            return Done("stopped", "failed")
        if number is not None and line.background:
            _expect_outcome(world, self.script, line, number)
        elif number is not None:
            self.awaited = number
            return On(f"op {number} settled")
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


def _expect_outcome(world: World, script: int, line: Line, number: int) -> None:
    _pending(world, script, +1)
    world.start(OutcomeWatch(script, line, number))


def _pending(world: World, script: int, change: int) -> None:
    state = world.scripts.get(script)
    if state is not None:
        world.scripts[script] = attrs.evolve(state, pending=state.pending + change)
        world.signal(f"script {script}")


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
            _pending(world, self.script, -1)
        return Done()


@attrs.define
class TimedLine(ScriptPart):
    """A line that runs at its time, beside the chain."""

    line: Line
    folder: str

    def act(self, world: World) -> Wait:
        """Run the line; its outcome is judged when it is known."""
        if isinstance(self.line.command, WaitCommand):
            _pending(world, self.script, -1)
            return Done()
        goes_on, number = run_line(world, self.script, self.line, self.folder)
        if goes_on and number is not None:
            world.start(OutcomeWatch(self.script, self.line, number))
        elif goes_on:
            _pending(world, self.script, -1)
        return Done()


@attrs.define
class DigestCheck(ScriptPart):
    """The end of a recording: the world must be what it was."""

    wanted: str

    def act(self, world: World) -> Wait:
        """Compare, and end the script."""
        found = digest(world)
        passed = found == self.wanted
        state = world.scripts[self.script]
        world.emit(Expected(claim=f"digest {self.wanted[:15]}…", passed=passed, found=f"{found[:15]}…"))
        reason = "" if passed else f"the digest is {found}, not the {self.wanted} of the recording"
        world.scripts[self.script] = attrs.evolve(state, state="done" if passed else "failed", reason=reason)
        for number, part in list(world.timeline.processes.items()):
            if isinstance(part, ScriptPart) and part.script == self.script and part is not self:
                world.end_process(number, Done("the recording ends here"))
        world.signal("scripts")
        return Done()


def start_script(world: World, script: Script, name: str, folder: str, command: str = "") -> int:
    """Let a script run: its chain, and its timed lines counted from now. Returns its number in `World.scripts`.

    Args:
        world: where it runs.
        script: what was read; its seed is the caller's to set.
        name: what messages call it.
        folder: where files that it names are looked for.
        command: the `source` line that asked for it, which is an operation then.
    """
    number = len(world.scripts) + 1
    timed = [line for line in script.lines if line.at is not None]
    chain = Chain(number, tuple(line for line in script.lines if line.at is None), folder)
    if script.digest is None:
        world.scripts[number] = ScriptState(name, pending=len(timed))
    else:
        world.scripts[number] = ScriptState(name, pending=len(timed) + 1)
    for line in timed:
        world.start(TimedLine(number, line, folder), line.at or 0)
    if script.digest is not None:
        world.start(DigestCheck(number, script.digest[1]), script.digest[0])
    if command:
        world.operate_unnumbered(command, chain)
    else:
        world.start(chain)
    return number


@attrs.define
class AwaitAll(Process[Surroundings]):
    """A typed `wait`: an operation that ends when those under way have, or when a time has passed."""

    changes_memory: ClassVar[bool] = False
    guest: str | None
    duration: Nanoseconds | None
    until: Nanoseconds | None = None

    def step(self, world: Surroundings) -> Wait:
        """Look whether all have ended."""
        if self.duration is not None:
            if self.until is None:
                self.until = world.now + self.duration
            return After(self.until - world.now) if world.now < self.until else Done("the time has passed")
        busy = [
            op
            for op in world.operations.values()
            if op.id > 0 and not op.over and self.guest in (None, op.guest)
        ]
        return On("operations") if busy else Done("nothing is under way")


def run_typed(world: World, line: Line) -> Outcome:
    """Execute a typed line, now.

    Raises:
        CommandError: it is refused, or `fails` stands before it and it is not.
    """
    return (
        _allow(world, line, "") if line.must != "succeed" else carry_out(world, line.command, line.stall, "")
    )


def _allow(world: World, line: Line, folder: str) -> Outcome:
    """Execute what must fail or may; an operation that it begins is judged when its outcome is known."""
    try:
        outcome = carry_out(world, line.command, line.stall, folder)
    except CommandError as error:
        return Outcome(
            output=f"refused, as it {'must' if line.must == 'fail' else 'may'} be: {_message(error)}"
        )
    if isinstance(line.command, Expect):
        return attrs.evolve(outcome, passed=outcome.passed != (line.must == "fail"))
    if outcome.operation is not None:
        world.start(OutcomeWatch(0, line, outcome.operation))
    return outcome


def carry_out(world: World, command: Command, stall: Nanoseconds, folder: str) -> Outcome:
    """Execute a command, or keep it as pending data: `at`, `wait`, `source`, and what stands behind `fails` and `try`.

    Raises:
        CommandError: it is refused, or a file cannot be read or has errors.
    """
    match command:
        case At():
            inner, must = plain(command.command)
            line = Line(inner, must=must, text=command.command.text)
            world.start(TimedLine(0, line, folder), command.delay)
            return Outcome()
        case WaitCommand():
            process = AwaitAll(command.guest, command.duration)
            return Outcome(world.operate_unnumbered(command.text, process))
        case SourceFile():
            return _source(world, command, folder)
        case Fails() | Try():
            inner, must = plain(command)
            return _allow(world, Line(inner, must=must, text=command.text), folder)
        case _:
            return execute(world, command, stall=stall)


def _source(world: World, command: SourceFile, folder: str) -> Outcome:
    path = find_script(command.file, Path(folder) if folder else None)
    if path is None:
        raise CommandError(
            f"there is no script {command.file}", "a file, or a lesson's name", command.place("file")
        )
    try:
        data = path.read_bytes()[: LARGEST_SCRIPT + 1]
    except OSError as error:
        raise CommandError(
            f"{command.file}: {error.strerror}", "a file that can be read", command.place("file")
        ) from None
    script = read_script(data, path.name)
    start_script(
        world, script, path.name, str(path.parent) if isinstance(path, Path) else folder, command.text
    )
    return Outcome(world.next_unnumbered + 1)


def plain(command: Command) -> tuple[Command, Literal["succeed", "fail", "may"]]:
    """Return a command without its leading `fails` and `try`, and what must become of it."""
    must: Literal["succeed", "fail", "may"] = "succeed"
    while isinstance(command, Fails | Try):
        must = "fail" if isinstance(command, Fails) else "may"
        command = command.command
    return command, must
