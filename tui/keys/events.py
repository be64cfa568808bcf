"""Keys of the events."""

from __future__ import annotations

from tui.keys.table import Bound, Key

EVENTS = (
    Key(
        "events",
        "↑ ↓",
        "Scroll",
        "by a row",
        Bound("back", "up,k", "back(1)"),
        Bound("on", "down,j", "back(-1)"),
        mouse="wheel",
    ),
    Key(
        "events",
        "PgUp PgDn",
        "Page",
        "by five rows",
        Bound("page-back", "pageup", "back(5)"),
        Bound("page-on", "pagedown", "back(-5)"),
    ),
    Key(
        "events",
        "Home End",
        "Ends",
        "the oldest and the newest",
        Bound("oldest", "home,g", "back(1000000)"),
        Bound("newest", "end,G", "back(-1000000)"),
    ),
    Key("events", "/", "Search", "search sentences; Enter ends typing", Bound("search", "slash", "search")),
    Key(
        "events",
        "n N",
        "Match",
        "the match before, the match after",
        Bound("match-before", "n", "match(-1)"),
        Bound("match-after", "N", "match(1)"),
    ),
    Key("events", "f", "Guest", "the selected guest's alone; again: all", Bound("guest", "f", "guest")),
    Key(
        "events",
        "!",
        "Warnings",
        "warnings and errors alone; again: all",
        Bound("troubles", "exclamation_mark", "troubles"),
    ),
    Key(
        "events",
        "Enter",
        "Why",
        "ask about the last section that could not leave",
        Bound("why", "enter", "why"),
        mouse="click; click s12, op 9: goes there",
    ),
    Key("events", ":", "Prompt", "back to the prompt", Bound("prompt", "colon", "screen.prompt")),
)
