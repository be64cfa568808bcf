"""A line of text as words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import attrs

from engine.errors import CommandError, Place, SyntaxRefused

LONGEST_LINE = 4096
"""Characters of a command."""

_T = TypeVar("_T")
_WORD = re.compile(r"[^ \t]+")


@attrs.frozen
class Word:
    """One word of a line.

    Attributes:
        text: the word; it has no blanks and no control characters.
        start: characters of the line before it.
        place: the same for an error: column from 1, and line and file of a script.
    """

    text: str
    start: int
    place: Place

    @property
    def end(self) -> int:
        """Characters of the line up to its end."""
        return self.start + len(self.text)

    def after(self, start: int) -> Word:
        """Return the part of the word from its character `start` on."""
        text = self.text[start:]
        place = attrs.evolve(self.place, column=self.place.column + start, length=max(1, len(text)))
        return Word(text, self.start + start, place)

    def until(self, end: int) -> Word:
        """Return the part of the word before its character `end`."""
        return Word(self.text[:end], self.start, attrs.evolve(self.place, length=end))

    def to_end_of(self, line: str) -> Word:
        """Return everything from the word's start to the end of `line`."""
        text = line[self.start :]
        return Word(text, self.start, attrs.evolve(self.place, length=len(text)))


def split(line: str, number: int = 0, file: str = "") -> tuple[Word, ...]:
    """Return the words of `line`, which is line `number` of `file` or, with number 0, was typed.

    Raises:
        SyntaxRefused: longer than a command may be, or with a control character.
    """
    if len(line) > LONGEST_LINE:
        place = Place(LONGEST_LINE + 1, 1, number, file)
        raise SyntaxRefused(f"the line has {len(line):,} characters", f"at most {LONGEST_LINE:,}", place)
    if not line.replace("\t", " ").isprintable():
        column = next(i for i, c in enumerate(line, 1) if not c.isprintable() and c != "\t")
        found = f"the character U+{ord(line[column - 1]):04X} cannot be part of a command"
        raise SyntaxRefused(found, "printable characters and blanks", Place(column, 1, number, file))
    return tuple(
        Word(found[0], found.start(), Place(found.start() + 1, len(found[0]), number, file))
        for found in _WORD.finditer(line)
    )


def place_after(word: Word) -> Place:
    """Return where the word after `word` would stand."""
    return attrs.evolve(word.place, column=word.end + 2, length=1)


def read_word(read: Callable[[str], _T], word: Word) -> _T:
    """Return what `read` makes of a word; what it refuses is refused at the word's place.

    An error with a place of its own counts its columns from the word's start: it names a part of the word.

    Raises:
        SyntaxRefused: where `read` raises CommandError.
    """
    try:
        return read(word.text)
    except CommandError as error:
        raise SyntaxRefused(error.found, error.wanted, inside(word.place, error.place)) from None


def inside(outer: Place, part: Place) -> Place:
    """Return where `part`, whose columns count from the start of `outer`, stands; `Place()` is all of it."""
    if part == Place():
        return outer
    return attrs.evolve(outer, column=outer.column + part.column - 1, length=part.length)
