"""Script files and recordings: one text format, `.bal`, a command a line. Text only: nothing runs here."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from engine.commands.grammar import innermost
from engine.commands.line import STALL, Line, parse_line
from engine.commands.model import GuestAdd, GuestImport, Seed, SourceFile
from engine.commands.values import SEED
from engine.commands.words import LONGEST_LINE, Word, place_after, read_word, split
from engine.errors import CommandError, Place, SyntaxRefused, quoted
from engine.units import MIB, Nanoseconds, duration_text, parse_duration

__all__ = [
    "FORMAT",
    "STALL",
    "Line",
    "Script",
    "ScriptRefused",
    "parse_line",
    "parse_script",
    "read_script",
    "recording",
]

FORMAT = 1
"""The format version that is written; this and all before it can be read."""
LARGEST_SCRIPT = MIB
"""Bytes of a script."""
SHOWN_ERRORS = 20
"""A script is read no further after so many errors."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


@attrs.frozen
class Script:
    """A whole script that was read without error.

    Attributes:
        seed: from the header, or from a `seed` line before the first guest, which is not among `lines`.
        lines: what runs, in order of the file.
        digest: of a recording: when it ended, and the digest that replaying it must give.
    """

    seed: int | None
    lines: tuple[Line, ...]
    digest: tuple[Nanoseconds, str] | None = None


class ScriptRefused(SyntaxRefused):
    """A script with errors; as text, a line for each, with file, line and column.

    Attributes:
        errors: in order of the file, at most `SHOWN_ERRORS`.
    """

    def __init__(
        self,
        found: str,
        wanted: str = "",
        place: Place | None = None,
        errors: tuple[CommandError, ...] = (),
    ) -> None:
        super().__init__(found, wanted, place)
        self.errors = errors or (SyntaxRefused(found, wanted, place),)

    def __str__(self) -> str:
        """Return every error on a line of its own."""
        return "\n".join(map(str, self.errors))


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


def recording(seed: int, entries: Iterable[tuple[Nanoseconds, str]], end: Nanoseconds, digest: str) -> str:
    """Return a recording as text.

    Args:
        seed: of the world.
        entries: each command that changed it, as the journal has it (with `try ` where it did not succeed),
            and when.
        end: when the recording ended.
        digest: `sha256:` and 64 hexadecimal digits: what replaying it must give.
    """
    lines = [f"@{duration_text(at)} {text}" for at, text in entries]
    return "\n".join((f"ballonet {FORMAT} seed={seed}", *lines, f"@{duration_text(end)} digest {digest}", ""))


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
            self._read_header(words, number)
        elif words:
            self._read_digest(words)
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

    def _read_header(self, words: tuple[Word, ...], number: int) -> None:
        name, *rest = words
        if number != 1:
            raise SyntaxRefused(
                "a header stands on the first line only", f"`{name.text}` on line 1", name.place
            )
        if not rest:
            raise SyntaxRefused("the header has no format version", f"ballonet {FORMAT}", place_after(name))
        version, *options = rest
        if not version.text.isdecimal() or (newer := int(version.text[:9])) < 1:
            found = f"{quoted(version.text)} is not a format version"
            raise SyntaxRefused(found, f"ballonet {FORMAT}", version.place)
        if newer > FORMAT:
            found = f"this script has format {newer}, and this version reads {FORMAT}"
            raise SyntaxRefused(found, "a newer ballonet", version.place)
        for option in options:
            if not option.text.startswith("seed=") or self.seed is not None:
                found = f"{quoted(option.text)} is not part of a header"
                raise SyntaxRefused(found, f"ballonet {FORMAT} seed=N", option.place)
            self.seed = read_word(SEED.read, option.after(len("seed=")))

    def _read_digest(self, words: tuple[Word, ...]) -> None:
        start, word, *rest = words
        at = read_word(parse_duration, start.after(1))
        wanted = "sha256: and 64 of 0-9 and a-f"
        if not rest:
            raise SyntaxRefused("digest needs its value", wanted, place_after(word))
        if not _DIGEST.fullmatch(rest[0].text):
            raise SyntaxRefused(f"{quoted(rest[0].text)} is not a digest", wanted, rest[0].place)
        if rest[1:]:
            raise SyntaxRefused(
                f"{quoted(rest[1].text)} is one word too many", "the digest alone", rest[1].place
            )
        self.digest = at, rest[0].text


def _check_size(size: int, file: str) -> None:
    if size > LARGEST_SCRIPT:
        raise ScriptRefused(f"the script has {size:,} bytes", "at most 1 MiB", Place(1, 1, 1, file))
