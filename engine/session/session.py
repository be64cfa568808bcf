"""The whole session: what is said to it, commands and questions of a screen."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import attrs

from engine.answer import Answer
from engine.commands.complete import Context
from engine.commands.line import Line, parse_line
from engine.commands.model import Pause, Run, Speed, Step
from engine.errors import CommandError, Place
from engine.handle import Operation
from engine.history import matters, typed_text
from engine.operations.known import known
from engine.operations.outcome import Outcome
from engine.operations.scripts import TimedLine, run_typed
from engine.session.pictured import Pictured
from engine.units import Nanoseconds, duration_text


class Session(Pictured):
    """One simulation and the pace at which it goes. It is a `Source` of pictures."""

    def __init__(self, *, seed: int = 0, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(seed, clock)

    def perform(self, text: str, default_guest: str | None = None) -> Operation:
        """Execute a typed line now, between two instants; `@TIME` lines are kept for their time.

        Args:
            text: a line as in a script; `&` means nothing, for typed commands never wait.
            default_guest: the guest of views and operators' words that name none.

        Raises:
            CommandError: it is refused; nothing was changed.
        """
        line = parse_line(text, default_guest=default_guest)
        if line is None:
            return Operation(self, None, "")
        return self._execute(line, guest=default_guest)

    async def execute(self, text: str, default_guest: str | None = None) -> Operation:
        """Execute a typed line now; see `perform`."""
        return self.perform(text, default_guest)

    def present(self, line: Line, folder: str = "") -> Operation:
        """Execute a line of a script that somebody presents: now, whatever its time is, and alone.

        Args:
            line: what runs.
            folder: where the files that it names are looked for.

        Raises:
            CommandError: it is refused; nothing was changed.
        """
        if self._script and not self._script[0]:
            self._script = 0, attrs.evolve(self._script[1], line=line.number)
        return self._execute(attrs.evolve(line, at=None), folder)

    def _execute(self, line: Line, folder: str = "", guest: str | None = None) -> Operation:
        self.finish_instant()
        if line.at is not None or matters(line.command):
            self._came("typed", typed_text(line), guest or "", folder)
        outcome = self._perform(line, folder)
        self.finish_instant()
        self._settle()
        self._woken.set()
        return Operation(self, outcome.operation, outcome.output, outcome.passed, outcome.answer)

    def _perform(self, line: Line, folder: str = "") -> Outcome:
        if line.at is not None:
            return self._keep(line, line.at)
        match line.command:
            case Pause():
                self.pause()
            case Run():
                self.resume()
            case Step():
                self.step()
            case Speed(factor=factor):
                self.set_speed(factor)
            case _:
                return run_typed(self.world, line, folder)
        return Outcome()

    def _keep(self, line: Line, at: Nanoseconds) -> Outcome:
        """Keep a line for its time."""
        if at < self.world.now:
            found = f"{duration_text(at)} has passed"
            wanted = f"a time from {duration_text(self.world.now)} on"
            raise CommandError(found, wanted, Place(1, len(line.text.split(maxsplit=1)[0])))
        self.world.start(TimedLine(0, line), at - self.world.now)
        return Outcome()

    def why(self, guest: str = "", section: int | None = None, operation: int | None = None) -> Answer:
        """Return what `why` finds out, for a screen that asks on its own; nothing changes.

        Args:
            guest: whom it concerns; empty where an operation is asked about.
            section: one of the guest's; None: what the guest waits for.
            operation: the number of an operation.

        Raises:
            CommandError: there is no such guest, section or operation.
        """
        asked = f"why operation={operation}" if operation is not None else f"why {guest}"
        found = self.perform(asked if section is None else f"{asked} section={section}").answer
        assert found is not None, "the command is `why`"
        return found

    def completion(self, selected: str | None = None) -> Context:
        """Return what completion knows of the simulation."""
        return known(self.world, selected or "")
