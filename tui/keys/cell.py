"""Keys of the list of what can be done with a cell of the map."""

from __future__ import annotations

from tui.keys.table import Bound, Key

CELL = (
    Key(
        "cell",
        "j k ↓ ↑",
        "Choose",
        "choose",
        Bound("up", "up,k", "move(-1)"),
        Bound("down", "down,j", "move(1)"),
        mouse="rest on it",
    ),
    Key(
        "cell",
        "Enter",
        "Do",
        "do it; a letter does the same at once",
        Bound("do", "enter", "do"),
        mouse="click it",
    ),
    Key(
        "cell",
        "Esc",
        "Close",
        "close it; nothing else changes",
        Bound("close", "escape", "close"),
        mouse="click beside it",
    ),
)
