"""/proc/kpageflags as text: as `od -A x -t x8` prints it.

A line has an address (of its first word, in bytes), and words of 64 bits, all in hexadecimal digits. A line `*` says
that the line before is repeated up to the next line's address. The last line is the address of the end alone. What
Python writes has one word a line, and `*` wherever a page's flags are those of the page before.
"""

from __future__ import annotations

import re

import numpy as np

from engine.capture.kpageflags import NOPAGE
from engine.capture.record import Flags
from engine.capture.text import Text
from engine.errors import CommandError, quoted
from engine.units import Pages

WORD = 8
_TOGETHER = 1 << 16
"""Lines of one word that are kept before their pages are written."""
_LINE = re.compile(rb"[0-9a-f]{1,16}(?: +[0-9a-f]{16}){0,64} *")


class FlagsReader:
    """Reads the lines one after the other; memory is spent only as words come in.

    Args:
        text: for errors; its lines are not looked at.
        most: pages that there may be at most; beyond, where plugged memory once was, only NOPAGE may stand, and is left
            out.
    """

    def __init__(self, text: Text, most: Pages) -> None:
        self._text, self._most = text, most
        self._flags = np.empty(most, np.uint64)
        self._at, self._lines = 0, 0
        self._last: list[int] | None = None
        self._ends: list[Pages] = []
        self._values: list[int] = []
        """Runs of pages with the same flags, that are not written yet: the page after the last one, and the flags."""
        self._written = 0
        self._repeats = self._ended = False

    def line(self, line: bytes) -> bool:
        """Take the next line, and say whether it is the last one.

        Raises:
            CommandError: it cannot stand here.
        """
        if line == b"*" or line.strip() == b"*":
            if self._repeats or self._last is None:
                raise self._refuse("* repeats no line")
            self._repeats = True
        elif _LINE.fullmatch(line) is None:
            raise self._refuse(
                f"{quoted(line[:60].decode('latin-1'))} is no line of od", "an address and words of 16 digits"
            )
        else:
            self._words(line.split())
        self._lines += 1
        return self._ended

    def finish(self) -> Flags:
        """Return the flags of all pages, from pfn 0 on.

        Raises:
            CommandError: the end is missing.
        """
        if not self._ended:
            raise self._refuse("it is cut off", "the address of the end in its last line")
        self._write()
        return self._flags[: min(self._at, self._most)]

    def _words(self, words: list[bytes]) -> None:
        start, uneven = divmod(int(words[0], 16), WORD)
        if uneven or start < self._at or (start > self._at and not self._repeats):
            raise self._refuse(f"it goes on at 0x{words[0].decode()}", f"0x{self._at * WORD:x}")
        if self._repeats and self._last is not None:
            if (start - self._at) % len(self._last):
                raise self._refuse("* repeats a part of a line")
            self._put(start, self._last)
        self._repeats = False
        self._last = [int(word, 16) for word in words[1:]]
        self._put(start + len(self._last), self._last)
        self._ended = len(words) == 1

    def _put(self, end: Pages, words: list[int]) -> None:
        """Let words stand, again and again, from where it is up to `end`."""
        if end > self._most and any(word != NOPAGE for word in words):
            raise self._refuse("it has pages where no zone and no block is", f"at most {self._most} pages")
        if len(words) == 1:
            self._ends.append(min(end, self._most))
            self._values += words
            if len(self._ends) == _TOGETHER:
                self._write()
        elif words:
            self._write()
            inside = self._flags[self._at : end]
            inside[:] = np.resize(np.array(words, np.uint64), len(inside))
            self._written = min(end, self._most)
        self._at = end

    def _write(self) -> None:
        """Write the runs that were kept."""
        if self._ends:
            counts = np.diff(self._ends, prepend=self._written)
            values = np.array(self._values, np.uint64)
            self._flags[self._written : self._ends[-1]] = np.repeat(values, counts)
            self._written = self._ends[-1]
            self._ends, self._values = [], []

    def _refuse(self, found: str, wanted: str = "") -> CommandError:
        return self._text.refuse(self._lines, found, wanted)


class FlagsWriter:
    """Turns pieces of /proc/kpageflags into lines; each piece's lines are returned as it is given."""

    def __init__(self) -> None:
        self._at = 0
        self._last: int | None = None
        self._repeats = False

    def piece(self, flags: Flags) -> list[str]:
        """Return the lines for the next pages, without their ends."""
        if not len(flags):
            return []
        starts = [0, *(np.flatnonzero(np.diff(flags)) + 1).tolist()]
        runs = zip(starts, [*starts[1:], len(flags)], flags[starts].tolist(), strict=True)
        lines: list[str] = []
        if self._last == int(flags[0]):
            next(runs)  # it goes on with the run of the piece before
            if not self._repeats:
                lines.append("*")
                self._repeats = True
        for start, end, value in runs:
            lines.append(f"{(self._at + start) * WORD:06x} {value:016x}")
            self._repeats = end - start > 1
            if self._repeats:
                lines.append("*")
        self._at += len(flags)
        self._last = int(flags[-1])
        return lines

    def end(self) -> list[str]:
        """Return the last line."""
        return [f"{self._at * WORD:06x}"]
