"""The table of keys as Textual wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.keys import KEYS
from tui.keys.table import Where

if TYPE_CHECKING:
    from textual.binding import BindingType


def bindings(*places: Where, priority: bool = False) -> list[BindingType]:
    """Return a binding for each action that works in one of `places`; its id is place and name, as `map.left`.

    Args:
        places: where.
        priority: whether they come before the keys of whatever has the keyboard.
    """
    return [
        Binding(
            each.keys, each.action, row.means, show=False, priority=priority, id=f"{row.where}.{each.name}"
        )
        for row in KEYS
        if row.where in places
        for each in row.bound
        if each.keys
    ]
