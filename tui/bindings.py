"""The table of keys as Textual wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.keys import KEYS, NO_OVERRIDES
from tui.keys.hints import filled
from tui.keys.table import Where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.binding import BindingType
    from textual.dom import DOMNode

UNBOUND = "unbound"
"""A key that no terminal has, for actions whose keys were taken away."""


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


def keymap(overrides: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of every action by its id, as Textual's key map; nothing where nothing is overridden.

    Textual takes a key away from all actions of a node that have it, when one of them gets another. So all are named.

    Args:
        overrides: keys by an action's id, where they are others than the table's.
    """
    if not overrides:
        return {}
    bound = {f"{row.where}.{each.name}": each.keys for row in KEYS for each in row.bound}
    return {name: keys or UNBOUND for name, keys in {**bound, **overrides}.items()}


def hinted(part: DOMNode, hint: str) -> str:
    """Return a hint with the names of the keys that the app of a part has, see `filled`."""
    return filled(hint, getattr(part.app, "overrides", NO_OVERRIDES))
