"""Keys of a comparison."""

from __future__ import annotations

from tui.keys.table import Bound, Key

COMPARE = (
    Key(
        "compare",
        "h l ← →",
        "Policy",
        "choose a policy; those out of sight come in",
        Bound("left", "left,h", "move(-1, 0)"),
        Bound("right", "right,l", "move(1, 0)"),
        mouse="click",
    ),
    Key(
        "compare",
        "j k ↓ ↑",
        "Scroll",
        "scroll the measures",
        Bound("up", "up,k", "move(0, -1)"),
        Bound("down", "down,j", "move(0, 1)"),
        mouse="wheel",
    ),
    Key(
        "compare",
        "Enter",
        "Take",
        "write the policy's command into the prompt",
        Bound("take", "enter", "take"),
        mouse="double click",
    ),
    Key(
        "compare",
        "g G",
        "Ends",
        "the first and the last policy",
        Bound("first", "g", "end(0)"),
        Bound("last", "G", "end(1)"),
    ),
    Key(
        "compare",
        "Esc",
        "Close",
        "back to the guests; it goes on, and F5 shows it",
        Bound("close", "escape", "close"),
    ),
    Key("compare", ":", "Prompt", "to the prompt; the comparison goes on", Bound("prompt", "colon", "leave")),
)
