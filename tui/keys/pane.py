"""Keys that work in any pane but the prompt, where letters are typed; the palette has them there."""

from __future__ import annotations

from tui.keys.table import Bound, Key

PANE = (
    Key("pane", "y", "Copy", "copy what is selected, else what the pane shows", Bound("copy", "y", "copy")),
    Key(
        "pane",
        "u",
        "Undo",
        "write the command that takes back what was done last",
        Bound("undo", "u", "app.undo"),
    ),
    Key("pane", "e", "Export", "write it to a file: text, CSV, JSON", Bound("export", "e", "export")),
    Key(
        "pane",
        "W",
        "Write down",
        "write what was done to a file that ballonet run plays again",
        Bound("record", "W", "record"),
    ),
    Key(
        "pane",
        "S",
        "Screenshot",
        "write the screen to a file, as SVG",
        Bound("screenshot", "S", "screenshot"),
    ),
)
