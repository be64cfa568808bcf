"""What the table says to readers of the README: a reference of all commands."""

from __future__ import annotations

from collections.abc import Iterable

from engine.commands.grammar import NATIVE, ROWS
from engine.commands.row import Group, Parameter

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


def _values(option: Parameter) -> str:
    words = [f"`{word}`" for word, _ in option.value.choices]
    return " ".join(words) or option.value.label


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
