"""Hints name keys as they are: `{map.in} in` stands for `Enter in`, or for whatever key the user has given to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tui.keys import KEYS, NO_OVERRIDES
from tui.keys.names import key_name

if TYPE_CHECKING:
    from collections.abc import Mapping

BETWEEN = " · "
_ID = re.compile(r"\{([a-z]+\.[a-z0-9-]+)\}")
_KEYS = {f"{row.where}.{each.name}": each.keys for row in KEYS for each in row.bound}


def filled(hint: str, overrides: Mapping[str, str] = NO_OVERRIDES) -> str:
    """Return a hint with the names of keys; a part of it is left out where an action in it has no key.

    Args:
        hint: parts with ` · ` between them, in which `{map.in}` is the first key of that action.
        overrides: keys by an action's id, where they are others than the table's.
    """
    parts = hint.split(BETWEEN)
    kept = [part for part in parts if all(_first(name, overrides) for name in _ID.findall(part))]
    return BETWEEN.join(_ID.sub(lambda found: _first(found[1], overrides), part) for part in kept)


def _first(name: str, overrides: Mapping[str, str]) -> str:
    """Return what people call the first key of an action; empty if it has none."""
    first = overrides.get(name, _KEYS[name]).split(",")[0]
    return key_name(first) if first else ""
