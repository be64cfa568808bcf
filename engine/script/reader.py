"""Reads scripts."""

from __future__ import annotations

from difflib import get_close_matches

import attrs

from engine.commands.grammar import innermost
from engine.commands.line import Line, parse_line
from engine.commands.model import GuestAdd, GuestImport, Seed, SourceFile
from engine.commands.words import LONGEST_LINE, Word, split
from engine.errors import CommandError, Place, SyntaxRefused
from engine.script.bounds import LARGEST_SCRIPT, SHOWN_ERRORS
from engine.script.expansion import Piece, expand
from engine.script.header import NOT_LINES, SINCE_PLATFORM, Header, read_digest, read_header, read_mark
from engine.script.script import RecordedDigest, Script, ScriptRefused
from engine.script.structure import NO_REPEAT
from engine.units import Nanoseconds, duration_text


def read_script(data: bytes, file: str) -> Script:
    """Read the bytes of a script; see `parse_script`.

    Raises:
        ScriptRefused: also where they are not UTF-8.
    """
    return parse_script(decoded(data, file), file)


def decoded(data: bytes, file: str) -> str:
    """Return the text of a script.

    Raises:
        ScriptRefused: it is too large, or not UTF-8.
    """
    text, broken = _decoded(data, file)
    if broken:
        raise ScriptRefused(broken.found, broken.wanted, broken.place)
    return text


def read_recording(data: bytes, file: str) -> Script:
    """Read the bytes of a recording as far as they are whole; `Script.damaged` says where and why they are not.

    Raises:
        ScriptRefused: its first line is damaged already or of a newer format, or it is too large.
    """
    text, broken = _decoded(data, file)
    first = broken
    if broken:
        text = _before(text, broken)
    reading = read_text(text, file, SHOWN_ERRORS)
    while reading.errors:
        wrong = reading.errors[0]
        if wrong.place.line <= 1:
            raise ScriptRefused(wrong.found, wrong.wanted, wrong.place)
        first, text = wrong, _before(text, wrong)
        reading = read_text(text, file, SHOWN_ERRORS)  # what was left may end within a `repeat`
    script = reading.script
    if first is None:
        return script
    if not text:
        raise ScriptRefused(first.found, first.wanted, first.place)
    return attrs.evolve(script, damaged=first, digest=None)


def parse_script(text: str, file: str) -> Script:
    """Read a whole script, with what its `let` and `repeat` stand for written out.

    Args:
        text: the script; line ends may be CRLF, and a byte order mark may stand before it.
        file: what errors call it.

    Raises:
        ScriptRefused: with the first `SHOWN_ERRORS` errors.
    """
    reading = read_text(text, file, SHOWN_ERRORS)
    if reading.errors:
        first = reading.errors[0]
        raise ScriptRefused(first.found, first.wanted, first.place, reading.errors)
    return reading.script


@attrs.frozen
class Reading:
    """A script as far as it can be read.

    Attributes:
        script: the lines that can be read.
        errors: in order of the file, one a line.
        unused: where variables are set that no line has, by name.
    """

    script: Script
    errors: tuple[CommandError, ...]
    unused: tuple[tuple[str, Place], ...]


def read_text(text: str, file: str, most: int) -> Reading:
    """Read a script as far as it can be read, and find the first `most` errors.

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
    if not errors and (torn := reader.torn(text)):
        errors[torn.place.line] = torn
    ordered = _no_echoes(sorted(errors.values(), key=lambda error: error.place.line), text.split("\n"))
    return Reading(reader.script(text), tuple(ordered[:most]), expansion.unused)


def _no_echoes(errors: list[CommandError], lines: list[str]) -> list[CommandError]:
    """Return errors, in order, without those of an `end` whose `repeat` above it was wrong itself, as `repaet 3`."""
    kept: list[CommandError] = []
    begun = 0
    for error in errors:
        if error.found == NO_REPEAT and begun:
            begun -= 1
            continue
        kept.append(error)
        first = lines[error.place.line - 1][:LONGEST_LINE].split()[:2]
        if error.found != NO_REPEAT and first[:1] != ["repeat"]:  # one that begins so was known as one
            begun += bool(get_close_matches("repeat", [word.lower() for word in first], 1, 0.7))
    return kept


def _decoded(data: bytes, file: str) -> tuple[str, CommandError | None]:
    """Return what of the bytes is text up to the first that is not, and what is wrong there."""
    _check_size(len(data), file)
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        column = len(before) - before.rfind("\n")
        place = Place(column, 1, before.count("\n") + 1, file)
        return before, SyntaxRefused("this is not UTF-8 text", "a script", place)


def _before(text: str, error: CommandError) -> str:
    """Return the lines before the one that is wrong."""
    return "".join(line + "\n" for line in text.split("\n")[: error.place.line - 1])


@attrs.define
class _ScriptReader:
    """What has been read of a script so far."""

    file: str
    header: Header = attrs.field(factory=lambda: Header(0))
    seed: int | None = None
    digests: list[RecordedDigest] = attrs.field(factory=list)
    end: Nanoseconds | None = None
    ended: bool = False
    """Whether a digest was the last that was read."""
    guests: bool = False
    lines: list[Line] = attrs.field(factory=list)
    known: dict[tuple[int, str], Line] = attrs.field(factory=dict)
    """Lines that were read, by number and text: what is repeated is read once."""

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
        if first == "ballonet" or (first.startswith("@") and second in NOT_LINES):
            words = split(text, number, self.file)
        else:
            line = parse_line(text, number, self.file)
        if self.ended and (words or line) and self.header.version < SINCE_PLATFORM:
            place = Place(1, max(1, len(text)), number, self.file)
            raise SyntaxRefused("a recording ends with its digest", "no line after it", place)
        if words and first == "ballonet":
            self.header = read_header(words, number)
            self.seed = self.header.seed
        elif words:
            self._add_time(words)
        elif line:
            self._add(line)
            self.ended = False

    def _add_time(self, words: tuple[Word, ...]) -> None:
        """Read a digest or a mark."""
        if words[1].text == "digest":
            digest = read_digest(words)
            at = digest.time
        else:
            at = read_mark(words)
        if self.end is not None and at < self.end:
            found = f"a time before {duration_text(self.end)}, which stands above"
            raise SyntaxRefused(found, "digests and marks in order", words[0].place)
        if words[1].text == "digest":
            self.digests.append(digest)
        self.end, self.ended = at, words[1].text == "digest"

    def torn(self, text: str) -> CommandError | None:
        """Say why the last line is not whole: in a recording, which was written line by line, it has no end."""
        last = text.rpartition("\n")[2].strip()
        if self.header.platform is None or not last or self.ended:
            return None
        place = Place(1, len(last), text.count("\n") + 1, self.file)
        return SyntaxRefused("the recording is cut off in this line", "a whole line with its line end", place)

    def script(self, text: str) -> Script:
        """Return what was read of a text."""
        last = self.digests[-1] if self.ended else None
        return Script(
            self.seed,
            tuple(self.lines),
            None if last is None else (last.time, last.digest),
            digests=tuple(self.digests),
            end=self.end,
            version=self.header.version,
            platform=self.header.platform,
            start=self.header.start,
            text=text,
        )

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
