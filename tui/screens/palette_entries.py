"""What the palette finds. An action happens; a command is written into the prompt, to be completed and run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.markup import escape

from engine.commands.grammar import ROWS
from tui.keys import KEYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FROM_PALETTE = ("anywhere", "command")
_NOT_AN_ENTRY = frozenset({"app.command_palette", "pick", "out", "scroll_back", "scroll_forth"})


def actions() -> dict[str, tuple[str, str]]:
    """Return the app's actions by name: what it is called there, and what it means."""
    found: dict[str, tuple[str, str]] = {}
    for key in KEYS:
        if key.where in FROM_PALETTE and key.action and key.action not in _NOT_AN_ENTRY:
            found.setdefault(key.action, (f"{key.name}  {key.shown}", key.means))
    return found


class Entries(Provider):
    """Actions and commands."""

    async def discover(self) -> Hits:
        """Yield everything, actions first."""
        for name, means, run in self._all():
            yield DiscoveryHit(name, run, name, escape(means))

    async def search(self, query: str) -> Hits:
        """Yield what matches by its words or by what it means."""
        matcher = self.matcher(query)
        for name, means, run in self._all():
            score = max(matcher.match(name), matcher.match(means) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, name, escape(means))

    def _all(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        screen = self.screen
        for action, (name, means) in actions().items():
            yield name, means, partial(screen.run_action, action)
        write = getattr(screen, "write_command", None)
        if write is not None:
            for row in ROWS:
                yield row.verb, f"{row.summary} · {row.usage}", partial(write, f"{row.verb} ")
