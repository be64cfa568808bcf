"""Paths into the snapshot's JSON, and the values that `expect` compares them with."""

from __future__ import annotations

import re
from typing import Any

import attrs

from engine.commands.names import NAME, RESERVED, ROOTS, listing
from engine.commands.row import Value
from engine.errors import CommandError, Place, printable, quoted
from engine.units import Size, duration_text, parse_duration, parse_size

OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
_OPERATORS_SAY = ("equal", "not equal", "less", "at most", "more", "at least")
LONGEST_PATH = 200
"""Characters of a path."""

_PART = re.compile(r"([A-Za-z_][A-Za-z0-9_+-]{0,40})((?:\[\d{1,10}\])*)", re.ASCII)
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_+-]*)|(\d+)", re.ASCII)
_NUMBER = re.compile(r"\d{1,15}(\.\d{1,9})?", re.ASCII)
_TOO_LONG = re.compile(r"\d+(\.\d+)?", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+:/-]{0,79}", re.ASCII)
_WITH_UNIT = re.compile(r"\d+(?:\.\d+)?([A-Za-z]+)", re.ASCII)
_UNITS_OF_TIME = frozenset(("ns", "us", "ms", "s", "m", "h"))
_NO_NUMBERS = frozenset(("nan", "inf", "infinity"))


@attrs.frozen
class Step:
    """One step of a path.

    Attributes:
        key: a name, or the number in brackets.
        start: characters of the path before it.
        end: characters of the path up to its end.
    """

    key: str | int
    start: int
    end: int


def steps(path: str) -> tuple[Step, ...]:
    """Return `web.section[22].state` as its keys `web`, `section`, 22 and `state`, with their places.

    Raises:
        CommandError: not a path, or its first word can be neither a guest nor a part of the snapshot.
            The place counts from the path's start.
    """
    if len(path) > LONGEST_PATH:
        raise CommandError(f"a path of {len(path)} characters", f"at most {LONGEST_PATH}")
    found: list[Step] = []
    start = 0
    for part in path.split("."):
        if not _PART.fullmatch(part):
            wanted = "names joined by points, as web.memory.free"
            place = Place(start + 1, max(1, len(part)))
            raise CommandError(f"{quoted(part)} is no part of a path", wanted, place)
        for key in _KEY.finditer(part):
            name, number = key.groups()
            found.append(Step(name or int(number), start + key.start(), start + key.end()))
        start += len(part) + 1
    _check_root(path, found)
    return tuple(found)


def _check_root(path: str, found: list[Step]) -> None:
    first, second = str(found[0].key), found[1].key if found[1:] else None
    place = Place(1, found[0].end)
    if first not in ROOTS and not NAME.fullmatch(first):
        raise CommandError(f"{quoted(first)} is not a guest's name", f"a guest, {listing(ROOTS)}", place)
    if first not in ROOTS and first in RESERVED:
        raise CommandError(f"no guest can be called {first}", f"a guest, {listing(ROOTS)}", place)
    if first == "op" and second != "last" and not isinstance(second, int):
        raise CommandError(f"{quoted(path)} names no operation", "op.last or op[N]", place)


def is_path(text: str) -> bool:
    """Say whether an expected value can be meant as a path: another value of the snapshot."""
    if "." not in text:
        return False
    try:
        steps(text)
    except CommandError:
        return False
    return True


def _read_path(text: str) -> str:
    steps(text)
    return text


def _read_operator(text: str) -> str:
    if text in OPERATORS:
        return text
    wanted = "==" if text == "=" else listing(OPERATORS)
    raise CommandError(f"{quoted(text)} does not compare", wanted)


def _read_value(text: str) -> tuple[str, Any]:
    """Return the unit (size, duration, number or word) and the value."""
    if text.endswith("%"):
        raise CommandError(f"{printable(text)} of what", "a size, a duration, a number or a word")
    if text[:1] == "-" and text[1:2].isdigit():
        raise CommandError(f"{printable(text)} is negative", "every value of a snapshot counts from 0")
    if _NUMBER.fullmatch(text):
        return "number", float(text) if "." in text else int(text)
    if found := _WITH_UNIT.fullmatch(text):
        # 5m is five minutes: the sizes of a path's values are written with large letters.
        return (
            ("duration", parse_duration(text)) if found[1] in _UNITS_OF_TIME else ("size", parse_size(text))
        )
    if is_path(text):
        return "word", text
    if _WORD.fullmatch(text) and text.lower() not in _NO_NUMBERS and not _TOO_LONG.fullmatch(text):
        return "word", text
    raise CommandError(f"{quoted(text)} is not a value", "as 64M, 300p, 2.5s, 12 or online")


def write_value(unit_and_value: tuple[str, Any]) -> str:
    """Return the canonical word of an expected value."""
    unit, value = unit_and_value
    return duration_text(value) if unit == "duration" else _write_plain(value)


def _write_plain(value: Size | float | str) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


PATH = Value("PATH", _read_path)
OP = Value("OP", _read_operator, choices=tuple(zip(OPERATORS, _OPERATORS_SAY, strict=True)))
VALUE = Value("VALUE", _read_value, write_value)
