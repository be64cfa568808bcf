"""A capture file read: its parts by path, checked as they come, and the page flags bounded by what came before."""

from __future__ import annotations

import re
from pathlib import Path

import attrs

from engine.capture.capture_lines import END, MISSING, capture_lines
from engine.capture.from_texts import end_of_memory, record_from
from engine.capture.memory_blocks import is_of_block
from engine.capture.page_flags import FlagsReader
from engine.capture.paths import FACTS, KPAGEFLAGS, TEXTS
from engine.capture.record import Capture, Flags
from engine.capture.text import Text
from engine.errors import CommandError, Place, printable
from engine.units import Bytes

MOST_TEXT: Bytes = 64 << 20
"""All texts together, the page flags apart."""
MOST_FILES = 1 << 18
"""A memory block has four."""
_A_LINE: Bytes = 64
"""What a line takes beside its text."""
_NAME = re.compile(rb"[A-Za-z0-9_./-]{1,200}")


def open_capture(path: Path) -> Capture:
    """Read a capture file, whether Python or the shell script wrote it.

    Memory is bounded: by `MOST_TEXT` for the texts, and for the page flags by what zones and blocks, which stand
    before them, say of the last page.

    Raises:
        CommandError: it is damaged, cut off, or says what no kernel says; the place names file and line.
    """
    reader = _Reader(printable(path.name))
    lines = capture_lines(path)
    while True:
        try:
            number, line = next(lines)
        except StopIteration:
            return reader.finish()
        except CommandError as error:
            raise reader.broke_off(error) from None
        if number > 1:
            reader.line(number, line)


@attrs.define
class _Reader:
    """The parts of a file, as far as they are read."""

    file: str
    texts: dict[str, Text] = attrs.field(factory=dict)
    missing: dict[str, str] = attrs.field(factory=dict)
    flags: Flags | None = None
    size: Bytes = 0
    parts: int = 0
    ended: bool = False
    reached: str = ""
    """The heading that stood last, and where."""
    _name: str = ""
    _start: int = 0
    _lines: list[str] = attrs.field(factory=list)
    _pages: FlagsReader | None = None

    def line(self, number: int, line: bytes) -> None:
        """Take the next line."""
        if self.ended:
            raise self._refuse(number, "a line after the end")
        if self._pages is not None:
            if self._pages.line(line):
                self.flags, self._pages = self._pages.finish(), None
            return
        self.size += len(line) + _A_LINE
        if self.size > MOST_TEXT:
            raise self._refuse(number, f"more than {MOST_TEXT:,} bytes of text")
        if line.startswith(b" "):
            self._content(number, line[1:])
            return
        self._close()
        self.parts += 1
        if self.parts > MOST_FILES:
            raise self._refuse(number, f"more than {MOST_FILES} files")
        if line == END:
            self.ended = True
        elif line.startswith(MISSING):
            name, _, reason = line.removeprefix(MISSING).partition(b" ")
            self.missing[self._named(number, name)] = printable(reason.decode("utf-8", "replace"))
        else:
            self._open(number, self._named(number, line))

    def finish(self) -> Capture:
        """Return what the parts say together."""
        if not self.ended:
            error = CommandError(f"{self.file} is cut off: its end is missing", "a last line 'end'")
            raise self.broke_off(error)
        return record_from(self.file, self.texts, self.flags, self.missing)

    def broke_off(self, error: CommandError) -> CommandError:
        """Return an error that says how far the file was read, unless it names a line."""
        if error.place.line or not self.reached:
            return error
        return CommandError(f"{error.found} (it was read as far as {self.reached})", error.wanted)

    def _named(self, number: int, name: bytes) -> str:
        if not _NAME.fullmatch(name):
            raise self._refuse(
                number, f"{printable(name.decode('latin-1'))!r} is no path", "a path, or a space"
            )
        return name.decode()

    def _open(self, number: int, name: str) -> None:
        if name in self.texts or (name == KPAGEFLAGS and self.flags is not None):
            raise self._refuse(number, f"{name} stands here twice")
        self._name, self._start = name, number + 1
        self.reached = f"{name}, which begins in line {number}"
        if name == KPAGEFLAGS:
            text, self._name = Text(name, file=self.file, line=number + 1), ""
            self._pages = FlagsReader(text, end_of_memory(self.file, self.texts))

    def _content(self, number: int, line: bytes) -> None:
        if not self._name:
            raise self._refuse(number, "a line of no file", "a path before it")
        if self._known():
            self._lines.append(line.decode("utf-8", "replace"))

    def _known(self) -> bool:
        """Say whether the part is read; others are skipped, for a later version may hold more."""
        return self._name in TEXTS or self._name in FACTS or is_of_block(self._name)

    def _close(self) -> None:
        """End the part that is being read."""
        if self._name and self._known():
            text = Text(self._name, tuple(self._lines), self.file, self._start)
            if text.lines:
                self.texts[self._name] = text
            else:
                self.missing[self._name] = "it is empty"
        self._name, self._lines = "", []

    def _refuse(self, number: int, found: str, wanted: str = "") -> CommandError:
        return CommandError(found, wanted, Place(file=self.file, line=number))
