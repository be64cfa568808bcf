"""What `expect` does: finds a value in the snapshot's JSON and compares it. Pure functions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from engine.commands.lookup import Amount, Seconds, Value, lookup
from engine.commands.model import Expect
from engine.commands.names import ROOTS
from engine.commands.paths import is_path, steps, write_value
from engine.commands.words import inside
from engine.errors import SyntaxRefused
from engine.units import GIB, KIB, MIB, TIB, Size, duration_text, size_text

__all__ = ["Amount", "Seconds", "Value", "check", "compare", "describe", "lookup"]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def check(
    document: dict[str, Any], expected: Expect, other: dict[str, Any] | None = None
) -> tuple[bool, Value]:
    """Return whether the snapshot `document` is as expected, and the value that it has.

    Args:
        document: what the path leads into.
        expected: the claim.
        other: what the expected value leads into, where it is a path; without it `document`.

    Raises:
        SyntaxRefused: an unknown path, at the part that is unknown; or a value of another sort.
    """
    at = expected.place("path")
    try:
        value = lookup(document, expected.path)
    except SyntaxRefused as error:
        raise error.at(inside(at, error.place)) from None
    beside = value_path(expected)
    try:
        if beside and _leads_somewhere(other or document, beside):
            return _both(value, expected.op, lookup(other or document, beside)), value
        return compare(value, expected.op, expected), value
    except SyntaxRefused as error:
        raise error.at(expected.place("value")) from None


def value_path(expected: Expect) -> str:
    """Return the expected value where it can be meant as a path, else nothing."""
    word = expected.value
    return word if expected.unit == "word" and isinstance(word, str) and is_path(word) else ""


def _leads_somewhere(document: dict[str, Any], path: str) -> bool:
    """Say whether a path's first word is a part of the snapshot, or a guest that is there."""
    first = str(steps(path)[0].key)
    return first in ROOTS or any(guest["name"] == first for guest in document["guests"])


def _both(value: Value, op: str, other: Value) -> bool:
    """Return whether one value stands to another as `op` says.

    Raises:
        SyntaxRefused: they are of different sorts, or words are to be ordered.
    """
    one, two = _plain(value), _plain(other)
    words = isinstance(one, str | bool) or isinstance(two, str | bool)
    if words and op not in ("==", "!="):
        raise SyntaxRefused(f"{op} does not compare words", "== or !=")
    if one is None or two is None:
        return (one is two) == (op == "==") if op in ("==", "!=") else False
    if type(one) is not type(two) and (words or isinstance(value, Seconds) != isinstance(other, Seconds)):
        raise SyntaxRefused(f"one is {describe(value)}, the other {describe(other)}", "two of one kind")
    return _COMPARE[op](one, two)


def _plain(value: Value) -> Any:
    """Return a value as a plain number or word: memory in bytes, a time in nanoseconds."""
    if isinstance(value, Seconds):
        return value.nanoseconds
    return int(value) * value.one if isinstance(value, Amount) and value.one else value


def compare(value: Value, op: str, expected: Expect) -> bool:
    """Return whether `value` stands to the expected one as `op` says.

    Raises:
        SyntaxRefused: they are of different sorts, or words are to be ordered.
    """
    found, wanted = _alike(value, expected)
    if isinstance(wanted, str) and op not in ("==", "!="):
        raise SyntaxRefused(f"{op} does not compare words", "== or !=")
    if found is None:
        return op == "!="
    return _COMPARE[op](found, wanted)


def _alike(value: Value, expected: Expect) -> tuple[Any, Any]:
    """Return both values in the same unit; None for a value that is not there yet."""
    written = write_value((expected.unit, expected.value))
    if isinstance(value, bool | None) and expected.unit == "word":
        return describe(value), written
    if value is None:
        return None, expected.value
    if isinstance(value, str) and expected.unit in ("word", "number"):
        return value, written
    if isinstance(value, Seconds) and expected.unit == "duration":
        return value.nanoseconds, expected.value
    if isinstance(value, Amount) and isinstance(expected.value, Size):
        if expected.value.pages is not None and not value.page_size:
            raise SyntaxRefused(f"{written} of unknown size: a host has no pages of its own", "a size as 64M")
        return int(value) * value.one, expected.value.in_bytes(value.page_size)
    if expected.unit == "number" and not isinstance(value, str | bool):
        return value, expected.value
    raise SyntaxRefused(
        f"{written} is a {expected.unit}, and the value is {describe(value)}", "one of its kind"
    )


def without_unit(value: Value, expected: Expect) -> str:
    """Return what was likely meant where memory is held against a number that has no unit; else nothing."""
    number = expected.value
    if not isinstance(number, int | float) or not isinstance(value, Amount) or value.one != 1:
        return ""
    units = {"K": KIB, "M": MIB, "G": GIB, "T": TIB}
    meant = next((f"{number}{unit}" for unit, size in units.items() if number * size == value), "")
    return (
        f"a number without a unit is bytes, and a unit is missing{f': {meant}?' if meant else ', as in 64M'}"
    )


def describe(value: Value) -> str:
    """Return a value in words: `64M`, `12 pages`, `2.5s`, `online`, `true`, `none`."""
    if isinstance(value, Seconds):
        return duration_text(value.nanoseconds)
    if isinstance(value, Amount):
        return size_text(value) if value.one == 1 else f"{int(value)} pages"
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return str(value)
