"""What `expect` does: finds a value in the snapshot's JSON and compares it. Pure functions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from engine.commands.lookup import Amount, Seconds, Value, lookup
from engine.commands.model import Expect
from engine.commands.paths import write_value
from engine.commands.words import inside
from engine.errors import SyntaxRefused
from engine.units import Size, duration_text, size_text

__all__ = ["Amount", "Seconds", "Value", "check", "compare", "describe", "lookup"]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def check(document: dict[str, Any], expected: Expect) -> tuple[bool, Value]:
    """Return whether the snapshot `document` is as expected, and the value that it has.

    Raises:
        SyntaxRefused: an unknown path, at the part that is unknown; or a value of another sort.
    """
    at = expected.place("path")
    try:
        value = lookup(document, expected.path)
    except SyntaxRefused as error:
        raise error.at(inside(at, error.place)) from None
    try:
        return compare(value, expected.op, expected), value
    except SyntaxRefused as error:
        raise error.at(expected.place("value")) from None


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


def describe(value: Value) -> str:
    """Return a value in words: `64M`, `12 pages`, `2.5s`, `online`, `true`, `none`."""
    if isinstance(value, Seconds):
        return duration_text(value.nanoseconds)
    if isinstance(value, Amount):
        return size_text(value) if value.one == 1 else f"{int(value)} pages"
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return str(value)
