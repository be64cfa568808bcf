"""Keys of the plots."""

from __future__ import annotations

from tui.keys.table import Bound, Key

PLOTS = (
    Key(
        "plots",
        "h l ← →",
        "Time",
        "back and forth in time; that second is explained",
        Bound("left", "left,h", "move(-1, 0)"),
        Bound("right", "right,l", "move(1, 0)"),
        mouse="click",
    ),
    Key(
        "plots",
        "j k ↓ ↑",
        "Scale",
        "more or less time in a column",
        Bound("up", "up,k", "move(0, -1)"),
        Bound("down", "down,j", "move(0, 1)"),
        mouse="wheel",
    ),
    Key(
        "plots",
        "g G",
        "Ends",
        "the start of virtual time, and now",
        Bound("first", "g", "end(0)"),
        Bound("last", "G", "end(1)"),
    ),
    Key("plots", "Esc", "Close", "back to the guests", Bound("close", "escape", "close")),
    Key("plots", ":", "Prompt", "to the prompt; the plots stay", Bound("prompt", "colon", "leave")),
)
