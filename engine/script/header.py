"""A script's first line, and a recording's last: the format's version, and the digest."""

from __future__ import annotations

import re

from engine.commands.values import SEED
from engine.commands.words import Word, place_after, read_word
from engine.errors import SyntaxRefused, quoted
from engine.units import Nanoseconds, parse_duration

FORMAT = 1
"""The format version that is written; this and all before it can be read."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


def read_header(words: tuple[Word, ...], number: int) -> int | None:
    """Read the header, which is line `number` of the file.

    Returns:
        the seed, if it has one.

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
    seed: int | None = None
    for option in options:
        if not option.text.startswith("seed=") or seed is not None:
            found = f"{quoted(option.text)} is not part of a header"
            raise SyntaxRefused(found, f"ballonet {FORMAT} seed=N", option.place)
        seed = read_word(SEED.read, option.after(len("seed=")))
    return seed


def read_digest(words: tuple[Word, ...]) -> tuple[Nanoseconds, str]:
    """Return when a recording ended, and the digest that replaying it must give.

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
    return at, rest[0].text
