"""A script's first line, and what recordings have besides commands: digests, and marks of how far they came."""

from __future__ import annotations

import re

import attrs

from engine.commands.values import SEED
from engine.commands.words import Word, place_after, read_word
from engine.errors import CommandError, SyntaxRefused, quoted
from engine.script.script import RecordedDigest
from engine.units import Nanoseconds, parse_duration

FORMAT = 2
"""The format version that is written; this and all before it can be read."""
SINCE_PLATFORM = 2
"""The first version whose header may say more than the seed, and whose digests may stand between lines."""
NOT_LINES = frozenset({"digest", "mark"})
"""What may stand behind `@TIME` instead of a command."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_START = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_PLATFORM = re.compile(r"[1-9]\d{0,8}", re.ASCII)


@attrs.frozen
class Header:
    """What a first line says.

    Attributes:
        version: of the format.
        seed: None: it has none.
        platform: the version of the facts about platforms that a recording was made with.
        start: when the recording was begun, by the wall clock, in UTC.
    """

    version: int
    seed: int | None = None
    platform: int | None = None
    start: str = ""


def read_header(words: tuple[Word, ...], number: int) -> Header:
    """Read the header, which is line `number` of the file.

    Raises:
        SyntaxRefused: it is none, or of a format that is not known here.
    """
    name, *rest = words
    if number != 1:
        raise SyntaxRefused("a header stands on the first line only", f"`{name.text}` on line 1", name.place)
    if not rest:
        raise SyntaxRefused("the header has no format version", f"ballonet {FORMAT}", place_after(name))
    version, *options = rest
    if not version.text.isdecimal() or (newer := int(version.text[:9])) < 1:
        found = f"{quoted(version.text)} is not a format version"
        raise SyntaxRefused(found, f"ballonet {FORMAT}", version.place)
    if newer > FORMAT:
        found = f"this script has format {newer}, and this version reads {FORMAT}"
        raise SyntaxRefused(found, "a newer ballonet", version.place)
    header = Header(newer)
    for option in options:
        header = _with(header, option)
    return header


def _with(header: Header, option: Word) -> Header:
    """Return a header with one more option."""
    name, _, value = option.text.partition("=")
    word = option.after(len(name) + 1)
    if name == "seed" and value and header.seed is None:
        return attrs.evolve(header, seed=read_word(SEED.read, word))
    more = header.version >= SINCE_PLATFORM
    if more and name == "platform" and value and header.platform is None:
        return attrs.evolve(header, platform=read_word(_read_platform, word))
    if more and name == "start" and value and not header.start:
        return attrs.evolve(header, start=read_word(_read_start, word))
    known = " seed=N" + " platform=N start=TIME" * more
    found = f"{quoted(option.text)} is not part of a header"
    raise SyntaxRefused(found, f"ballonet {header.version}{known}", option.place)


def _read_platform(text: str) -> int:
    if not _PLATFORM.fullmatch(text):
        raise CommandError(f"{quoted(text)} is not a version of platform data", "a number from 1 on")
    return int(text)


def _read_start(text: str) -> str:
    if not _START.fullmatch(text):
        raise CommandError(f"{quoted(text)} is not a time in UTC", "one like 2026-11-26T23:10:00Z")
    return text


def read_digest(words: tuple[Word, ...]) -> RecordedDigest:
    """Return when a recording had a digest, and which one replaying it must give.

    Raises:
        SyntaxRefused: the line does not say so.
    """
    start, word, *rest = words
    at = read_word(parse_duration, start.after(1))
    wanted = "sha256: and 64 of 0-9 and a-f"
    if not rest:
        raise SyntaxRefused("digest needs its value", wanted, place_after(word))
    if not _DIGEST.fullmatch(rest[0].text):
        raise SyntaxRefused(f"{quoted(rest[0].text)} is not a digest", wanted, rest[0].place)
    if rest[1:]:
        raise SyntaxRefused(f"{quoted(rest[1].text)} is one word too many", "the digest alone", rest[1].place)
    return RecordedDigest(at, rest[0].text, start.place.line)


def read_mark(words: tuple[Word, ...]) -> Nanoseconds:
    """Return how far virtual time had come where a mark stands.

    Raises:
        SyntaxRefused: the line does not say so.
    """
    start, _, *rest = words
    at = read_word(parse_duration, start.after(1))
    if rest:
        raise SyntaxRefused(f"{quoted(rest[0].text)} is one word too many", "the mark alone", rest[0].place)
    return at
