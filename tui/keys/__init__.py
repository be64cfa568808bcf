"""The one table of keys: bindings, footer, help, palette and the README's list all follow it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tui.keys.anywhere import ANYWHERE, COMMAND, JOINED
from tui.keys.cell import CELL
from tui.keys.compare import COMPARE
from tui.keys.events import EVENTS
from tui.keys.export import EXPORT
from tui.keys.fork import FORK
from tui.keys.guests import FILTER, GUESTS
from tui.keys.host import HOST
from tui.keys.lessons import CARD, LESSONS
from tui.keys.map import MAP
from tui.keys.names import renamed
from tui.keys.operations import OPERATIONS
from tui.keys.palette import PALETTE
from tui.keys.pane import PANE
from tui.keys.panel import PANEL
from tui.keys.plots import PLOTS
from tui.keys.presenter import PRESENTER
from tui.keys.prompt import PROMPT
from tui.keys.replay import REPLAY, TRANSPORT
from tui.keys.table import HEADINGS, Key, Pane, Where
from tui.keys.themes import THEMES
from tui.keys.tour import TOUR

if TYPE_CHECKING:
    from collections.abc import Mapping

KEYS = (
    *ANYWHERE,
    *COMMAND,
    *TRANSPORT,
    *PROMPT,
    *PANE,
    *MAP,
    *GUESTS,
    *FILTER,
    *CELL,
    *OPERATIONS,
    *REPLAY,
    *EVENTS,
    *HOST,
    *COMPARE,
    *PLOTS,
    *FORK,
    *PRESENTER,
    *PANEL,
    *PALETTE,
    *EXPORT,
    *THEMES,
    *TOUR,
    *LESSONS,
    *CARD,
)
"""Every key, the most important first."""

ONLY_THERE = "^P"
"""Stands for the keys of an action that the palette alone has."""
NO_OVERRIDES: Mapping[str, str] = MappingProxyType({})

TYPES: frozenset[Pane] = frozenset({"prompt", "filter"})
"""Panes in which letters are typed."""
_FOOTERS: dict[Pane, tuple[tuple[Where, str], ...]] = {
    "prompt": (
        ("anywhere", "Help"),
        ("anywhere", "Palette"),
        ("anywhere", "Jump"),
        ("command", "Map"),
        ("command", "Pause"),
        ("command", "Speed"),
    ),
    "map": (
        ("anywhere", "Help"),
        ("map", "In"),
        ("map", "Out"),
        ("map", "Next stuck"),
        ("map", "Why"),
        ("map", "Remove"),
    ),
    "guests": (
        ("anywhere", "Help"),
        ("guests", "Large"),
        ("guests", "Sort"),
        ("command", "Filter"),
        ("guests", "Table"),
        ("guests", "Out"),
    ),
    "filter": (("anywhere", "Help"), ("filter", "Keep"), ("filter", "Drop"), ("filter", "Erase")),
    "operations": (
        ("anywhere", "Help"),
        ("operations", "Choose"),
        ("operations", "Why"),
        ("operations", "Cancel"),
        ("operations", "Dismiss"),
    ),
    "replay": (
        ("anywhere", "Help"),
        ("replay", "Time"),
        ("replay", "Loop"),
        ("replay", "Compare fork"),
        ("command", "Pause"),
        ("anywhere", "Out"),
    ),
    "events": (
        ("anywhere", "Help"),
        ("events", "Scroll"),
        ("events", "Search"),
        ("events", "Guest"),
        ("events", "Warnings"),
        ("anywhere", "Out"),
    ),
    "compare": (
        ("anywhere", "Help"),
        ("compare", "Policy"),
        ("compare", "Scroll"),
        ("compare", "Take"),
        ("compare", "Close"),
    ),
    "fork": (
        ("anywhere", "Help"),
        ("fork", "Scroll"),
        ("fork", "Ends"),
        ("command", "Pause"),
        ("fork", "Close"),
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
    "presenter": (
        ("anywhere", "Help"),
        ("presenter", "Run"),
        ("presenter", "Whole"),
        ("presenter", "Back"),
        ("presenter", "Mode"),
        ("presenter", "Leave"),
    ),
    "themes": (
        ("anywhere", "Help"),
        ("themes", "Preview"),
        ("themes", "Keep"),
        ("themes", "Read again"),
        ("themes", "Back"),
    ),
}


def footer_keys(pane: Pane, overrides: Mapping[str, str] = NO_OVERRIDES) -> tuple[Key, ...]:
    """Return what the footer shows while `pane` has the keyboard: at most seven keys, the most important first.

    Args:
        pane: the pane.
        overrides: keys by an action's id, where they are others than the table's.
    """
    named = {(key.where, key.name): key for key in reversed(renamed((*KEYS, *JOINED), overrides))}
    return tuple(named[name] for name in (*_FOOTERS[pane], ("anywhere", "Quit")))


def help_keys(pane: Pane, overrides: Mapping[str, str] = NO_OVERRIDES) -> tuple[Key, ...]:
    """Return the keys that work while `pane` has the keyboard, its own first, see `footer_keys`."""
    letters: tuple[Where, ...] = () if pane in TYPES else ("pane",)
    rows = [key for where in (pane, *letters, "command", "anywhere") for key in KEYS if key.where == where]
    return renamed(rows, overrides)


def readme_keys() -> str:
    """Return the table as the README shows it, in Markdown."""
    rows = ["| key | where | does | mouse |", "|---|---|---|---|"]
    rows += [
        f"| `{key.shown or ONLY_THERE}` | {HEADINGS[key.where].lower()} | {key.means} | {key.mouse} |"
        for key in KEYS
    ]
    return "\n".join(rows) + "\n"
