"""What a setting may be: how a value is read, what is said of a wrong one, and how it is written."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Protocol

import attrs

from engine.errors import SyntaxRefused, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


class Kind(Protocol):
    """What a setting may be."""

    @property
    def wanted(self) -> str:
        """What would be right, as part of a sentence."""
        ...

    def read(self, value: object) -> object:
        """Return what a value of the file, or a word of the environment or command line, stands for.

        Raises:
            SyntaxRefused: it stands for nothing here; what was found goes on after the setting's name.
        """
        ...

    def word(self, value: object) -> str:
        """Return the word for what was read."""
        ...


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what is said of an unknown word: the known one that is nearest, else all; nothing if they are many."""
    names = list(known)
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]}?"
    return f"one of {', '.join(names)}" if len(names) <= _MANY else ""


_MANY = 24
_LONGEST = 1000


def as_word(value: object) -> str:
    """Return a value as one would write it, text without its quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return value
    return "a table" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a time"


@attrs.frozen
class OneOf:
    """One of a few words, each of which stands for something.

    Attributes:
        words: what they stand for; those are shown.
        also: further spellings.
    """

    words: Mapping[str, object]
    also: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def wanted(self) -> str:
        """All words."""
        *others, last = self.words
        return f"{', '.join(others)} or {last}" if others else last

    def read(self, value: object) -> object:
        """Return what the word stands for."""
        word = as_word(value).strip()
        folded = word.casefold()
        meant = self.also.get(folded, folded)
        if meant in self.words:
            return self.words[meant]
        raise SyntaxRefused(f"cannot be {quoted(word)}", self.wanted)

    def word(self, value: object) -> str:
        """Return the first word that stands for it."""
        return next(
            word for word, meant in self.words.items() if meant == value and type(meant) is type(value)
        )


_SPELT = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
SWITCH = OneOf({"true": True, "false": False}, _SPELT)


def switch_or(word: str, value: object) -> OneOf:
    """Return the kind of a switch with a third place."""
    return OneOf({word: value, "true": True, "false": False}, _SPELT)


@attrs.frozen
class Whole:
    """A whole number."""

    low: int
    high: int

    @property
    def wanted(self) -> str:
        """The bounds."""
        return f"a whole number from {self.low} to {self.high}"

    def read(self, value: object) -> object:
        """Return the number."""
        word = as_word(value).strip()
        if isinstance(value, bool) or not _WHOLE.fullmatch(word):
            raise SyntaxRefused(f"cannot be {quoted(word)}", self.wanted)
        if not self.low <= int(word) <= self.high:
            raise SyntaxRefused(f"cannot be {word}", self.wanted)
        return int(word)

    def word(self, value: object) -> str:
        """Return its digits."""
        return str(value)


@attrs.frozen
class Folder:
    """A folder, which need not be there; empty: none in particular."""

    wanted: str = "a folder's name"

    def read(self, value: object) -> object:
        """Return the name."""
        if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST:
            raise SyntaxRefused(f"cannot be {quoted(as_word(value))}", self.wanted)
        return value

    def word(self, value: object) -> str:
        """Return it."""
        return str(value)


def about(kind: Kind, means: str) -> dict[str, object]:
    """Return what is to be known of a setting beside its default.

    Args:
        kind: what it may be.
        means: one line, which begins in lower case.
    """
    return {"kind": kind, "means": means}
