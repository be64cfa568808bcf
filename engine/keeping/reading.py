"""Reading a journal, as far as it is whole."""

from __future__ import annotations

import json
from typing import Any

import attrs

from engine.errors import Place, SyntaxRefused, printable
from engine.history import Input, Kind, Position
from engine.keeping.journal import FORMAT, Head, Journal, Mark
from engine.units import MIB, Nanoseconds

LARGEST = 8 * MIB
"""Bytes of a journal that is read."""
LATEST = 2**62
"""No virtual time is later, in nanoseconds."""
KINDS: tuple[Kind, ...] = ("script", "typed", "left")
FASTEST = 1000


class JournalRefused(SyntaxRefused):
    """A file that is no journal, or not one that can be gone on from."""


def read_journal(data: bytes, file: str) -> Journal:
    """Read a journal as far as it is whole; `Journal.damaged` says where and why it is not.

    Raises:
        JournalRefused: it is none, or of a newer format.
    """
    if len(data) > LARGEST:
        raise JournalRefused(f"{printable(file, 200)} is larger than a journal may be", "at most 8 MiB")
    lines = data.split(b"\n")
    try:
        head = _head(_object(lines[0]))
    except ValueError as error:
        raise JournalRefused(str(error), "a journal that the app kept", Place(1, 1, 1, file)) from None
    reader = _Reader(head)
    for number, line in enumerate(lines[1:-1], 2):
        try:
            reader.read(_object(line))
        except ValueError as error:
            return reader.journal(_damage(str(error), line, number, file))
    if lines[-1] and len(lines) > 1:
        return reader.journal(_damage("it is cut off in this line", lines[-1], len(lines), file))
    return reader.journal()


def _damage(why: str, line: bytes, number: int, file: str) -> JournalRefused:
    return JournalRefused(why, "a line as the app writes it", Place(1, max(1, len(line)), number, file))


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("this is no line of a journal") from None
    if not isinstance(found, dict):
        raise ValueError("this is no line of a journal")
    return found


def _head(found: dict[str, Any]) -> Head:
    version = found.pop("journal", None)
    if type(version) is not int:
        raise ValueError("this is no journal")
    if version > FORMAT:
        raise ValueError(f"this journal has format {version}, and this version reads {FORMAT}")
    head = Head(
        _checked(found.get("seed"), int),
        _checked(found.get("start", ""), str),
        opening=_checked(found.get("opening", False), bool),
        ballonet=_checked(found.get("ballonet", ""), str),
        platform=_checked(found.get("platform", 0), int),
    )
    if not 0 <= head.seed < 2**64:
        raise ValueError("its seed is out of bounds")
    return head


@attrs.define
class _Reader:
    """What was read of a journal so far."""

    head: Head
    inputs: list[Input] = attrs.field(factory=list)
    digests: list[tuple[Nanoseconds, str]] = attrs.field(factory=list)
    mark: Mark = attrs.field(factory=Mark)
    reached: Position = attrs.field(factory=Position)
    typed: int = 0
    """Lines that were typed since the mark."""
    ended: bool = False

    def journal(self, damaged: JournalRefused | None = None) -> Journal:
        """Return what was read."""
        mark = attrs.evolve(self.mark, commands=self.mark.commands + self.typed)
        return Journal(self.head, tuple(self.inputs), mark, tuple(self.digests), self.ended, damaged)

    def read(self, found: dict[str, Any]) -> None:
        """Read the next line.

        Raises:
            ValueError: it is none.
        """
        if self.ended:
            raise ValueError("a line comes after the end")
        if found.get("end") is True:
            self.ended = True
        elif "mark" in found:
            self.reached = _position(found["mark"], self.reached)
            self.mark, self.typed = _mark(self.reached, found), 0
        elif "digest" in found:
            self.digests.append((_checked(found.get("time"), int), _checked(found["digest"], str)))
        else:
            come = _input(found, self.reached)
            self.reached = come.at
            self.typed += come.kind == "typed"
            self.inputs.append(come)


def _mark(at: Position, found: dict[str, Any]) -> Mark:
    speed = float(_checked(found.get("speed", 1.0), float, int))
    if not 0 < speed <= FASTEST:
        raise ValueError("its speed is out of bounds")
    return Mark(
        at,
        _checked(found.get("paused", False), bool),
        speed,
        _checked(found.get("stopped", False), bool),
        _checked(found.get("commands", 0), int),
    )


def _input(found: dict[str, Any], earliest: Position) -> Input:
    kinds = [kind for kind in KINDS if kind in found]
    if len(kinds) != 1:
        raise ValueError("this says nothing that a journal says")
    kind = kinds[0]
    come = Input(
        _position(found.get("at"), earliest),
        kind,
        _checked(found[kind], str),
        _checked(found.get("name", ""), str),
        _checked(found.get("folder", ""), str),
    )
    if kind == "left" and not (come.text.isascii() and come.text.isdecimal() and len(come.text) < 10):
        raise ValueError("no script has this number")
    return come


def _position(found: object, earliest: Position) -> Position:
    if not (isinstance(found, list) and len(found) == 2 and all(type(each) is int for each in found)):
        raise ValueError("it does not say when")
    position = Position(*found)
    if not (earliest.time <= position.time <= LATEST and position.turns >= 0):
        raise ValueError("it is earlier than a line above")
    return position


def _checked(value: Any, *types: type) -> Any:
    if type(value) not in types:
        raise ValueError("a part of it is missing, or is something else")
    return value
