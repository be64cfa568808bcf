"""The table of the language. Reading, errors, help, completion and the README's reference all follow it."""

from __future__ import annotations

from engine.commands import model, values
from engine.commands.compare_rows import COMPARE_ROWS
from engine.commands.dialects import DIALECTS
from engine.commands.host_rows import HOST_ROWS
from engine.commands.memory_rows import MEMORY_ROWS
from engine.commands.model import Command
from engine.commands.names import advice
from engine.commands.resize_rows import RESIZE_ROWS
from engine.commands.row import Parameter, Row, Value
from engine.commands.script_rows import SCRIPT_ROWS
from engine.commands.teaching import TEACHING
from engine.commands.virtio_mem_rows import VIRTIO_MEM_ROWS
from engine.commands.xenstore_rows import XENSTORE_ROWS
from engine.errors import CommandError, quoted


def _read_topic(text: str) -> str:
    topic = " ".join(text.split())
    if topic and not topics(topic) and not about(topic):
        raise CommandError(f"{quoted(topic)} is not a command", advice(topic, all_topics(), "see `help`"))
    return topic


_HELP = Row(
    ("help",),
    model.Help,
    "scripts",
    "explain the language, or one command of it",
    ("help", "help balloon set"),
    (
        Parameter(
            "topic",
            Value("COMMAND", _read_topic, takes="rest"),
            "a command's words, or any word",
            offers="topics",
        ),
    ),
)

_OTHERS = (
    *MEMORY_ROWS,
    *VIRTIO_MEM_ROWS,
    *HOST_ROWS,
    *RESIZE_ROWS,
    *COMPARE_ROWS,
    *XENSTORE_ROWS,
    *SCRIPT_ROWS,
    _HELP,
)
_ASKED_ABOUT = ("hotplug", "balloon", "resize", "workloads", "operators")
"""Headings of the commands that change one guest's memory; `compare` tries on copies itself."""

WHATIF = Row(
    ("whatif",),
    model.Whatif,
    "views",
    "what a command would do to its guest, before and after; nothing changes",
    ("whatif balloon inflate web 64M", "whatif section offline web 12"),
    (Parameter("command", values.COMMAND, "a command that changes a guest's memory", needed=True),),
    may_not_hold=(
        "whatif",
        *dict.fromkeys(
            row.verb
            for row in (*_OTHERS, *DIALECTS)
            if row.group not in _ASKED_ABOUT or row.model is model.Compare
        ),
    ),
)

NATIVE = (*_OTHERS, WHATIF)
"""Every command in its native form."""

ROWS = (*NATIVE, *DIALECTS)
"""Every command, operators' words too."""

BY_FIRST_WORD: dict[str, tuple[Row, ...]] = {
    word: tuple(row for row in ROWS if row.words[0] == word)
    for word in dict.fromkeys(row.words[0] for row in ROWS)
}


def row_of(command: Command) -> Row:
    """Return the row that `command` is written with: the native one, where it has one."""
    return next(
        row
        for row in ROWS
        if row.model is type(command)
        and all(getattr(command, field) == value for field, value in row.fixed.items())
    )


def topics(topic: str) -> tuple[Row, ...]:
    """Return the rows that `help` explains for `topic`: all that start with its words."""
    asked = tuple(topic.split())
    return tuple(row for row in ROWS if row.words[: len(asked)] == asked)


_SHORTEST = 3
"""Letters of a word that is searched for."""
_NAME = "ballonet"
"""The program's own name, which has to do with everything, and looks like a slip of the keyboard."""


def about(words: str) -> tuple[Row, ...]:
    """Return the rows that have to do with all of `words`, those that are called or summed up so first."""
    wanted = [word.lower() for word in words.split()]
    if not wanted or any(len(word) < _SHORTEST or word in _NAME for word in wanted):
        return ()
    ranked = [(min(_speaks_of(row, word) for word in wanted), row) for row in ROWS]
    return tuple(row for rank, row in sorted(ranked, key=lambda pair: -pair[0]) if rank)


def _speaks_of(row: Row, word: str) -> int:
    """Return where a word of what is said of a command starts with `word`: 3 its name, 1 its lesson, 0 nowhere."""
    parameters = " ".join(
        f"{p.name} {p.means} {' '.join(word for word, _ in p.value.choices)}" for p in row.parameters
    )
    places = (f"{TEACHING[row.verb].does} {parameters}", row.summary, row.verb)
    return max(
        rank if any(each.strip("`(),.:;").startswith(word) for each in place.lower().split()) else 0
        for rank, place in enumerate(places, 1)
    )


def all_topics() -> tuple[str, ...]:
    """Return everything that `help` can be asked for: first words and whole commands."""
    return tuple(dict.fromkeys((*BY_FIRST_WORD, *(row.verb for row in ROWS))))


def innermost(command: Command) -> Command:
    """Return the command inside any `at`, `fails` and `try`."""
    while isinstance(command, model.At | model.Fails | model.Try):
        command = command.command
    return command


def changes_state(command: Command) -> bool:
    """Return whether a recording must have `command`.

    What `at` schedules is recorded when it runs, and `at` itself is not; `fails` and `try` are as what they hold.
    """
    while isinstance(command, model.Fails | model.Try):
        command = command.command
    return row_of(command).journal
