"""Keys of the map."""

from __future__ import annotations

from tui.keys.table import Bound, Key

MAP = (
    Key(
        "map",
        "h j k l ←↓↑→",
        "Move",
        "move; past the edge is the next guest",
        Bound("left", "left,h", "move(-1, 0)"),
        Bound("right", "right,l", "move(1, 0)"),
        Bound("up", "up,k", "move(0, -1)"),
        Bound("down", "down,j", "move(0, 1)"),
        mouse="click; wheel: rows",
    ),
    Key(
        "map",
        "Enter z",
        "In",
        "in: the guest alone, section, pageblock, what a page is",
        Bound("in", "enter,z", "zoom_in"),
        mouse="double click, ctrl+wheel",
    ),
    Key("map", "Esc", "Out", "a step out, at last to the prompt", Bound("out", "escape", "zoom_out")),
    Key(
        "map",
        "Z",
        "Wider",
        "a step out, at last to the machine's frames",
        Bound("wider", "Z", "widen"),
        mouse="ctrl+wheel",
    ),
    Key(
        "map",
        "i",
        "Inspect",
        "say everything about what is at the cursor; again: not",
        Bound("inspect", "i", "inspect"),
    ),
    Key(
        "map",
        "m",
        "Lens",
        "another lens: can leave, free, type, changed",
        Bound("lens", "m", "lens(1)"),
        mouse="click its name",
    ),
    Key("map", "M", "Lens before", "the lens before", Bound("lens-before", "M", "lens(-1)")),
    Key(
        "map",
        "v",
        "Mark",
        "mark from here to the cursor; again: none",
        Bound("mark", "v", "mark"),
        mouse="drag over cells",
    ),
    Key(
        "map",
        "Shift+← → ↑ ↓",
        "Extend",
        "move, and mark what lies between",
        Bound("extend-left", "shift+left", "extend(-1, 0)"),
        Bound("extend-right", "shift+right", "extend(1, 0)"),
        Bound("extend-up", "shift+up", "extend(0, -1)"),
        Bound("extend-down", "shift+down", "extend(0, 1)"),
        mouse="drag over cells",
    ),
    Key("map", "n", "Next stuck", "the next section that cannot leave", Bound("next-stuck", "n", "stuck(1)")),
    Key(
        "map",
        "N",
        "Stuck before",
        "the section before that cannot leave",
        Bound("stuck-before", "N", "stuck(0)"),
    ),
    Key(
        "map",
        "g G",
        "Ends",
        "the first and the last cell",
        Bound("first", "g", "end(0)"),
        Bound("last", "G", "end(1)"),
    ),
    Key(
        "map",
        "PgUp PgDn",
        "Guest",
        "the guest above, the guest below",
        Bound("guest-above", "pageup", "guest(-1)"),
        Bound("guest-below", "pagedown", "guest(1)"),
    ),
    Key(
        "map", "w", "Why", "ask what keeps the section, and what would help", Bound("why", "w", "offer('w')")
    ),
    Key("map", "r", "Remove", "write hotplug remove", Bound("remove", "r", "offer('r')")),
    Key("map", "a", "Add", "write hotplug add", Bound("add", "a", "offer('a')")),
    Key("map", "o", "Online", "write section online or offline", Bound("online", "o", "offer('o')")),
    Key(
        "map",
        "b",
        "Balloon",
        "write balloon set",
        Bound("balloon", "b", "offer('b')"),
        mouse="drag ▼ along the gauge",
    ),
    Key(
        "map",
        "s",
        "Sort",
        "sort the guests by wants, name, free, ≥2M, swap, number",
        Bound("sort", "s", "screen.sort_guests"),
    ),
    Key("map", "R", "Reverse", "sort the other way round", Bound("reverse", "R", "screen.reverse_guests")),
    Key(
        "map", "t", "Table", "all guests as a table, or as before", Bound("table", "t", "screen.guest_table")
    ),
    Key("map", ":", "Prompt", "back to the prompt", Bound("prompt", "colon", "leave")),
)
