"""Keys of the operations."""

from __future__ import annotations

from tui.keys.table import Bound, Key

OPERATIONS = (
    Key(
        "operations",
        "j k ↓ ↑",
        "Choose",
        "choose an operation",
        Bound("up", "up,k", "move(-1)"),
        Bound("down", "down,j", "move(1)"),
        mouse="wheel",
    ),
    Key(
        "operations",
        "g G",
        "Ends",
        "the oldest and the newest in sight",
        Bound("first", "g", "move(-1000)"),
        Bound("last", "G", "move(1000)"),
    ),
    Key(
        "operations",
        "Enter",
        "Why",
        "what it waits for, or which page was in the way",
        Bound("why", "enter", "why"),
        mouse="click",
    ),
    Key(
        "operations",
        "x",
        "Cancel",
        "write cancel, with its number",
        Bound("cancel", "x", "cancel"),
        mouse="click its sign",
    ),
    Key("operations", "u", "Undo", "write the command that takes it back", Bound("undo", "u", "undo")),
    Key(
        "operations",
        "Esc",
        "Dismiss",
        "forget one that failed; else to the prompt",
        Bound("dismiss", "escape", "dismiss"),
        mouse="click its ×",
    ),
    Key("operations", ":", "Prompt", "back to the prompt", Bound("prompt", "colon", "screen.prompt")),
)
