"""A TOML file whose values know where they stand. Nothing in it is evaluated."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import attrs

from engine.errors import Place, SyntaxRefused, printable, reason_of
from tui.opened import open_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LARGEST = 64 << 10
"""A file of more bytes is refused unread."""
DEEPEST = 500
"""Dots in a line: no name has so many parts."""
_AT = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"\s*(?P<path>{_PART}(?:\s*\.\s*{_PART})*)\s*=\s*")
_TABLE = re.compile(rf"\s*\[\s*(?P<path>{_PART}(?:\s*\.\s*{_PART})*)\s*\]")
_PARTS = re.compile(_PART)


@attrs.frozen
class Entry:
    """One value of the file.

    Attributes:
        value: what TOML says that it is; an empty table is a value, too.
        key: where its name stands.
        place: where it stands itself.
    """

    value: object
    key: Place
    place: Place


def read_toml(path: Path) -> dict[str, Entry]:
    """Return the values of a file by their dotted names.

    Raises:
        SyntaxRefused: it is no TOML, or it cannot be read.
    """
    file = str(path)
    try:
        with open_at_once(path) as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise SyntaxRefused("the file is too large for settings", f"at most {LARGEST >> 10}K", _top(file))
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        if max(line.count(".") for line in text.split("\n")) > DEEPEST:
            raise RecursionError  # the parser would take its time before it says so
        found = dict(_flat(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(str(error), file, text) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SyntaxRefused("this is no UTF-8", "a text file in UTF-8", Place(line=line, file=file)) from None
    except RecursionError:
        raise SyntaxRefused("this is nested too deeply", "lines as fps = 30", _top(file)) from None
    except (OSError, ValueError) as error:
        reason = reason_of(error)
        raise SyntaxRefused(f"the file cannot be read: {reason}", "", _top(file)) from None
    places = _places(text, file)
    return {name: Entry(value, *places.get(name, (_top(file), _top(file)))) for name, value in found.items()}


def _top(file: str) -> Place:
    return Place(line=1, file=file)


def _no_toml(message: str, file: str, text: str) -> SyntaxRefused:
    at = _AT.search(message)
    line, column = (int(at[1]), int(at[2])) if at and at[1] else (text.count("\n") + 1, 1)
    if twice := _declared_twice(text, line):
        name, first = twice
        return SyntaxRefused(
            f"[{name}] stands twice: line {first} and line {line}",
            f"one [{name}] with all that belongs to it",
            Place(1, 1, line, file),
        )
    said = printable(_AT.sub("", message), 120)
    said = said[:1].lower() + said[1:]
    return SyntaxRefused(
        f"this is no TOML: {said}",
        'lines as fps = 30 or theme = "dark"',
        Place(column, 1, line, file),
    )


def _declared_twice(text: str, line: int) -> tuple[str, int] | None:
    """Return the table that a line begins, and the line before it that begins the same one; None: no such thing."""
    lines = text.split("\n")[:line]
    if not (again := _TABLE.match(lines[-1])):
        return None
    parts = _parts(again["path"])
    for number, each in enumerate(lines[:-1], 1):
        if (heading := _TABLE.match(each)) and _parts(heading["path"]) == parts:
            return printable(".".join(parts), 80), number
    return None


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield each value with its dotted name."""
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _places(text: str, file: str) -> dict[str, tuple[Place, Place]]:
    """Return where names and values stand, by the dotted name; what stands within an inline table is not found."""
    found: dict[str, tuple[Place, Place]] = {}
    table: tuple[str, ...] = ()
    quotes = ""
    for number, line in enumerate(text.split("\n"), 1):
        if not quotes:
            if heading := _TABLE.match(line):
                table = _parts(heading["path"])
                place = Place(heading.start("path") + 1, len(heading["path"]), number, file)
                found.setdefault(".".join(table), (place, place))
            elif key := _KEY.match(line):
                name = ".".join((*table, *_parts(key["path"])))
                rest = line[key.end() :].rstrip()
                found.setdefault(
                    name,
                    (
                        Place(key.start("path") + 1, len(key["path"]), number, file),
                        Place(key.end() + 1, max(1, len(rest)), number, file),
                    ),
                )
        for mark in re.findall(r'"""|\'\'\'', line):
            quotes = mark if not quotes else "" if quotes == mark else quotes
    return found


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PARTS.findall(path))
