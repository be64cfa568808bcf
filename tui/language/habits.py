"""Words that mean something to the app, and are no commands: what does it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.errors import CommandError

KEYS = {
    "clear": "Esc closes what is open",
    "cls": "Esc closes what is open",
    "exit": "`exit` alone leaves, as ^Q does",
    "export": "e in a pane",
    "history": "↑ recalls what was typed, ^R searches it",
    "legend": "F1",
    "q": "`quit` alone leaves, as ^Q does",
    "quit": "`quit` alone leaves, as ^Q does",
    "redo": "^U again",
    "theme": "^T",
    "themes": "^T",
    "tutorial": "`ballonet demo` lists the lessons; source NAME runs one here",
    "undo": "^U writes what undoes the last command",
    "zoom": "Tab to the map, and Enter",
}
"""By word."""


def in_the_app(line: str, error: CommandError) -> CommandError:
    """Return an error that says which key does what a line's first word asks for, if one does."""
    first = line.split(maxsplit=1)[:1]
    wanted = KEYS.get(first[0].lower()) if first else None
    return type(error)(error.found, wanted, error.place) if wanted else error
