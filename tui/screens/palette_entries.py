"""What the palette finds. An action happens; a command is written into the prompt, to be completed and run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import attrs
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from engine.commands.grammar import ROWS
from tui.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PLACES = ("anywhere", "command")
_NOT_AN_ENTRY = frozenset({"app.command_palette", "pick(1)", "out", "scroll_back", "scroll_forth"})
"""Actions that mean nothing once the palette is open."""


@attrs.frozen
class Entry:
    """One line of the palette."""

    name: str
    means: str
    run: Callable[[], object]
    weight: float
    """Where names match alike, the heavier one comes first."""


def actions() -> dict[str, tuple[str, str]]:
    """Return the app's actions by name: what each is called here, and what it means."""
    found: dict[str, tuple[str, str]] = {}
    for key in KEYS:
        action = key.bound[0].action
        if key.where in _PLACES and action not in _NOT_AN_ENTRY:
            found.setdefault(action, (key.name, " · ".join(filter(None, (key.means, key.shown)))))
    return found


def match(wanted: Iterable[str], text: str) -> float:
    """Return how well `text` has all of `wanted`: 1 where each starts a word, less inside words, else 0.

    Args:
        wanted: in lower case.
        text: some words.
    """
    words = text.casefold().split()
    found = [
        1.0 if any(word.startswith(each) for word in words) else 0.5 if each in text.casefold() else 0.0
        for each in wanted
    ]
    return min(found, default=0.0)


class Entries(Provider):
    """Actions and commands."""

    async def discover(self) -> Hits:
        """Yield everything, actions first."""
        for entry in self._all():
            yield DiscoveryHit(entry.name, entry.run, entry.name, escape(entry.means))

    async def search(self, query: str) -> Hits:
        """Yield what has all words of `query` in its name or in what it means."""
        wanted = query.casefold().split()
        for entry in self._all():
            score = entry.weight * max(
                match(wanted, entry.name), match(wanted, f"{entry.name} {entry.means}") / 4
            )
            if score > 0:
                yield Hit(score, Content(entry.name), entry.run, entry.name, escape(entry.means))

    def _all(self) -> Iterator[Entry]:
        screen = self.screen
        for action, (name, means) in actions().items():
            yield Entry(name, means, partial(screen.run_action, action), 1.0)
        if write := getattr(screen, "write_command", None):
            verbs = getattr(screen, "verbs", None)
            for row in ROWS if verbs is None else [row for row in ROWS if row.verb in verbs]:
                yield Entry(row.verb, f"{row.summary} · {row.usage}", partial(write, f"{row.verb} "), 0.9)
