"""The rows of `let`, `repeat` and `end`, and how their words are read. They stand in scripts only."""

from __future__ import annotations

import re

from engine.commands import model, values
from engine.commands.row import Parameter, Row, Value
from engine.errors import CommandError, Place, printable, quoted

MOST_TIMES = 10_000
"""Times that lines can be repeated at most."""

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}", re.ASCII)
_WORD = re.compile(r"[^ \t]+")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_TIMES = values.whole("N", 0, MOST_TIMES)
_NAMES = "a letter, then at most 31 letters, digits and _"


def without_comment(text: str) -> str:
    """Return a text before its first word that starts with `#`, without blanks at its end."""
    start = next((word.start() for word in _WORD.finditer(text) if word[0][0] == "#"), len(text))
    return text[:start].rstrip(" \t")


def _read_let(text: str) -> tuple[str, str]:
    """Return the name of a variable, and what stands for it."""
    text = without_comment(text)
    name = re.split(r"[ \t=]", text, maxsplit=1)[0]
    if not VARIABLE.fullmatch(name):
        raise CommandError(f"{quoted(name)} is not a variable's name", _NAMES, _at(1, name))
    equals = _EQUALS.match(text, len(name))
    if not equals:
        column = len(name) + 2
        raise CommandError(f"{name} is given nothing", f"let {name} = VALUE", Place(column))
    if equals.end() == len(text):
        raise CommandError(f"{name} has no value", f"let {name} = VALUE", Place(len(text) + 1))
    return name, text[equals.end() :]


def _read_repeat(text: str) -> tuple[str, int]:
    """Return the variable that counts, empty for none, and how many times."""
    words = list(_WORD.finditer(without_comment(text)))
    if not words:
        raise CommandError("it is not said how many times", "repeat N")
    first, *rest = words
    try:
        times = _TIMES.read(first[0])
    except CommandError as error:
        raise CommandError(error.found, error.wanted, _at(1, first[0])) from None
    if not rest:
        return "", times
    if rest[0][0] != "as":
        wanted = f"repeat {printable(first[0])} as NAME"
        raise CommandError(f"{quoted(rest[0][0])} is one word too many", wanted, _of(rest[0]))
    if not rest[1:]:
        raise CommandError("as needs the name of a variable", _NAMES, Place(rest[0].end() + 2))
    if not VARIABLE.fullmatch(rest[1][0]):
        raise CommandError(f"{quoted(rest[1][0])} is not a variable's name", _NAMES, _of(rest[1]))
    if rest[2:]:
        raise CommandError(f"{quoted(rest[2][0])} is one word too many", "nothing after it", _of(rest[2]))
    return rest[1][0], times


def _at(column: int, word: str) -> Place:
    return Place(column, max(1, len(word)))


def _of(word: re.Match[str]) -> Place:
    return Place(word.start() + 1, len(word[0]))


def _write_repeat(repeated: tuple[str, int]) -> str:
    name, times = repeated
    return f"{times} as {name}" if name else str(times)


_LET = Value("NAME = VALUE", _read_let, lambda given: f"{given[0]} = {given[1]}", takes="rest")
_REPEAT = Value("N [as NAME]", _read_repeat, _write_repeat, takes="rest")

STRUCTURE_ROWS = (
    Row(
        ("let",),
        model.Let,
        "scripts",
        "give words a name: later lines of the script have them for $NAME or ${NAME}, and $$ for a dollar",
        ("let size = 512M", "let grow=hotplug add web"),
        (Parameter("value", _LET, "a name, and one word or several", needed=True, unit_field="name"),),
        script_only=True,
    ),
    Row(
        ("repeat",),
        model.Repeat,
        "scripts",
        "run the lines up to `end` N times; with `as` a variable counts them from 1",
        ("repeat 3", "repeat 10 as i"),
        (Parameter("times", _REPEAT, "how many times, and what counts", needed=True, unit_field="name"),),
        script_only=True,
    ),
    Row(("end",), model.End, "scripts", "end what `repeat` began", ("end",), script_only=True),
)
"""Variables and repetition: the reader of a script resolves them, and nothing of them is left when it runs."""
