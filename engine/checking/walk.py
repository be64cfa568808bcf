"""Goes through a script's lines in their order, and keeps what is known of its guests.

What is only possible is never called wrong: a guest that a timed line adds may be there, or not.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

import attrs

from engine.checking.facts import Facts, facts_of, misfits
from engine.checking.finding import Finding
from engine.checking.paths import wrong_path
from engine.checking.sources import Sources
from engine.commands.grammar import innermost
from engine.commands.line import Line
from engine.commands.model import (
    At,
    Command,
    Expect,
    Fails,
    GuestAdd,
    GuestImport,
    GuestRemove,
    Seed,
    SourceFile,
    Try,
    Whatif,
)
from engine.commands.names import ROOTS, nearest
from engine.commands.paths import steps
from engine.errors import CommandError, Place, printable
from engine.operations.scripts import DEEPEST
from engine.script import Script

State = Literal["present", "absent", "maybe"]

MOST_SOURCED = 20_000
"""Lines of sourced scripts that are gone through, each time that they run: a script may run itself."""


@attrs.define
class Walk:
    """What is known so far.

    Attributes:
        sources: the scripts that are run by others.
        named: every name that some line gives a guest, and on how many lines; 2 where that is not sure.
        unknown: whether guests may be there that no line here names.
        states: of each guest that was met.
        since: the line that last said so.
        facts: of guests that one line alone adds.
        findings: what is wrong.
        sourced: lines of other scripts that were gone through.
    """

    sources: Sources
    named: Counter[str]
    unknown: bool
    states: dict[str, State] = attrs.field(factory=dict)
    since: dict[str, int] = attrs.field(factory=dict)
    facts: dict[str, Facts] = attrs.field(factory=dict)
    findings: list[Finding] = attrs.field(factory=list)
    sourced: int = 0

    @classmethod
    def over(cls, script: Script, folder: str, more: set[str], *, unknown: bool) -> Walk:
        """Begin with a script.

        Args:
            script: what can be read of it.
            folder: where files that it names are looked for.
            more: words of lines that cannot be read: each may be a guest's name.
            unknown: whether these lines may run other scripts.
        """
        sources = Sources()
        named = Counter(sources.guests(script, folder))
        named.update(dict.fromkeys(more, 2))
        return cls(sources, named, unknown, states=dict.fromkeys(more, "maybe"))

    def go(self, script: Script, folder: str) -> None:
        """Go through a script: its timed lines first, for they may run before any other."""
        timed = [line for line in script.lines if line.at is not None]
        for line in timed:
            self._effects(line, folder, sure=False, depth=0, report=False)
        for line in script.lines:
            self._line(line, folder, timed=line.at is not None)

    def _line(self, line: Line, folder: str, *, timed: bool) -> None:
        command, lenient, later = _plain(line.command)
        lenient = lenient or line.must != "succeed"
        later = later or timed
        if not lenient:
            for name, place in _guests_of(command):
                self._reference(name, place, later=later)
            self._misfits(command)
            if isinstance(command, Expect) and (error := wrong_path(command)):
                self._find(error.place, error.found, error.wanted)
            if isinstance(command, Seed) and "present" in self.states.values() and not later:
                found = "the seed is set once a guest is there"
                self._find(command.place("number"), found, "`seed` before the first guest")
        if not timed:
            sure = not (lenient or later or line.background)
            self._effects(line, folder, sure=sure, depth=0, report=not lenient)
        else:
            self._boot(command, report=not lenient, sure=False)

    def _effects(self, line: Line, folder: str, *, sure: bool, depth: int, report: bool) -> None:
        """Take in what a line does to guests."""
        command = innermost(line.command)
        if isinstance(command, GuestAdd | GuestImport):
            if report:
                self._boot(command, report=True, sure=sure)
            self._becomes(command.name, "present" if sure else "maybe", line)
        elif isinstance(command, GuestRemove):
            if sure or self.states.get(command.guest) == "present":
                self._becomes(command.guest, "absent" if sure else "maybe", line)
        elif isinstance(command, SourceFile):
            self._source(command, folder, sure=sure, depth=depth, report=report)

    def _boot(self, command: Command, *, report: bool, sure: bool) -> None:
        if not report or not isinstance(command, GuestAdd | GuestImport):
            return
        if sure and self.states.get(command.name) == "present":
            where = f"since line {self.since[command.name]}" if self.since[command.name] else "already"
            found = f"{command.name} is there {where}"
            self._find(command.place("name"), found, "another name, or `guest remove` before it")
        if isinstance(command, GuestAdd):
            try:
                facts = facts_of(command)
            except CommandError as error:
                self._find(error.place, error.found, error.wanted)
                return
            if self.named[command.name] == 1:
                self.facts[command.name] = facts

    def _source(self, command: SourceFile, folder: str, *, sure: bool, depth: int, report: bool) -> None:
        sourced = self.sources.find(command, folder)
        if sourced.error is not None and report:
            error = sourced.error
            place = command.place("file")
            if error.place.file and error.place.file != place.file:
                found = f"{printable(command.file)} has mistakes, the first is {error.place} {error.found}"
                self._find(place, found, f"`ballonet check {printable(command.file)}` lists them")
            else:
                self._find(place, error.found, error.wanted)
        self.sourced += len(sourced.script.lines) if sourced.script else 0
        if sourced.script is None or depth == DEEPEST or self.sourced > MOST_SOURCED:
            self.unknown = True
            return
        for line in sourced.script.lines:
            certain = sure and line.at is None and line.must == "succeed" and not line.background
            certain = certain and not isinstance(line.command, At)
            inside = attrs.evolve(line, number=0)
            self._effects(inside, sourced.folder, sure=certain, depth=depth + 1, report=False)

    def _becomes(self, name: str, state: State, line: Line) -> None:
        self.states[name] = state
        self.since[name] = line.number

    def _reference(self, name: str, place: Place, *, later: bool) -> None:
        """Say what is wrong where a line names a guest."""
        if self.unknown and name not in self.named:
            return
        state = self.states.get(name)
        if name not in self.named:
            near = nearest(name, self.named)
            wanted = f"did you mean {near[0]}?" if near else f"`guest add {name} memory=512M` above it"
            self._find(place, f"there is no guest {printable(name, 20)}", wanted)
        elif state is None and not later and not self.unknown:
            self._find(place, f"{name} is not there yet", "`guest add` above it")
        elif state == "absent" and not later:
            where = f" since line {self.since[name]}" if self.since[name] else ""
            self._find(
                place, f"{name} is not there any more{where}", "another guest, or `guest add` it again"
            )

    def _misfits(self, command: Command) -> None:
        facts = self.facts.get(getattr(command, "guest", None) or "")
        for error in misfits(facts, command) if facts else ():
            self._find(error.place, error.found, error.wanted)

    def _find(self, place: Place, found: str, wanted: str) -> None:
        self.findings.append(Finding(place, found, wanted))


def _plain(command: Command) -> tuple[Command, bool, bool]:
    """Return the command inside any other, whether it may fail, and whether it runs later."""
    lenient = later = False
    while isinstance(command, At | Fails | Try | Whatif):
        lenient = lenient or isinstance(command, Fails | Try)
        later = later or isinstance(command, At)
        command = command.command
    return command, lenient, later


def _guests_of(command: Command) -> list[tuple[str, Place]]:
    """Return the guests that a command names, each with its place."""
    if isinstance(command, Expect):
        root = steps(command.path)[0]
        place = attrs.evolve(command.place("path"), length=root.end)
        return [] if str(root.key) in ROOTS else [(str(root.key), place)]
    name = getattr(command, "guest", None)
    return [(name, command.place("guest"))] if isinstance(name, str) and name else []
