"""Reads scripts."""

from __future__ import annotations

import attrs

from engine.commands.grammar import innermost
from engine.commands.line import Line, parse_line
from engine.commands.model import GuestAdd, GuestImport, Seed, SourceFile
from engine.commands.words import LONGEST_LINE, split
from engine.errors import CommandError, Place, SyntaxRefused
from engine.script.header import read_digest, read_header
from engine.script.script import LARGEST_SCRIPT, SHOWN_ERRORS, Script, ScriptRefused
from engine.units import Nanoseconds


def read_script(data: bytes, file: str) -> Script:
    """Read the bytes of a script; see `parse_script`.

    Raises:
        ScriptRefused: also where they are not UTF-8.
    """
    _check_size(len(data), file)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        place = Place(column, 1, before.count(b"\n") + 1, file)
        raise ScriptRefused("this is not UTF-8 text", "a script", place) from None
    return parse_script(text, file)


def parse_script(text: str, file: str) -> Script:
    """Read a whole script.

    Args:
        text: the script; line ends may be CRLF, and a byte order mark may stand before it.
        file: what errors call it.

    Raises:
        ScriptRefused: with every error that was found.
    """
    _check_size(len(text.encode("utf-8", "surrogatepass")), file)
    reader = _ScriptReader(file)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        try:
            reader.read(line.removesuffix("\r"), number)
        except CommandError as error:
            reader.errors.append(error)
            if len(reader.errors) == SHOWN_ERRORS:
                break
    if reader.errors:
        first = reader.errors[0]
        raise ScriptRefused(first.found, first.wanted, first.place, tuple(reader.errors))
    return Script(reader.seed, tuple(reader.lines), reader.digest)


@attrs.define
class _ScriptReader:
    """What has been read of a script so far."""

    file: str
    seed: int | None = None
    digest: tuple[Nanoseconds, str] | None = None
    guests: bool = False
    lines: list[Line] = attrs.field(factory=list)
    errors: list[CommandError] = attrs.field(factory=list)

    def read(self, text: str, number: int) -> None:
        """Read the next line."""
        first, second, *_ = (*text[:LONGEST_LINE].split(maxsplit=2), "", "")
        line = words = None
        if first == "ballonet" or (first.startswith("@") and second == "digest"):
            words = split(text, number, self.file)
        else:
            line = parse_line(text, number, self.file)
        if self.digest and (words or line):
            place = Place(1, max(1, len(text)), number, self.file)
            raise SyntaxRefused("a recording ends with its digest", "no line after it", place)
        if words and first == "ballonet":
            self.seed = read_header(words, number)
        elif words:
            self.digest = read_digest(words)
        elif line:
            self._add(line)

    def _add(self, line: Line) -> None:
        inner = innermost(line.command)
        self.guests = self.guests or isinstance(inner, GuestAdd | GuestImport | SourceFile)
        if not isinstance(line.command, Seed) or self.guests or line.at is not None or line.must != "succeed":
            self.lines.append(line)
        elif self.seed is None:
            self.seed = line.command.number
        else:
            raise SyntaxRefused(f"the seed is {self.seed} already", "one seed", line.command.place("number"))


def _check_size(size: int, file: str) -> None:
    if size > LARGEST_SCRIPT:
        raise ScriptRefused(f"the script has {size:,} bytes", "at most 1 MiB", Place(1, 1, 1, file))
