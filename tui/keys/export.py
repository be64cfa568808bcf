"""Keys of the form that writes a file."""

from __future__ import annotations

from tui.keys.table import Bound, Key

EXPORT = (
    Key("export", "Enter", "Write", "write it; never over a file", Bound("write", "enter", "write")),
    Key(
        "export",
        "↑ ↓",
        "Form",
        "text, CSV, JSON: the suffix says which",
        Bound("form-before", "up", "form(-1)"),
        Bound("form-after", "down", "form(1)"),
        mouse="click; double click writes",
    ),
    Key(
        "export",
        "Tab",
        "What",
        "something else: guests, free lists, plots",
        Bound("what-after", "tab", "what(1)"),
        Bound("what-before", "shift+tab", "what(-1)"),
    ),
    Key(
        "export", "Esc", "Leave", "write nothing", Bound("leave", "escape", "leave"), mouse="click beside it"
    ),
)
