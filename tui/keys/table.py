"""What a row of the table of keys is."""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs

Pane: TypeAlias = Literal[
    "prompt",
    "map",
    "events",
    "host",
    "plots",
    "compare",
    "guests",
    "filter",
    "themes",
    "operations",
    "replay",
    "fork",
    "presenter",
]
"""What can have the keyboard."""
Where: TypeAlias = Literal[
    "anywhere",
    "command",
    "prompt",
    "pane",
    "map",
    "events",
    "host",
    "compare",
    "plots",
    "panel",
    "palette",
    "export",
    "guests",
    "filter",
    "themes",
    "tour",
    "operations",
    "replay",
    "fork",
    "presenter",
    "cell",
    "lessons",
    "card",
]
"""`command`: where a letter would not be typed: in the map, and at the prompt while its line is empty."""

HEADINGS: dict[Where, str] = {
    "anywhere": "Anywhere",
    "command": "While the line is empty, and in the map",
    "prompt": "At the prompt",
    "pane": "In any pane but the prompt",
    "map": "In the map",
    "guests": "Among many guests",
    "filter": "While a filter is typed",
    "cell": "While what can be done with a cell is offered",
    "operations": "In the operations",
    "replay": "In the timeline of a replay",
    "presenter": "In a presentation",
    "events": "In the events",
    "host": "In the host map",
    "compare": "In a comparison",
    "plots": "In the plots",
    "fork": "In a fork beside its recording",
    "panel": "While help or an answer is open",
    "palette": "In the palette",
    "export": "While a file is being named",
    "themes": "In the list of themes",
    "tour": "In the tour, while the line is empty",
    "lessons": "In the list of lessons",
    "card": "At the end of a lesson, while the line is empty",
}
SHORT: dict[Where, str] = {
    "anywhere": "Anywhere",
    "command": "Anywhere",
    "prompt": "Prompt",
    "pane": "Anywhere",
    "map": "Map",
    "guests": "Many guests",
    "filter": "Filter",
    "cell": "Cell",
    "operations": "Operations",
    "replay": "Replay",
    "presenter": "Presenter",
    "events": "Events",
    "host": "Host map",
    "compare": "Compare",
    "plots": "Plots",
    "fork": "Fork",
    "panel": "Panel",
    "palette": "Palette",
    "export": "Export",
    "themes": "Themes",
    "tour": "Tour",
    "lessons": "Lessons",
    "card": "Lesson",
}
"""What a place is called before the name of one of its actions."""
FLEETING: frozenset[Where] = frozenset(
    {"panel", "palette", "export", "themes", "tour", "cell", "lessons", "card", "presenter"}
)
"""Places that are open for a while: their actions mean nothing elsewhere, and the palette has none of them."""


@attrs.frozen
class Bound:
    """One action and the keys that do it.

    Attributes:
        name: what it is called within its place; `map.left` is the id that a key map overrides.
        keys: Textual's names, separated by commas; empty: the palette alone has it.
        action: as Textual writes it, with its arguments.
    """

    name: str
    keys: str
    action: str


@attrs.frozen(init=False)
class Key:
    """One row of the table: actions that people take for one thing.

    Attributes:
        where: see `Where`.
        shown: what people call the keys.
        name: one or two words, for footer and palette.
        means: one line for help.
        bound: the actions.
        mouse: what the mouse does for the same; empty: nothing.
    """

    where: Where
    shown: str
    name: str
    means: str
    bound: tuple[Bound, ...]
    mouse: str

    def __init__(
        self, where: Where, shown: str, name: str, means: str, *bound: Bound, mouse: str = ""
    ) -> None:
        self.__attrs_init__(where, shown, name, means, bound, mouse)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the row, by Textual's names."""
        return tuple(key for each in self.bound for key in each.keys.split(",") if key)
