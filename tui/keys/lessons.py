"""Keys of the list of lessons, and of the card that stands at the end of one."""

from __future__ import annotations

from tui.keys.table import Bound, Key

LESSONS = (
    Key(
        "lessons",
        "↑ ↓",
        "Choose",
        "the next lesson; also Tab, Home, End",
        Bound("up", "up,shift+tab", "move(-1)"),
        Bound("down", "down,tab", "move(1)"),
        Bound("first", "home", "move(-999)"),
        Bound("last", "end", "move(999)"),
        mouse="click, wheel",
    ),
    Key(
        "lessons",
        "PgUp PgDn",
        "Page",
        "go on by a page",
        Bound("page-up", "pageup", "page(-1)"),
        Bound("page-down", "pagedown", "page(1)"),
    ),
    Key(
        "lessons",
        "Enter",
        "Play",
        "play it; what runs now ends",
        Bound("play", "enter", "play"),
        mouse="double click",
    ),
    Key("lessons", "p", "Present", "play it for others to see", Bound("present", "p", "present")),
    Key("lessons", "e", "Script", "open its script", Bound("script", "e", "script")),
    Key(
        "lessons",
        "/",
        "Filter",
        "type to filter, as every letter but p and e does; Esc drops it",
        Bound("filter", "slash", "filter"),
    ),
    Key(
        "lessons",
        "Esc",
        "Close",
        "close it; nothing happens",
        Bound("close", "escape,f8", "close"),
        mouse="click beside it",
    ),
)
CARD = (
    Key(
        "card",
        "Enter",
        "Next lesson",
        "play the lesson that comes next",
        Bound("next", "enter", "next_lesson"),
    ),
)
