"""Keys of the list of themes."""

from __future__ import annotations

from tui.keys.table import Bound, Key

THEMES = (
    Key(
        "themes",
        "↑ ↓",
        "Preview",
        "the next theme, shown at once; also j k, Home, End",
        Bound("up", "up,k,left", "move(-1)"),
        Bound("down", "down,j,right", "move(1)"),
        Bound("first", "home,g", "move(-999)"),
        Bound("last", "end,G", "move(999)"),
        mouse="click, wheel",
    ),
    Key(
        "themes",
        "Enter",
        "Keep",
        "keep it, for the next run too",
        Bound("keep", "enter", "keep"),
        mouse="double click",
    ),
    Key("themes", "r", "Read again", "read your own theme files again", Bound("read", "r", "read")),
    Key("themes", "Esc", "Back", "back to the theme that was worn before", Bound("back", "escape", "back")),
)
