"""What people call keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.keys.table import Key

NAMES = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "full_stop": ".",
    "comma": ",",
    "colon": ":",
    "semicolon": ";",
    "question_mark": "?",
    "exclamation_mark": "!",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "slash": "/",
    "backslash": "\\",
    "asterisk": "*",
    "underscore": "_",
    "number_sign": "#",
    "at": "@",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "apostrophe": "'",
    "quotation_mark": '"',
    "grave_accent": "`",
    "tilde": "~",
    "vertical_line": "|",
    "ampersand": "&",
    "percent_sign": "%",
    "dollar_sign": "$",
    "circumflex_accent": "^",
}
"""Keys that are no letter, digit or F key, by Textual's names; those that type a character come last."""


def key_name(key: str) -> str:
    """Return what people call a key that Textual calls `key`: `^T`, `Shift+←`, `F5`, `.`."""
    *held, last = key.strip().split("+")
    name = NAMES.get(last, last.upper() if last[:1] == "f" and last[1:].isdigit() else last)
    if held == ["ctrl"] and len(name) == 1:
        return f"^{name.upper()}"
    return "+".join([*(each.capitalize() for each in held), name])


def renamed(rows: Iterable[Key], overrides: Mapping[str, str]) -> tuple[Key, ...]:
    """Return rows of the table with the keys that a key map gives them.

    Args:
        rows: rows.
        overrides: keys by an action's id, as `map.left`; several are separated by commas.
    """
    return tuple(_renamed(row, overrides) if overrides else row for row in rows)


def _renamed(row: Key, overrides: Mapping[str, str]) -> Key:
    bound = tuple(
        attrs.evolve(each, keys=overrides.get(f"{row.where}.{each.name}", each.keys)) for each in row.bound
    )
    if bound == row.bound:
        return row
    names = [key_name(key) for each in bound for key in each.keys.split(",") if key]
    return type(row)(row.where, " ".join(names) or "none", row.name, row.means, *bound, mouse=row.mouse)
