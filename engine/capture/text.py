"""One text of a capture, line by line, and the errors that name the place in it."""

from __future__ import annotations

import re

import attrs

from engine.errors import CommandError, Place, printable

MOST = (1 << 64) - 1
_NUMBER = re.compile(r"[0-9]{1,20}")


@attrs.frozen
class Text:
    """What one file of the kernel said.

    Attributes:
        name: its path, or the name of a fact.
        lines: without their ends.
        file: of the capture it stands in, for errors; empty: it was read from the kernel itself.
        line: where its first line stands in that file.
    """

    name: str
    lines: tuple[str, ...] = ()
    file: str = ""
    line: int = 1

    def refuse(self, at: int, found: str, wanted: str = "") -> CommandError:
        """Return the error for the line with index `at`."""
        place = Place(file=self.file or self.name, line=self.line + at)
        return CommandError(f"{self.name}: {printable(found, 200)}", wanted, place)

    def number(self, at: int, word: str, most: int = MOST) -> int:
        """Return the decimal number that a word of line `at` is.

        Raises:
            CommandError: it is none, or is larger than `most`.
        """
        if not _NUMBER.fullmatch(word):
            raise self.refuse(at, f"{printable(word)} is no number")
        if (number := int(word)) > most:
            raise self.refuse(at, f"{number} is absurd", f"at most {most}")
        return number

    def numbers(self, at: int, words: list[str], most: int = MOST) -> tuple[int, ...]:
        """Return the decimal numbers that words of line `at` are; see `number`."""
        return tuple(self.number(at, word, most) for word in words)

    @property
    def only(self) -> str:
        """Return the first line; empty where there is none."""
        return self.lines[0].strip() if self.lines else ""


def keyed_numbers(text: Text) -> dict[str, int]:
    """Read a text of lines `Key: number [kB]` or `key number`, such as /proc/meminfo and /proc/vmstat.

    Returns:
        Numbers by key; of lines with a unit only those in kB. A key that is said twice counts once.

    Raises:
        CommandError: a line is none of these.
    """
    sized = any(line.endswith(" kB") for line in text.lines)
    found: dict[str, int] = {}
    for at, line in enumerate(text.lines):
        words = line.split()
        if len(words) not in (2, 3):
            raise text.refuse(at, f"{line!r} is no name with a number")
        if len(words) == 3 and words[2] != "kB":
            raise text.refuse(at, f"{words[2]} is no unit", "kB")
        if len(words) == 3 or not sized:
            found.setdefault(words[0].rstrip(":"), text.number(at, words[1]))
    return found
