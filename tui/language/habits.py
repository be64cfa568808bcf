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
    "colors": "{anywhere.themes} shows every theme",
    "colours": "{anywhere.themes} shows every theme",
    "config": "`ballonet config show` in the shell; {anywhere.themes} for the colours",
    "copy": "{pane.copy} in a pane; {anywhere.palette} has Copy",
    "export": "{pane.export} in a pane; {anywhere.palette} has Export",
    "filter": "{command.filter} while the line is empty",
    "history": "{prompt.older} recalls what was typed, {prompt.search} searches it",
    "legend": "{command.legend}",
    "q": "`quit` alone leaves, as {anywhere.quit} does",
    "quit": "`quit` alone leaves, as {anywhere.quit} does",
    "record": "{pane.record} in a pane; {anywhere.palette} has Record",
    "redo": "{command.undo} again",
    "save": "{pane.record} in a pane; {anywhere.palette} has Record, Export and Screenshot",
    "screenshot": "{pane.screenshot} in a pane; {anywhere.palette} has Screenshot",
    "script": "{anywhere.script} shows the one that plays",
    "settings": "`ballonet config show` in the shell; {anywhere.themes} for the colours",
    "theme": "{anywhere.themes} shows every theme",
    "themes": "{anywhere.themes} shows every theme",
    "tutorial": "`ballonet demo` lists the lessons; source NAME runs one here",
    "undo": "{command.undo} writes what undoes the last command",
    "zoom": "{command.next-pane} to the map, and {map.in}",
}
"""By word."""


def in_the_app(line: str, error: CommandError, overrides: Mapping[str, str]) -> CommandError:
    """Return an error that says which key does what a line's first word asks for, or the one after `help`."""
    words = line.lower().split(maxsplit=1)[:1]
    wanted = help_in_the_app(line, overrides) or filled(KEYS.get(words[0], "") if words else "", overrides)
    return type(error)(error.found, wanted, error.place) if wanted else error


def help_in_the_app(line: str, overrides: Mapping[str, str]) -> str:
    """Return which key does what `help` is asked about; empty where none does."""
    words = line.lower().split(maxsplit=2)[:2]
    return filled(KEYS.get(words[1], ""), overrides) if words[:1] == ["help"] and len(words) == 2 else ""
