"""Reads scripts."""

from __future__ import annotations

import attrs

from engine.commands.grammar import innermost
from engine.commands.line import Line, parse_line
from engine.commands.model import GuestAdd, GuestImport, Seed, SourceFile
from engine.commands.words import LONGEST_LINE, split
from engine.errors import CommandError, Place, SyntaxRefused
from engine.script.bounds import LARGEST_SCRIPT, SHOWN_ERRORS
from engine.script.expansion import Piece, expand
from engine.script.header import read_digest, read_header
from engine.script.script import Script, ScriptRefused
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
    """Read a whole script, with what its `let` and `repeat` stand for written out.

    Args:
        text: the script; line ends may be CRLF, and a byte order mark may stand before it.
        file: what errors call it.

    Raises:
        ScriptRefused: with the first `SHOWN_ERRORS` errors.
    """
    script, errors = read_text(text, file, SHOWN_ERRORS)
    if errors:
        first = errors[0]
        raise ScriptRefused(first.found, first.wanted, first.place, errors)
    return script


def read_text(text: str, file: str, most: int) -> tuple[Script, tuple[CommandError, ...]]:
    """Read a script as far as it can be read, and return the first `most` errors, in order of the file.

    Raises:
        ScriptRefused: it is larger than a script may be.
    """
    _check_size(len(text.encode("utf-8", "surrogatepass")), file)
    expansion = expand(text, file)
    errors = {error.place.line: error for error in reversed(expansion.errors)}
    reader = _ScriptReader(file)
    for piece in expansion.pieces:
        if piece.number in errors:  # what is repeated is reported once
            continue
        try:
            reader.read_piece(piece)
        except CommandError as error:
            errors[piece.number] = piece.line.error(error)
            if len(errors) >= most:
                break
    ordered = sorted(errors.values(), key=lambda error: error.place.line)
    return reader.script, tuple(ordered[:most])


@attrs.define
class _ScriptReader:
    """What has been read of a script so far."""

    file: str
    seed: int | None = None
    digest: tuple[Nanoseconds, str] | None = None
    guests: bool = False
    lines: list[Line] = attrs.field(factory=list)
    known: dict[tuple[int, str], Line] = attrs.field(factory=dict)
    """Lines that were read, by number and text: what is repeated is read once."""

    @property
    def script(self) -> Script:
        """What has been read."""
        return Script(self.seed, tuple(self.lines), self.digest)

    def read_piece(self, piece: Piece) -> None:
        """Read the next line of what the script stands for."""
        key = piece.number, piece.line.text
        if (line := self.known.get(key)) is not None and not isinstance(line.command, Seed):
            self._add(line)
            return
        before = len(self.lines)
        self.read(piece.line.text, piece.number)
        if len(self.lines) > before:
            line = self.lines[-1]
            self.lines[-1] = attrs.evolve(line, command=piece.line.command(line.command))
            self.known[key] = self.lines[-1]

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
