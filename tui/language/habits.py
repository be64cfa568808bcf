"""Words that mean something to the app, and are no commands: what does it there, as `tui.keys.hints` reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.keys.hints import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.errors import CommandError

KEYS = {
    "clear": "{anywhere.out} closes what is open",
    "cls": "{anywhere.out} closes what is open",
    "exit": "`exit` alone leaves, as {anywhere.quit} does",
    "export": "{pane.export} in a pane",
    "history": "{prompt.older} recalls what was typed, {prompt.search} searches it",
    "legend": "{command.legend}",
    "q": "`quit` alone leaves, as {anywhere.quit} does",
    "quit": "`quit` alone leaves, as {anywhere.quit} does",
    "redo": "{command.undo} again",
    "theme": "{anywhere.themes}",
    "themes": "{anywhere.themes}",
    "tutorial": "`ballonet demo` lists the lessons; source NAME runs one here",
    "undo": "{command.undo} writes what undoes the last command",
    "zoom": "{command.next-pane} to the map, and {map.in}",
}
"""By word."""


def in_the_app(line: str, error: CommandError, overrides: Mapping[str, str]) -> CommandError:
    """Return an error that says which key does what a line's first word asks for, if one does."""
    first = line.split(maxsplit=1)[:1]
    wanted = KEYS.get(first[0].lower()) if first else None
    return type(error)(error.found, filled(wanted, overrides), error.place) if wanted else error
