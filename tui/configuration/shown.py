"""What `ballonet config` prints: settings and keys with where they are from, and a file to begin with."""

from __future__ import annotations

import json
from os.path import lexists
from typing import TYPE_CHECKING, Any

from engine.errors import printable
from tui.configuration.loaded import FILE_VARIABLE
from tui.configuration.table import SETTINGS
from tui.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tui.configuration.loaded import Loaded

FORMAT = "ballonet.config/1"
_EMPTY = '""'
PRECEDENCE = (
    "First comes a flag, then the environment, the file, what was chosen in the app, and at last the default."
)


def show(loaded: Loaded) -> str:
    """Return every setting: its value, where that is from, what it means."""
    rows = [
        (
            name,
            setting.kind.word(getattr(loaded.settings, name)) or _EMPTY,
            loaded.origins[name],
            setting.means,
        )
        for name, setting in SETTINGS.items()
    ]
    rows += [
        (f"keys.{id}", f'"{keys}"', loaded.origins[f"keys.{id}"], _meaning(id))
        for id, keys in loaded.settings.keys.items()  # noqa: A001
    ]
    there = "" if lexists(loaded.file) else "  (there is none: ballonet config init writes it)"
    lines = [
        f"file: {printable(str(loaded.file), 300)}{there}",
        "",
        *_table(("setting", "value", "from", "what it is"), rows),
        "",
        PRECEDENCE,
    ]
    return "\n".join(lines) + "\n"


def show_json(loaded: Loaded) -> str:
    """Return the same as JSON."""
    settings: list[dict[str, Any]] = [
        {
            "name": name,
            "value": getattr(loaded.settings, name),
            "origin": loaded.origins[name],
            "default": setting.default,
            "variable": setting.variable,
            "flags": list(setting.flags),
            "meaning": setting.means,
            "wanted": setting.kind.wanted,
        }
        for name, setting in SETTINGS.items()
    ]
    found = {
        "format": FORMAT,
        "file": str(loaded.file),
        "exists": lexists(loaded.file),
        "settings": settings,
        "keys": {
            id: {"keys": keys, "origin": loaded.origins[f"keys.{id}"]}
            for id, keys in loaded.settings.keys.items()  # noqa: A001
        },
        "problems": [str(problem) for problem in loaded.problems],
    }
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def show_keys(loaded: Loaded) -> str:
    """Return every binding: its id, its keys as the file names them, what it does."""
    rows = [(id, keys, origin, means) for id, keys, origin, means in _keys(loaded)]  # noqa: A001
    return "\n".join(_table(("id", "keys", "from", "what it does"), rows)) + "\n"


def show_keys_json(loaded: Loaded) -> str:
    """Return the same as JSON."""
    found = [
        {"id": id, "keys": keys, "origin": origin, "meaning": means}
        for id, keys, origin, means in _keys(loaded)  # noqa: A001
    ]
    return json.dumps({"format": FORMAT, "bindings": found}, indent=1, ensure_ascii=False) + "\n"


def _keys(loaded: Loaded) -> Iterator[tuple[str, str, str, str]]:
    for row in KEYS:
        for each in row.bound:
            name = f"{row.where}.{each.name}"
            keys = loaded.settings.keys.get(name, each.keys)
            yield name, keys, loaded.origins.get(f"keys.{name}", "default"), row.means


def _meaning(name: str) -> str:
    return next((row.means for row in KEYS for each in row.bound if f"{row.where}.{each.name}" == name), "")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield lines of columns that are as wide as they need to be, the last one to its end."""
    cells = [heads, *([printable(cell, 300) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(heads) - 1)]
    for row in cells:
        yield "  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]])


def first_file() -> str:
    """Return a file that sets nothing: every line says what would be set by default."""
    lines = [
        "# Settings of ballonet. Take the # away from a line to set it.",
        f"# {PRECEDENCE}",
        f"# `ballonet config show` prints what holds, and why; {FILE_VARIABLE} or --config name another file.",
        "",
    ]
    for setting in SETTINGS.values():
        lines += [
            f"# {setting.means}",
            f"# {setting.kind.wanted}; {setting.variable}, {' '.join(setting.flags)}",
        ]
        lines += [f"#{setting.written}", ""]
    lines += [
        "# Other keys for an action, by its id (`ballonet config keys` prints all); empty quotes take its keys away.",
        "# They stand below [keys], and that below all settings.",
        "#[keys]",
        '#map.why = "w"',
        '#command.pause = "space"',
        '#anywhere.plots = "f7,ctrl+y"',
    ]
    return "\n".join(lines) + "\n"


def readme_settings() -> str:
    """Return the table as the README shows it, in Markdown."""
    rows = ["| setting | may be | default | environment | flag | what it is |", "|---|---|---|---|---|---|"]
    rows += [
        f"| `{setting.name}` | {setting.kind.wanted} | `{setting.kind.word(setting.default) or _EMPTY}` | "
        f"`{setting.variable}` | {', '.join(f'`{flag}`' for flag in setting.flags)} | {setting.means} |"
        for setting in SETTINGS.values()
    ]
    return "\n".join(rows) + "\n"
