"""Lives a journal again, up to where it ends; from there on the session goes on as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import attrs

from engine.errors import CommandError, printable
from engine.history import Input, Position
from engine.keeping.journal import Journal
from engine.script import Script, ScriptRefused, parse_line, parse_script
from engine.session import Session
from engine.timeline import MANY
from engine.units import Nanoseconds, duration_text

STEPS = 256
"""Steps of the world between two looks at who waits."""


class CatchingUp:
    """A session that was cut off, on its way to where it was.

    Attributes:
        session: it may be used as soon as `steps` has come to its end.
        goal: the virtual time at which that is.
        scripts: what was loaded on the way, by number.
        commands: lines that were typed and understood.
        problem: what went otherwise than the first time, in a sentence; empty: nothing.
    """

    def __init__(self, journal: Journal, clock: Callable[[], float] | None = None) -> None:
        self._journal = journal
        seed = journal.head.seed
        self.session = Session(seed=seed, clock=clock) if clock else Session(seed=seed)
        self.session.keep_digests()
        last = journal.inputs[-1].at if journal.inputs else Position()
        digests = [Position(time, MANY) for time, _ in journal.digests[-1:]]
        self._goal = max(journal.mark.at, last, *digests)
        self.goal = self._goal.time
        self.scripts: dict[int, tuple[Script, str]] = {}
        self.commands = max(journal.mark.commands, 0)
        self.problem = ""

    def steps(self) -> Iterator[Nanoseconds]:
        """Live it again; yield the virtual time every few milliseconds."""
        self.session.hold_pace()
        for come in self._journal.inputs:
            yield from self._go(come.at)
            try:
                self._take(come)
            except ScriptRefused as error:
                when = duration_text(come.at.time)
                self.problem = f"what was loaded at {when} is damaged: {printable(str(error), 200)}"
                break
        else:
            yield from self._go(self._goal)
        mark = self._journal.mark
        self.session.take_pace(paused=mark.paused, speed=mark.speed, stopped=mark.stopped)
        self._compare()

    def _go(self, at: Position) -> Iterator[Nanoseconds]:
        """Come to a position."""
        steps = 0
        while self.session.approach(at):
            steps += 1
            if steps % STEPS == 0:
                yield self.session.world.now
        yield self.session.world.now

    def _take(self, come: Input) -> None:
        """Let come what came; what was refused then is refused now."""
        session = self.session
        if come.kind == "script":
            script = attrs.evolve(parse_script(come.text, come.name), seed=None)
            self.scripts[session.load(script, come.name, come.folder)] = (script, come.name)
        elif come.kind == "left":
            session.leave(int(come.text))
        else:
            with suppress(CommandError):
                if come.folder and (line := parse_line(come.text)):
                    session.present(line, come.folder)
                else:
                    session.perform(come.text, come.name or None)
        session.hold_pace()

    def _compare(self) -> None:
        """Say where it went otherwise than the first time."""
        if self.problem:
            return
        found = {each.time: each.digest for each in self.session.digests}
        for time, digest in self._journal.digests:
            if found.get(time, digest) != digest:
                head = self._journal.head
                self.problem = (
                    f"it is not what it was: the digest differs at {duration_text(time)} "
                    f"(the journal is of ballonet {printable(head.ballonet, 40)})"
                )
                return
