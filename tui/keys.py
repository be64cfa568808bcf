"""The one table of keys: bindings, footer, help and the README's list all follow it."""

from __future__ import annotations

from typing import Literal

import attrs

Pane = Literal["prompt", "map", "events", "host", "plots", "compare"]
"""What can have the keyboard."""
Where = Literal["anywhere", "command", "prompt", "map", "events", "host", "compare", "plots"]
"""`command`: where a letter would not be typed: in the map, and at the prompt while its line is empty."""

HEADINGS: dict[Where, str] = {
    "anywhere": "Anywhere",
    "command": "While the line is empty, and in the map",
    "prompt": "At the prompt",
    "map": "In the map",
    "events": "In the events",
    "host": "In the host map",
    "compare": "In a comparison",
    "plots": "In the plots",
}


@attrs.frozen
class Key:
    """One row of the table.

    Attributes:
        keys: Textual's names, separated by commas.
        shown: what people call it.
        name: one word for the footer.
        means: one line for help.
        action: what it does; empty where the pane sees to it by itself.
        where: see `Where`.
    """

    keys: str
    shown: str
    name: str
    means: str
    action: str
    where: Where


KEYS = (
    Key("f1", "F1", "Help", "help for the pane that has the keyboard; again: all keys", "help", "anywhere"),
    Key(
        "ctrl+p",
        "^P",
        "Palette",
        "find any action or command by a part of its name",
        "app.command_palette",
        "anywhere",
    ),
    Key("f2", "F2", "Guests", "the guests: maps and free lists", "main", "anywhere"),
    Key(
        "f5",
        "F5",
        "Compare",
        "policies abreast, for half the memory; again: the guests",
        "compare",
        "anywhere",
    ),
    Key("f6", "F6", "Host map", "whose the machine's frames are; again: the guests", "host_map", "anywhere"),
    Key("f7", "F7", "Plots", "the guests over virtual time; again: the guests", "plots", "anywhere"),
    Key("ctrl+t", "^T", "Theme", "dark or light", "app.toggle_theme", "anywhere"),
    Key("pageup", "PgUp", "Up", "scroll what is open, else the sentences, back", "scroll_back", "anywhere"),
    Key(
        "pagedown",
        "PgDn",
        "Down",
        "scroll what is open, else the sentences, forth",
        "scroll_forth",
        "anywhere",
    ),
    Key("escape", "Esc", "Out", "one step out; at home: forget what failed", "out", "anywhere"),
    Key("ctrl+z", "^Z", "Suspend", "back to the shell; fg returns", "app.suspend_process", "anywhere"),
    Key("ctrl+q", "^Q", "Quit", "leave; nothing is asked", "app.quit", "anywhere"),
    Key("space", "Space", "Pause", "pause, or go on", "app.pause", "command"),
    Key("full_stop", ".", "Step", "what is due at the next instant, and pause", "app.step", "command"),
    Key("plus,equals_sign", "+", "Faster", "the next higher speed, up to 1000x", "app.faster", "command"),
    Key("minus", "-", "Slower", "the next lower speed, down to 0.1x", "app.slower", "command"),
    Key("1,2,3,4,5,6,7,8,9", "1-9", "Guest", "pick a guest; again: large", "pick", "command"),
    Key("0", "0", "All", "all guests alike", "pick_all", "command"),
    Key("tab", "Tab", "Map", "to the map, and back to the prompt", "next_pane", "command"),
    Key(
        "shift+tab", "Shift+Tab", "Back", "to the events, and back to the prompt", "previous_pane", "command"
    ),
    Key("question_mark", "?", "Help", "help, as F1", "help", "command"),
    Key(
        "enter",
        "Enter",
        "Run",
        "run the line, or take the remedy of why",
        "run",
        "prompt",
    ),
    Key("tab", "Tab", "Complete", "complete the word, or open the menu of what fits", "complete", "prompt"),
    Key("right", "→", "Take", "take the suggestion, or the menu's entry", "take", "prompt"),
    Key("up", "↑", "Older", "the line before that starts with what is typed", "older", "prompt"),
    Key("down", "↓", "Newer", "the line after the one that ↑ recalled", "newer", "prompt"),
    Key("ctrl+r", "^R", "Search", "search what was typed before", "search", "prompt"),
    Key("escape", "Esc", "Out", "close the menu, else leave the line; ↑ brings it back", "out", "prompt"),
    Key("ctrl+c", "^C", "Drop", "leave the line, as Esc; copy what is selected", "drop", "prompt"),
    Key("shift+tab", "Shift+Tab", "Before", "the menu's entry before", "previous", "prompt"),
    Key(
        "left,h,down,j,up,k,right,l",
        "h j k l ←↓↑→",
        "Move",
        "move; past the edge is the next guest",
        "",
        "map",
    ),
    Key("enter,z", "Enter", "In", "into the section, then into the pageblock", "", "map"),
    Key("escape,Z", "Esc", "Out", "out of block and section, at last to the prompt", "", "map"),
    Key("n", "n", "Next stuck", "the next section that cannot leave", "", "map"),
    Key("N", "N", "Stuck before", "the section before that cannot leave", "", "map"),
    Key("g,G", "g G", "Ends", "the first and the last cell", "", "map"),
    Key("pageup,pagedown", "PgUp PgDn", "Guest", "the guest above, the guest below", "", "map"),
    Key("w", "w", "Why", "ask what keeps the section, and what would help", "", "map"),
    Key("r", "r", "Remove", "write hotplug remove", "", "map"),
    Key("a", "a", "Add", "write hotplug add", "", "map"),
    Key("o", "o", "Online", "write section online or offline", "", "map"),
    Key("b", "b", "Balloon", "write balloon set", "", "map"),
    Key("colon", ":", "Prompt", "back to the prompt", "", "map"),
    Key("up,k,down,j", "↑ ↓", "Scroll", "by a row", "", "events"),
    Key("pageup,pagedown", "PgUp PgDn", "Page", "by five rows", "", "events"),
    Key("home,g,end,G", "Home End", "Ends", "the oldest and the newest", "", "events"),
    Key("enter", "Enter", "Why", "ask about the last section that could not leave", "", "events"),
    Key("colon", ":", "Prompt", "back to the prompt", "prompt", "events"),
    Key("left,h,down,j,up,k,right,l", "h j k l ←↓↑→", "Move", "move; the cell is explained", "", "host"),
    Key("g,G", "g G", "Ends", "the machine's first and last frames", "", "host"),
    Key("escape", "Esc", "Close", "back to the guests", "", "host"),
    Key("colon", ":", "Prompt", "to the prompt; the map stays", "", "host"),
    Key("left,h,right,l", "h l ← →", "Policy", "choose a policy; those out of sight come in", "", "compare"),
    Key("up,k,down,j", "j k ↓ ↑", "Scroll", "scroll the measures", "", "compare"),
    Key("enter", "Enter", "Take", "write the policy's command into the prompt", "", "compare"),
    Key("g,G", "g G", "Ends", "the first and the last policy", "", "compare"),
    Key("escape", "Esc", "Close", "back to the guests; it goes on, and F5 shows it", "", "compare"),
    Key("colon", ":", "Prompt", "to the prompt; the comparison goes on", "", "compare"),
    Key("left,h,right,l", "h l ← →", "Time", "back and forth in time; that second is explained", "", "plots"),
    Key("up,k,down,j", "j k ↓ ↑", "Scale", "more or less time in a column", "", "plots"),
    Key("g,G", "g G", "Ends", "the start of virtual time, and now", "", "plots"),
    Key("escape", "Esc", "Close", "back to the guests", "", "plots"),
    Key("colon", ":", "Prompt", "to the prompt; the plots stay", "", "plots"),
)
"""Every key, the most important first."""

