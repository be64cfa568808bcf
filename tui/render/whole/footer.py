"""The footer: the most important keys of the pane that has the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.text.rows import Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.keys.table import Bound, Key
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

APART = 2
"""Columns between two keys."""


def fitting(keys: Sequence[Key], width: int, glyphs: Glyphs) -> list[tuple[int, Key]]:
    """Return the keys that are shown, each with the column where it starts.

    Where not all fit, those before the last are left out, then the last; the first one always stays.
    """
    shown = list(keys)
    while len(shown) > 1 and 1 + sum(_columns(key, glyphs) + APART for key in shown) - APART > width:
        shown.pop(-2 if len(shown) > 2 else -1)
    placed = []
    column = 1
    for key in shown:
        placed.append((column, key))
        column += _columns(key, glyphs) + APART
    return placed


def _columns(key: Key, glyphs: Glyphs) -> int:
    return cell_len(glyphs.words(key.shown)) + 1 + cell_len(key.name)


def footer_row(keys: Sequence[Key], width: int, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw keys with what they do."""
    row = Row(palette.ground)
    for column, key in fitting(keys, width, glyphs):
        row.to(column).add(glyphs.words(key.shown), palette.text).add(f" {key.name}", palette.muted)
    return row


def key_at(keys: Sequence[Key], width: int, glyphs: Glyphs, x: int) -> tuple[Key, Bound | None] | None:
    """Return the key at a column, and which of its actions is meant there; None between two keys.

    Of a key with several actions that is shown in as many parts, as `+/-`, the part says which.
    """
    for column, key in fitting(keys, width, glyphs):
        if column <= x < column + _columns(key, glyphs):
            return key, _meant(key, x - column)
    return None


def _meant(key: Key, x: int) -> Bound | None:
    if len(key.bound) == 1:
        return key.bound[0]
    parts = list(re.finditer(r"[^ /]+", key.shown))
    if len(parts) != len(key.bound):
        return None
    return next((bound for part, bound in zip(parts, key.bound, strict=True) if x <= part.end()), None)
