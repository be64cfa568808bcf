"""What `help` says: all commands by purpose, a lesson about one, or what has to do with a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.commands.grammar import ROWS, about, all_topics, topics
from engine.commands.names import advice
from engine.commands.reference import TITLES
from engine.commands.row import Flag, Group, Row
from engine.commands.teaching import TEACHING
from engine.errors import CommandError, quoted

_START = (
    ("balloon set web 600M", "take memory from a guest by its balloon"),
    ("hotplug remove app 128M", "take a section: its pages move, or one of them cannot"),
    ("why app section=23", "what keeps a section where it is"),
    ("compare app 2G", "every way to one size, side by side"),
    ("help balloon set", "a lesson about one command; `help swap`: what has to do with a word"),
)
"""The first things to try in the default lab."""
_TELLING: dict[Group, str] = {
    "guests": "guest add",
    "hotplug": "hotplug add",
    "balloon": "balloon set",
    "resize": "resize",
    "workloads": "workload",
    "host": "host balance",
    "views": "why",
    "time": "speed",
    "scripts": "source",
    "operators": "xl mem-set",
}
"""The command that a heading has its example of."""
_WORDS = (
    "Sizes are 512M, 1.5G, 64K, or pages as 300p; durations 5s, 200ms; percents 60% of online memory.",
    "A guest's name is the word after the verb: [a-z][a-z0-9-]{0,15}, and no verb.",
    "In a script: @5s before a command says when it runs, & at the end does not wait for it,",
    "stall=20s on the line says how long it bears no progress, # starts a comment.",
)


def help_text(topic: str = "") -> str:
    """Return what `help` prints: all commands, lessons about those whose first words are `topic`, or a search for it.

    Raises:
        CommandError: no command starts so, or has to do with it.
    """
    if not topic:
        return _overview()
    if rows := topics(topic):
        return "\n\n".join(_explained(row) for row in rows)
    if rows := about(topic):
        found = "\n".join(_columns((row.verb, row.summary) for row in rows))
        return f"What has to do with {quoted(topic)}\n{found}\n\n`help {rows[0].verb}` explains the first."
    raise CommandError(f"{quoted(topic)} is not a command", advice(topic, all_topics(), "see `help`"))


def _overview() -> str:
    parts = ["\n".join(("Start here", *_columns(_START)))]
    for group, title in TITLES.items():
        rows = [(row.verb, row.summary) for row in ROWS if row.group == group]
        example, _ = TEACHING[_TELLING[group]].tries[0]
        parts.append("\n".join((f"{title}, as in `{example}`", *_columns(rows))))
    return "\n\n".join((*parts, "\n".join(_WORDS), "`help COMMAND` explains one, as `help balloon set`."))


def _explained(row: Row) -> str:
    return "\n\n".join(_parts(row))


def _parts(row: Row) -> Iterator[str]:
    """Yield the paragraphs of a lesson: what it does, what to try, what can go wrong, then every word of it."""
    lesson = TEACHING[row.verb]
    yield f"{row.usage}\n  {row.summary}"
    yield lesson.does
    if lesson.tries:
        yield "\n".join(("Try", *_columns(lesson.tries)))
    if lesson.wrong:
        yield "\n".join(("What can go wrong", *(f"  {sentence}" for sentence in lesson.wrong)))
    if row.positional:
        yield "\n".join(_columns((row.shape(p), p.means) for p in row.positional))
    if row.options:
        told = (
            (row.shape(o), f"{o.means}; left out: {o.default}" if o.default else o.means) for o in row.options
        )
        yield "\n".join(("Options", *_columns(told)))
    if row.flags:
        yield "\n".join(_columns((_spelled(flag), flag.refused or flag.means) for flag in row.flags))
    for parameter in row.parameters:
        if choices := parameter.value.choices:
            name = f"{parameter.name}=" if parameter in row.options else parameter.value.label
            yield "\n".join((name, *_columns(choices)))
    yield "\n".join(("Examples", *(f"  {example}" for example in row.examples)))
    same = [
        (other.usage, other.summary)
        for other in ROWS
        if other.model is row.model and other.words != row.words
    ]
    if same and not row.fixed:
        yield "\n".join(("Also", *_columns(same)))
    if lesson.related:
        yield f"See also: {', '.join(f'help {verb}' for verb in lesson.related)}"


def _spelled(flag: Flag) -> str:
    return f"{flag.shape}, {flag.also}" if flag.also else flag.shape


def _columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(rows)
    width = max(len(left) for left, _ in pairs)
    return [f"  {left:<{width}}  {right}".rstrip() for left, right in pairs]
