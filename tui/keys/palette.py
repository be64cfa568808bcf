"""Keys of the palette."""

from __future__ import annotations

from tui.keys.table import Bound, Key

PALETTE = (
    Key(
        "palette",
        "↑ ↓",
        "Choose",
        "choose an entry; type to narrow them",
        Bound("up", "up", "move(-1)"),
        Bound("down", "down,tab", "move(1)"),
        mouse="wheel",
    ),
    Key(
        "palette",
        "PgUp PgDn",
        "Page",
        "go on by a page",
        Bound("page-up", "pageup", "page(-1)"),
        Bound("page-down", "pagedown", "page(1)"),
    ),
    Key("palette", "Enter", "Do", "do it, or write the command into the prompt", mouse="click"),
    Key(
        "palette",
        "Esc",
        "Close",
        "close it; nothing happens",
        Bound("close", "escape,ctrl+p", "close"),
        mouse="click beside it",
    ),
)
