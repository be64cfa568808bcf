"""A script's lines as they are written, with what `repeat` repeats put together. Text only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from engine.commands.parse import read_words
from engine.commands.words import LONGEST_LINE, split
from engine.errors import CommandError, Place, SyntaxRefused
from engine.script.bounds import DEEPEST_REPEAT

STRUCTURED = re.compile(r"^\ufeff?[ \t]*(?:let|repeat|end)(?:[ \t\r]|$)", re.MULTILINE)
"""What a script has that has a structure: without it, a dollar is a dollar, as in scripts of older versions."""


TOO_DEEP = "repeat stands"
NO_REPEAT = "there is no repeat that this ends"


@attrs.frozen
class Written:
    """A line of the file.

    Attributes:
        number: from 1.
        text: without its end.
    """

    number: int
    text: str

    @property
    def first(self) -> str:
        """Its first word; empty for a blank line."""
        return next(iter(self.text[:LONGEST_LINE].split(maxsplit=1)), "")

    @property
    def place(self) -> Place:
        """Where its first word stands, with no file."""
        column = len(self.text) - len(self.text.lstrip(" \t")) + 1
        return Place(column, max(1, len(self.first)), self.number)


@attrs.define
class Loop:
    """Lines that are repeated.

    Attributes:
        head: the line with `repeat`.
        body: what stands before its `end`.
        end: the number of that line; 0 while it is not there.
    """

    head: Written
    body: list[Written | Loop] = attrs.field(factory=list)
    end: int = 0


def lines_of(text: str) -> Iterator[Written]:
    """Yield the lines of a script; line ends may be CRLF, and a byte order mark may stand before it."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        yield Written(number, line.removesuffix("\r"))


def outline(lines: Iterable[Written], file: str) -> tuple[list[Written | Loop], list[CommandError]]:
    """Return a script's lines with its loops, and what is wrong with how they begin and end.

    Loops that stand too deep are left out.
    """
    top: list[Written | Loop] = []
    open_loops: list[Loop] = []
    errors: list[CommandError] = []
    for line in lines:
        inside = open_loops[-1].body if open_loops else top
        if line.first == "repeat":
            loop = Loop(line)
            if len(open_loops) < DEEPEST_REPEAT:
                inside.append(loop)
            elif len(open_loops) == DEEPEST_REPEAT:
                found = f"{TOO_DEEP} {DEEPEST_REPEAT} deep already"
                errors.append(SyntaxRefused(found, "fewer inside one another", _in(file, line)))
            open_loops.append(loop)
        elif line.first == "end" and not open_loops:
            errors.append(SyntaxRefused(NO_REPEAT, "repeat N above it", _in(file, line)))
        elif line.first == "end":
            open_loops.pop().end = line.number
            try:
                read_words(line.text, split(line.text, line.number, file)[: _words_before_comment(line.text)])
            except SyntaxRefused as error:
                errors.append(error)
        else:
            inside.append(line)
    errors += [
        SyntaxRefused("repeat has no end", "a line `end` after what is repeated", _in(file, loop.head))
        for loop in open_loops
    ]
    return top, errors


def _in(file: str, line: Written) -> Place:
    return attrs.evolve(line.place, file=file)


def _words_before_comment(text: str) -> int:
    words = text.split()
    return next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
