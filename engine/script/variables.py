"""Variables of a script: their text replaces their names, and an error finds its place in what was written."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from engine.commands.line import ends_in_text
from engine.commands.model import At, Command, Fails, Try
from engine.commands.names import nearest
from engine.commands.structure_rows import VARIABLE, without_comment
from engine.commands.words import LONGEST_LINE, split
from engine.errors import CommandError, Place, SyntaxRefused, printable

_DOLLAR = re.compile(rf"\$(?:(\$)|\{{({VARIABLE.pattern})\}}|({VARIABLE.pattern}))?", re.ASCII)


@attrs.frozen
class Replacement:
    """One place of a line where something else stands than was written.

    Attributes:
        start, end: of what stands there now, in characters of the line before it and up to its end.
        written_start, written_end: of what was written.
        name: the variable; empty for `$$`.
    """

    start: int
    end: int
    written_start: int
    written_end: int
    name: str


@attrs.frozen
class Replaced:
    """A line with its variables replaced.

    Attributes:
        text: what it is now.
        replacements: in order.
    """

    text: str
    replacements: tuple[Replacement, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The variables that it has."""
        return frozenset(each.name for each in self.replacements if each.name)

    def written(self, place: Place) -> Place:
        """Return where something that stands at `place` of the text stands in the line as it was written."""
        if not self.replacements:
            return place
        start = self._before(place.column - 1, ends=False)
        end = self._before(place.column - 1 + place.length, ends=True)
        return attrs.evolve(place, column=start + 1, length=max(1, end - start))

    def error(self, error: CommandError) -> CommandError:
        """Return an error of the text with its place in what was written, and the variables that stand there."""
        start, end = error.place.column - 1, error.place.column - 1 + error.place.length
        here = dict.fromkeys(
            f"${each.name}"
            for each in self.replacements
            if each.name and each.start < end and start < each.end
        )
        moved = error.at(self.written(error.place))
        if here:
            moved.found = f"{moved.found} (from {', '.join(here)})"
        return moved

    def command(self, command: Command) -> Command:
        """Return a command of the text with the places of what was written."""
        if not self.replacements:
            return command
        places = {field: self.written(place) for field, place in command.places.items()}
        if isinstance(command, At | Fails | Try):
            return attrs.evolve(command, places=places, command=self.command(command.command))
        return attrs.evolve(command, places=places)

    def _before(self, characters: int, *, ends: bool) -> int:
        """Return how many characters were written before so many of the text; inside a variable, to its edge."""
        shift = 0
        for each in self.replacements:
            if characters < each.start or (ends and characters == each.start):
                break
            if characters < each.end or (ends and characters == each.end):
                return each.written_end if ends else each.written_start
            shift = each.written_end - each.end
        return characters + shift


def replace(text: str, variables: Mapping[str, str], number: int, file: str) -> Replaced:
    """Return a line with each `$NAME` and `${NAME}` replaced by what it stands for, and `$$` by a dollar.

    A comment is left out, for its dollars mean nothing.

    Args:
        text: what was written.
        variables: the words of each.
        number: the line in the file.
        file: what errors call it.

    Raises:
        SyntaxRefused: no such variable, a dollar that names none, or the line becomes longer than a command may be.
    """
    if "$" not in text or len(text) > LONGEST_LINE:
        return Replaced(text)
    code = without_comment(text)
    line = _Line(variables, number, file)
    line.add(code, 0)
    if code != text and _is_text(line.text):
        line.add(text[len(code) :], len(code))
    return Replaced(line.text, tuple(line.replacements))


def _is_text(text: str) -> bool:
    """Say whether a line up to its end is the text of a command, so that no comment can stand there."""
    try:
        words = split(text)
    except SyntaxRefused:
        return False
    return ends_in_text(words[1:] if words and words[0].text.startswith("@") else words)


@attrs.define
class _Line:
    """A line that is being replaced."""

    variables: Mapping[str, str]
    number: int
    file: str
    text: str = ""
    replacements: list[Replacement] = attrs.field(factory=list)

    def add(self, written: str, before: int) -> None:
        """Add what was written after `before` characters of the line."""
        at = 0
        for dollar in _DOLLAR.finditer(written):
            self._grow(written[at : dollar.start()])
            start, at = len(self.text), dollar.end()
            place = Place(before + dollar.start() + 1, len(dollar[0]), self.number, self.file)
            name = dollar[2] or dollar[3] or ""
            self._grow(self._value(name, place) if name or not dollar[1] else "$")
            self.replacements.append(
                Replacement(start, len(self.text), before + dollar.start(), before + at, name)
            )
        self._grow(written[at:])

    def _value(self, name: str, place: Place) -> str:
        if not name:
            raise SyntaxRefused("a dollar stands before a variable's name", "$$ for a dollar", place)
        if name not in self.variables:
            near = nearest(name, self.variables)
            wanted = f"did you mean ${near[0]}?" if near else f"let {name} = VALUE above it; $$ is a dollar"
            raise SyntaxRefused(f"there is no variable {printable(name)}", wanted, place)
        return self.variables[name]

    def _grow(self, more: str) -> None:
        if len(self.text) + len(more) > LONGEST_LINE:
            found = f"with its variables replaced the line has more than {LONGEST_LINE:,} characters"
            raise SyntaxRefused(found, "shorter ones", Place(1, 1, self.number, self.file))
        self.text += more
