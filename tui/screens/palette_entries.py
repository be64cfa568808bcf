"""What the palette offers: every action of the table of keys, every guest, every command of the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.commands.grammar import ROWS
from tui.keys import KEYS, NO_OVERRIDES
from tui.keys.names import key_name, renamed
from tui.keys.table import FLEETING, SHORT
from tui.render.colours.bundled import bundled_themes
from tui.screens.synonyms import called_too

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tui.keys.table import Bound, Key, Where

GENERAL: tuple[Where, ...] = ("anywhere", "command", "pane")
"""Places whose actions need no pane to be chosen first."""
_SELDOM = frozenset({"out", "scroll_back", "scroll_forth"})
"""Actions that are found, and not listed: their keys are quicker by far."""


@attrs.frozen
class Entry:
    """One line of the palette. It does one of three things: an action, a command into the prompt, a guest.

    Attributes:
        name: what it is called.
        means: one line.
        key: what people press for it; empty: nothing.
        where: the place whose action it is.
        action: as Textual writes it.
        line: what is written into the prompt.
        usage: how that command is written.
        guest: the guest that is gone to.
        also: other words by which it is found.
        listed: whether it is there before anything is typed.
    """

    name: str
    means: str
    key: str = ""
    where: Where = "anywhere"
    action: str = ""
    line: str = ""
    usage: str = ""
    guest: str = ""
    also: str = ""
    listed: bool = True


def entries(
    guests: Iterable[str],
    verbs: Collection[str] | None,
    recent: Iterable[str] = (),
    overrides: Mapping[str, str] = NO_OVERRIDES,
) -> list[Entry]:
    """Return every entry: what was chosen lately, then actions, guests and commands, each the usual ones first.

    Args:
        guests: their names.
        verbs: the commands that are answered; None: all.
        recent: names of entries that were chosen, the latest first.
        overrides: keys by an action's id, where they are others than the table's.
    """
    actions = _actions(renamed(KEYS, overrides))
    found = [
        *sorted(
            (each for each in actions if each.where in GENERAL), key=lambda each: each.where == "anywhere"
        ),
        *(Entry(f"Go to {name}", f"pick guest {number}", guest=name) for number, name in _numbered(guests)),
        *_commands(verbs),
        *_themes(),
        *(each for each in actions if each.where not in GENERAL),
    ]
    lately = {name: place for place, name in enumerate(recent)}
    return sorted(found, key=lambda entry: lately.get(entry.name, len(lately)))


def _themes() -> list[Entry]:
    return [
        Entry(f"Theme {theme.name}", theme.about, action=f"app.wear('{theme.name}')", listed=False)
        for theme in bundled_themes().values()
    ]


def _numbered(guests: Iterable[str]) -> Iterable[tuple[int, str]]:
    return enumerate(guests, 1)


def _actions(rows: Iterable[Key]) -> list[Entry]:
    """Return an entry for every action of the table; two keys for one action are one entry."""
    found: dict[tuple[str, str], Entry] = {}
    for key in rows:
        for bound in key.bound:
            if key.where not in FLEETING and bound.action != "palette":
                home = "anywhere" if key.where in GENERAL else key.where
                found.setdefault((home, bound.action), _action(key, bound))
    return list(found.values())


def _action(key: Key, bound: Bound) -> Entry:
    """Return the entry of one action; of a row with several, and of a pane's, it says which and where."""
    one = len(key.bound) == 1
    name = key.name if one else f"{key.name}: {bound.name.replace('-', ' ')}"
    if key.where not in GENERAL:
        name = f"{SHORT[key.where]}: {name[:1].lower()}{name[1:]}"
    shown = key.shown if one and bound.keys else key_name(bound.keys.split(",")[0])
    return Entry(
        name,
        key.means,
        shown,
        key.where,
        bound.action,
        also=called_too(key.name),
        listed=one and key.where in GENERAL and bound.action not in _SELDOM,
    )


def _commands(verbs: Collection[str] | None) -> list[Entry]:
    return [
        Entry(
            row.verb,
            row.summary,
            line=f"{row.verb} ",
            usage=row.usage,
            also=f"{called_too(row.verb)} {row.usage}",
        )
        for row in ROWS
        if not row.script_only and (verbs is None or row.verb in verbs)
    ]
