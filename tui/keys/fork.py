"""Keys of a fork beside its recording."""

from __future__ import annotations

from tui.keys.table import Bound, Key

FORK = (
    Key(
        "fork",
        "j k ↓ ↑",
        "Scroll",
        "scroll the figures",
        Bound("up", "up,k", "move(0, -1)"),
        Bound("down", "down,j", "move(0, 1)"),
        mouse="wheel",
    ),
    Key(
        "fork",
        "g G",
        "Ends",
        "the first figures and the last ones",
        Bound("first", "g", "end(0)"),
        Bound("last", "G", "end(1)"),
    ),
    Key("fork", "Esc c", "Close", "back to the guests", Bound("close", "escape,c", "close")),
    Key("fork", ":", "Prompt", "to the prompt; the comparison stays", Bound("prompt", "colon", "leave")),
)