_FOOTERS: dict[Pane, tuple[tuple[Where, str], ...]] = {
    "prompt": (("anywhere", "Help"), ("anywhere", "Palette"), ("command", "Map"), ("command", "Pause")),
    "map": (
        ("anywhere", "Help"),
        ("map", "In"),
        ("map", "Out"),
        ("map", "Next stuck"),
        ("map", "Why"),
        ("map", "Remove"),
    ),
    "events": (
        ("anywhere", "Help"),
        ("events", "Scroll"),
        ("events", "Page"),
        ("events", "Ends"),
        ("anywhere", "Out"),
    ),
    "compare": (
        ("anywhere", "Help"),
        ("compare", "Policy"),
        ("compare", "Scroll"),
        ("compare", "Take"),
        ("compare", "Close"),
    ),
    "plots": (
        ("anywhere", "Help"),
        ("plots", "Time"),
        ("plots", "Scale"),
        ("plots", "Ends"),
        ("plots", "Close"),
    ),
    "host": (
        ("anywhere", "Help"),
        ("host", "Move"),
        ("host", "Ends"),
        ("command", "Pause"),
        ("host", "Close"),
    ),
}


def footer_keys(pane: Pane) -> tuple[tuple[str, str], ...]:
    """Return what the footer shows while `pane` has the keyboard: at most seven keys, and what each does."""
    named = {(key.where, key.name): (key.shown, key.name) for key in reversed(KEYS)}
    shown = [named[name] for name in _FOOTERS[pane]]
    if pane == "prompt":
        shown += [named["command", "Step"], ("+/-", "Speed")]
    return (*shown, named["anywhere", "Quit"])


def help_keys(pane: Pane) -> tuple[Key, ...]:
    """Return the keys that work while `pane` has the keyboard, its own first."""
    return tuple(key for where in (pane, "command", "anywhere") for key in KEYS if key.where == where)


def readme_keys() -> str:
    """Return the table as the README shows it, in Markdown."""
    rows = ["| key | where | does |", "|---|---|---|"]
    rows += [f"| `{key.shown}` | {HEADINGS[key.where].lower()} | {key.means} |" for key in KEYS]
    return "\n".join(rows) + "\n"
