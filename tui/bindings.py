"""The table of keys as Textual wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.keys import KEYS, Where

if TYPE_CHECKING:
    from textual.binding import BindingType


def bindings(*places: Where) -> list[BindingType]:
    """Return a binding for each key that works in one of `places`."""
    return [
        Binding(key, action(row.action, key), row.means, show=False, id=f"{row.where}.{row.action}.{key}")
        for row in KEYS
        if row.where in places and row.action
        for key in row.keys.split(",")
    ]


def action(name: str, key: str) -> str:
    """Return the action `name`, with the digit that was pressed if it wants one."""
    return f"{name}({key})" if name == "pick" else name
