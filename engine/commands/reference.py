"""What the table says to people: `help`, and the README's reference."""

from __future__ import annotations

from collections.abc import Iterable

from engine.commands.grammar import NATIVE, ROWS, all_topics, topics
from engine.commands.names import advice
from engine.commands.row import Flag, Group, Parameter, Row
from engine.errors import CommandError, quoted

TITLES: dict[Group, str] = {
    "guests": "Guests",
    "hotplug": "Memory hotplug",
    "balloon": "Balloon",
    "resize": "Resizing",
    "workloads": "Workloads",
    "host": "Host",
    "views": "Questions and views",
    "time": "Time and operations",
    "scripts": "Scripts and help",
    "operators": "Operators' own words",
}
README_BEGIN = "<!-- commands: written by engine.commands.reference -->"
README_END = "<!-- end of commands -->"

_WORDS = (
    "Sizes are 512M, 1.5G, 64K, or pages as 300p; durations 5s, 200ms; percents 60% of online memory.",
    "A guest's name is the word after the verb: [a-z][a-z0-9-]{0,15}, and no verb.",
    "In a script: @5s before a command says when it runs, & at the end does not wait for it,",
    "stall=20s on the line says how long it bears no progress, # starts a comment.",
)


def help_text(topic: str = "") -> str:
    """Return what `help` prints: all commands, or those whose first words are `topic`.

    Raises:
        CommandError: no command starts so.
    """
    if not topic:
        return _overview()
    rows = topics(topic)
    if not rows:
        raise CommandError(f"{quoted(topic)} is not a command", advice(topic, all_topics(), "see `help`"))
    return "\n\n".join(_explained(row) for row in rows)


def readme_table() -> str:
    """Return the README's reference of all commands as Markdown, without the markers around it."""
    parts = []
    for group, title in TITLES.items():
        rows = [row for row in ROWS if row.group == group]
        cells = [(f"`{_cell(row.usage)}`", _cell(row.summary)) for row in rows]
        parts.append(f"**{title}**\n\n{_table(('Command', 'What it does'), cells)}")
    for row in NATIVE:
        if "OPTION=VALUE" in row.usage:
            options = [
                (f"`{option.name}=`", _values(option), _cell(option.means), _cell(option.default))
                for option in row.options
            ]
            heads = (f"Option of `{row.verb}`", "Values", "What it says", "Left out")
            parts.append(_table(heads, options))
    return "\n\n".join(parts)


def _overview() -> str:
    parts = []
    for group, title in TITLES.items():
        rows = [(row.verb, row.summary) for row in ROWS if row.group == group]
        parts.append("\n".join((title, *_columns(rows))))
    return "\n\n".join((*parts, "\n".join(_WORDS), "`help COMMAND` explains one, as `help balloon set`."))


def _explained(row: Row) -> str:
    parts = [f"{row.usage}\n  {row.summary}"]
    if row.positional:
        parts.append("\n".join(_columns((row.shape(p), p.means) for p in row.positional)))
    if row.options:
        told = (
            (row.shape(o), f"{o.means}; left out: {o.default}" if o.default else o.means) for o in row.options
        )
        parts.append("\n".join(("Options", *_columns(told))))
    if row.flags:
        parts.append("\n".join(_columns((_spelled(flag), flag.refused or flag.means) for flag in row.flags)))
    for parameter in row.parameters:
        if choices := parameter.value.choices:
            name = f"{parameter.name}=" if parameter in row.options else parameter.value.label
            parts.append("\n".join((name, *_columns(choices))))
    parts.append("\n".join(("Examples", *(f"  {example}" for example in row.examples))))
    same = [
        (other.usage, other.summary)
        for other in ROWS
        if other.model is row.model and other.words != row.words
    ]
    if same and not row.fixed:
        parts.append("\n".join(("Also", *_columns(same))))
    return "\n\n".join(parts)


def _spelled(flag: Flag) -> str:
    return f"{flag.shape}, {flag.also}" if flag.also else flag.shape


def _columns(rows: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(rows)
    width = max(len(left) for left, _ in pairs)
    return [f"  {left:<{width}}  {right}".rstrip() for left, right in pairs]


def _values(option: Parameter) -> str:
    words = [f"`{word}`" for word, _ in option.value.choices]
    return " ".join(words) or option.value.label


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
