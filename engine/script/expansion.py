"""Writes out what a script's `let` and `repeat` stand for: the lines that run, each with where it was written.

Nothing is evaluated: text replaces text. It ends early where it would become too much, before memory is spent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from engine.commands.model import Let, Repeat
from engine.commands.parse import read_words
from engine.commands.structure_rows import VARIABLE, without_comment
from engine.commands.words import split
from engine.errors import CommandError, Place, SyntaxRefused
from engine.script.bounds import MOST_LINES, MOST_TEXT, MOST_VARIABLES
from engine.script.structure import STRUCTURED, Loop, Written, lines_of, outline
from engine.script.variables import Replaced, replace

_NAMED = re.compile(rf"\$\{{?({VARIABLE.pattern})", re.ASCII)

TOO_MUCH = "written out this is more than"


@attrs.frozen
class Piece:
    """One line of what a script stands for.

    Attributes:
        number: the line in the file, from 1.
        line: its text, and how that came of what was written.
    """

    number: int
    line: Replaced


@attrs.frozen
class Expansion:
    """What a script stands for.

    Attributes:
        pieces: in the order in which they run.
        errors: what is wrong with `let`, `repeat` and `end`, and with variables; one a line.
        unused: where variables are set that no line has, by name.
    """

    pieces: Iterable[Piece]
    errors: tuple[CommandError, ...] = ()
    unused: tuple[tuple[str, Place], ...] = ()


def expand(text: str, file: str) -> Expansion:
    """Return what a script stands for; without `let` and `repeat` its lines are made as they are asked for."""
    if not STRUCTURED.search(text):
        return Expansion(Piece(line.number, Replaced(line.text)) for line in lines_of(text))
    nodes, errors = outline(lines_of(text), file)
    expander = _Expander(file)
    try:
        expander.run(nodes)
    except _TooMuchError as error:
        errors.append(error.refused)
        firsts = {piece.number: piece for piece in reversed(expander.pieces)}
        expander.pieces = list(reversed(firsts.values()))  # what else is wrong shows the first time
    unused = tuple((name, place) for name, place in expander.set_at.items() if name not in expander.used)
    return Expansion(expander.pieces, (*errors, *expander.errors.values()), unused)


class _TooMuchError(Exception):
    def __init__(self, refused: SyntaxRefused) -> None:
        self.refused = refused


@attrs.define
class _Expander:
    """What has been written out so far."""

    file: str
    pieces: list[Piece] = attrs.field(factory=list)
    variables: dict[str, str] = attrs.field(factory=dict)
    broken: set[str] = attrs.field(factory=set)
    """Variables whose `let` is wrong: what has them is not reported again."""
    errors: dict[int, CommandError] = attrs.field(factory=dict)
    """By line: what is repeated is reported once."""
    set_at: dict[str, Place] = attrs.field(factory=dict)
    used: set[str] = attrs.field(factory=set)
    loops: list[Loop] = attrs.field(factory=list)
    lines: int = 0
    characters: int = 0

    def run(self, nodes: list[Written | Loop]) -> None:
        """Write out `nodes`.

        Raises:
            _TooMuchError: it becomes more than a script may be.
        """
        for node in nodes:
            try:
                if isinstance(node, Loop):
                    self._repeat(node)
                else:
                    self._write(node)
            except CommandError as error:
                number = node.head.number if isinstance(node, Loop) else node.number
                self.errors.setdefault(number, error)

    def _write(self, written: Written) -> None:
        first = written.first
        if not first or first.startswith("#"):
            return
        self._count(1)
        if not self.broken.isdisjoint(_NAMED.findall(written.text)):
            if first == "let":
                self.broken.update(_name_of(written.text))
            return
        try:
            line = replace(written.text, self.variables, written.number, self.file)
            self.used |= line.names
            if first == "let":
                self._let(written, line)
                return
        except CommandError:
            if first == "let":
                self.broken.update(_name_of(written.text))
            raise
        if self.loops and line.text.lstrip(" \t").startswith("@"):
            start = next(iter(split(line.text, written.number, self.file)))
            found = "a line with a time of its own cannot be repeated"
            raise line.error(SyntaxRefused(found, "wait DURATION before it, and no @", start.place))
        self._count(0, len(line.text))
        self.pieces.append(Piece(written.number, line))

    def _let(self, written: Written, line: Replaced) -> None:
        command = self._read(written, line)
        assert isinstance(command, Let), "its first word says so"
        place = line.written(attrs.evolve(command.place("value"), length=len(command.name)))
        if command.name not in self.set_at and len(self.set_at) == MOST_VARIABLES:
            raise SyntaxRefused(f"there are {MOST_VARIABLES} variables already", "fewer", place)
        self.set_at.setdefault(command.name, place)
        self.broken.discard(command.name)
        self.variables[command.name] = command.value

    def _repeat(self, loop: Loop) -> None:
        try:
            line = replace(loop.head.text, self.variables, loop.head.number, self.file)
            self.used |= line.names
            command = self._read(loop.head, line)
        except CommandError as error:
            self.errors.setdefault(loop.head.number, error)
            self._once(loop)
            return
        assert isinstance(command, Repeat), "its first word says so"
        before = self.variables.get(command.name)
        self.loops.append(loop)
        for time in range(1, command.times + 1):
            before_it = self.lines
            if command.name:
                self.variables[command.name] = str(time)
            self.run(loop.body)
            if self.lines == before_it:
                self._count(1)  # nothing, so often, takes its time too
        self.loops.pop()
        if before is not None:
            self.variables[command.name] = before
        else:
            self.variables.pop(command.name, None)

    def _once(self, loop: Loop) -> None:
        """Go through what a wrong `repeat` repeats, so that what else is wrong shows; what it counts is not known."""
        words = without_comment(loop.head.text).split()
        counter = set(words[words.index("as") + 1 :][:1] if "as" in words else ()) - self.broken
        self.broken |= counter
        self.loops.append(loop)
        self.run(loop.body)
        self.loops.pop()
        self.broken -= counter

    def _read(self, written: Written, line: Replaced) -> Let | Repeat:
        try:
            command = read_words(line.text, split(line.text, written.number, self.file))
        except SyntaxRefused as error:
            raise line.error(error) from None
        assert isinstance(command, Let | Repeat)
        return command

    def _count(self, lines: int, characters: int = 0) -> None:
        """Count what a loop makes.

        Raises:
            _TooMuchError: it is more than a script may be; nothing more is written out.
        """
        if not self.loops:
            return
        self.lines += lines
        self.characters += characters
        if self.lines > MOST_LINES or self.characters > MOST_TEXT:
            most = f"{MOST_LINES:,} lines" if self.lines > MOST_LINES else "4 MiB of text"
            place = attrs.evolve(self.loops[0].head.place, file=self.file)
            raise _TooMuchError(SyntaxRefused(f"{TOO_MUCH} {most}", "fewer times", place))


def _name_of(text: str) -> list[str]:
    """Return the name that a line with `let` sets, if it can be seen."""
    words = without_comment(text).replace("=", " ").split()
    return [name for name in words[1:2] if VARIABLE.fullmatch(name)]
