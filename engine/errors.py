"""One error for everything that a person can get wrong: where, what was found, what would be right."""

from __future__ import annotations

import attrs

SHOWN = 60
"""How many characters of a wrong word an error repeats."""


def printable(text: str, limit: int = SHOWN) -> str:
    """Return `text` fit for a terminal: control characters escaped, cut to `limit` characters."""
    cut = text[: limit + 1]
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)
    return shown[:limit] + "…" if len(shown) > limit else shown


def reason_of(error: Exception) -> str:
    """Return why the system refuses something, in its own words, fit for a terminal."""
    return printable(getattr(error, "strerror", None) or str(error))


def quoted(text: str) -> str:
    """Return a wrong word as an error shows it: printable, cut, between quotes."""
    return f"'{printable(text)}'"


@attrs.frozen
class Place:
    """Where in a text something is wrong. Lines and columns count from 1; `length` is in characters."""

    column: int = 1
    length: int = 1
    line: int = 0
    """0 where the text is a typed command and not a file."""
    file: str = ""

    def __str__(self) -> str:
        """Return `file:line:column:`, without a file `line:column:`, and nothing for a typed command."""
        if not self.line:
            return ""
        where = f"{self.line}:{self.column}:"
        return f"{printable(self.file, 200)}:{where}" if self.file else where


class CommandError(Exception):
    """A command that is refused: nothing was changed.

    Attributes:
        place: which word.
        found: what is wrong with it, one sentence without a full stop.
        wanted: what would be right; may be empty.
    """

    def __init__(self, found: str, wanted: str = "", place: Place | None = None) -> None:
        super().__init__(found, wanted, place)
        self.found = found
        self.wanted = wanted
        self.place = place or Place()

    def __str__(self) -> str:
        """Return one line: place (of a file), what is wrong, what would be right."""
        message = f"{self.found}: {self.wanted}" if self.wanted else self.found
        return f"{self.place} {message}" if self.place.line else message

    def at(self, place: Place) -> CommandError:
        """Return the same error at another place; the class is kept."""
        return type(self)(self.found, self.wanted, place)


class SyntaxRefused(CommandError):  # noqa: N818 - what was refused is said first, as in the exit codes
    """A text that is not a command, script, theme or setting at all."""
