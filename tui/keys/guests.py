"""Keys of many guests at once, and of the filter above them."""

from __future__ import annotations

from tui.keys.table import Bound, Key

GUESTS = (
    Key(
        "guests",
        "h j k l ←↓↑→",
        "Move",
        "select another guest",
        Bound("left", "left,h", "move(-1, 0)"),
        Bound("right", "right,l", "move(1, 0)"),
        Bound("up", "up,k", "move(0, -1)"),
        Bound("down", "down,j", "move(0, 1)"),
        mouse="click",
    ),
    Key(
        "guests",
        "PgUp PgDn",
        "Page",
        "a screen of guests back, or on",
        Bound("page-back", "pageup", "page(-1)"),
        Bound("page-on", "pagedown", "page(1)"),
        mouse="wheel",
    ),
    Key(
        "guests",
        "g G",
        "Ends",
        "the first guest and the last one",
        Bound("first", "g,home", "end(0)"),
        Bound("last", "G,end", "end(1)"),
    ),
    Key(
        "guests",
        "Enter",
        "Large",
        "the selected guest alone; Esc comes back",
        Bound("open", "enter,z", "open"),
        mouse="double click, ctrl+wheel",
    ),
    Key(
        "guests",
        "s",
        "Sort",
        "sort by wants, name, free, ≥2M, swap, number",
        Bound("sort", "s", "screen.sort_guests"),
        mouse="click a head",
    ),
    Key(
        "guests",
        "R",
        "Reverse",
        "the other way round",
        Bound("reverse", "R", "screen.reverse_guests"),
        mouse="click the head again",
    ),
    Key(
        "guests",
        "t",
        "Table",
        "the table even where there is room for more",
        Bound("table", "t", "screen.guest_table"),
    ),
    Key("guests", "w", "Why", "ask what failed, or what the guest waits for", Bound("why", "w", "why")),
    Key("guests", "a", "Add", "write hotplug add for the guest", Bound("add", "a", "offer('a')")),
    Key("guests", "b", "Balloon", "write balloon set for the guest", Bound("balloon", "b", "offer('b')")),
    Key("guests", "Esc", "Out", "back to the prompt", Bound("out", "escape", "leave")),
    Key(
        "guests",
        "Z",
        "Wider",
        "a step out, to the machine's frames",
        Bound("wider", "Z", "screen.host_map"),
        mouse="ctrl+wheel",
    ),
    Key("guests", ":", "Prompt", "back to the prompt", Bound("prompt", "colon", "leave")),
)
FILTER = (
    Key(
        "filter",
        "Enter",
        "Keep",
        "keep the filter; of s23: go to that section",
        Bound("keep", "enter", "keep"),
    ),
    Key("filter", "Esc", "Drop", "show all guests again", Bound("drop", "escape", "drop")),
    Key("filter", "Backspace", "Erase", "take back a letter", Bound("erase", "backspace", "erase")),
    Key("filter", "^U", "Clear", "take back all of them", Bound("clear", "ctrl+u", "clear")),
)
