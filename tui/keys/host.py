"""Keys of the host map."""

from __future__ import annotations

from tui.keys.table import Bound, Key

HOST = (
    Key(
        "host",
        "h j k l ←↓↑→",
        "Move",
        "move; the cell is explained",
        Bound("left", "left,h", "move(-1, 0)"),
        Bound("right", "right,l", "move(1, 0)"),
        Bound("up", "up,k", "move(0, -1)"),
        Bound("down", "down,j", "move(0, 1)"),
        mouse="click; wheel: rows",
    ),
    Key(
        "host",
        "g G",
        "Ends",
        "the machine's first and last frames",
        Bound("first", "g", "end(0)"),
        Bound("last", "G", "end(1)"),
    ),
    Key(
        "host",
        "Enter z",
        "In",
        "into the guest and the page behind the cell",
        Bound("in", "enter,z", "enter"),
        mouse="double click, ctrl+wheel",
    ),
    Key("host", "Esc", "Close", "back to the guests", Bound("close", "escape", "close")),
    Key("host", ":", "Prompt", "to the prompt; the map stays", Bound("prompt", "colon", "leave")),
)
