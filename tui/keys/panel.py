"""Keys of an open panel, whoever has the keyboard."""

from __future__ import annotations

from tui.keys.table import Bound, Key

PANEL = (
    Key(
        "panel",
        "PgUp PgDn",
        "Scroll",
        "scroll it",
        Bound("page-up", "pageup", "panel_scroll(-1)"),
        Bound("page-down", "pagedown", "panel_scroll(1)"),
        mouse="wheel",
    ),
    Key(
        "panel",
        "Shift+← →",
        "Columns",
        "more columns of a table",
        Bound("left", "shift+left", "panel_sideways(-1)"),
        Bound("right", "shift+right", "panel_sideways(1)"),
    ),
    Key("panel", "Esc", "Close", "close it; nothing else changes", Bound("close", "escape", "panel_close")),
)
