"""The one table of keys: bindings, footer, help, palette and the README's list all follow it."""

from __future__ import annotations

from tui.keys.anywhere import ANYWHERE, COMMAND
from tui.keys.compare import COMPARE
from tui.keys.events import EVENTS
from tui.keys.export import EXPORT
from tui.keys.host import HOST
from tui.keys.map import MAP
from tui.keys.palette import PALETTE
from tui.keys.pane import PANE
from tui.keys.panel import PANEL
from tui.keys.plots import PLOTS
from tui.keys.prompt import PROMPT
from tui.keys.table import HEADINGS, Key, Pane, Where

KEYS = (
    *ANYWHERE,
    *COMMAND,
    *PROMPT,
    *PANE,
    *MAP,
    *EVENTS,
    *HOST,
    *COMPARE,
    *PLOTS,
    *PANEL,
    *PALETTE,
    *EXPORT,
)
"""Every key, the most important first."""

_FOOTERS: dict[Pane, tuple[tuple[Where, str], ...]] = {
    "prompt": (
        ("anywhere", "Help"),
        ("anywhere", "Palette"),
        ("anywhere", "Jump"),
        ("command", "Map"),
        ("command", "Pause"),
    ),
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
        shown += [("+/-", "Speed")]
    return (*shown, named["anywhere", "Quit"])


def help_keys(pane: Pane) -> tuple[Key, ...]:
    """Return the keys that work while `pane` has the keyboard, its own first."""
    return tuple(key for where in (pane, "pane", "command", "anywhere") for key in KEYS if key.where == where)


def readme_keys() -> str:
    """Return the table as the README shows it, in Markdown."""
    rows = ["| key | where | does | mouse |", "|---|---|---|---|"]
    rows += [f"| `{key.shown}` | {HEADINGS[key.where].lower()} | {key.means} | {key.mouse} |" for key in KEYS]
    return "\n".join(rows) + "\n"
