"""Other keys for actions, as the file names them by the action's id. What would leave no way out is refused."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.errors import CommandError, Place, SyntaxRefused, printable, quoted
from tui.configuration.key_names import begins_command, is_typed, nearest_key, split_keys, textual_key
from tui.configuration.kinds import as_word, nearest
from tui.configuration.table import SETTINGS
from tui.keys import KEYS
from tui.keys.names import key_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.configuration.toml_file import Entry

BOUND = {f"{row.where}.{each.name}": each for row in KEYS for each in row.bound}
"""Every action by its id."""
_NEVER_TYPED = ("anywhere", "prompt", "panel", "palette", "export")
"""Where there is a line to type in."""
_TOGETHER = ("anywhere", "command", "pane")
"""Places that are one: no two of their actions can have the same key."""
_OWNERS = {"ctrl+q": "anywhere.quit", "ctrl+c": "prompt.drop"}
"""Keys that mean one thing alone, so that there is always a way to leave."""
_WAYS_OUT = ("out", "close", "leave", "drop", "quit", "help")
"""Actions that must have a key, by the last part of their ids."""
_AS_TERMINALS_SEND = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+left_square_bracket": "escape",
}
_NEARLY = 0.7
"""How much of a name is a setting's where that may be meant."""
MOST = 8
"""Keys of one action at most."""


def read_keys(entries: Mapping[str, Entry]) -> tuple[dict[str, str], list[CommandError]]:
    """Return keys by the ids of actions, as Textual lists them, and what is wrong and left out.

    Args:
        entries: what the file says, by the id.
    """
    keys: dict[str, str] = {}
    problems: list[CommandError] = []
    for name, entry in entries.items():
        try:
            keys[name] = _read(name, entry)
        except CommandError as error:
            problems.append(error)
    while clash := _clash(keys):
        name, other, key = clash
        del keys[name]
        problems.append(
            SyntaxRefused(
                f"keys.{name}: {key_name(key)} is already {other}", _free(other), entries[name].place
            )
        )
    return keys, sorted(problems, key=lambda problem: (problem.place.line, problem.place.column))


def _read(name: str, entry: Entry) -> str:
    """Return the keys of one action.

    Raises:
        SyntaxRefused: there is no such action or key, or the action cannot have it.
    """
    if name not in BOUND:
        if setting := _setting(name):
            raise SyntaxRefused(
                f"{printable(name)} stands in [keys]",
                f"{setting} is a setting: write it above [keys]",
                entry.key,
            )
        raise SyntaxRefused(f"there is no action {printable(name)}", _nearest_action(name), entry.key)
    words = _words(name, entry)
    found = [_key(name, word, entry.place) for word in words]
    if not found and name.rpartition(".")[2] in _WAYS_OUT:
        raise SyntaxRefused(
            f"keys.{name} cannot be without a key", "there has to be a way out and to help", entry.place
        )
    return ",".join(dict.fromkeys(found))


def _setting(name: str) -> str | None:
    """Return the setting that is called so, or nearly so; actions have a dot in their names."""
    return None if "." in name else next(iter(get_close_matches(name, SETTINGS, 1, _NEARLY)), None)


def _nearest_action(name: str) -> str:
    near = nearest(name, BOUND)
    return near or "ballonet config keys prints all"


def _words(name: str, entry: Entry) -> list[str]:
    """Return the words for keys: of a text with commas, or of a list."""
    value = entry.value
    if isinstance(value, str):
        words = split_keys(value)
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        words = value
    else:
        raise SyntaxRefused(
            f"keys.{name} cannot be {quoted(as_word(value))}", 'keys as "q" or "f5,ctrl+t"', entry.place
        )
    if len(words) > MOST:
        raise SyntaxRefused(f"keys.{name} has {len(words)} keys", f"at most {MOST}", entry.place)
    return words


def _key(name: str, word: str, place: Place) -> str:
    """Return what Textual calls a key that an action can have."""
    key = textual_key(word)
    if key is None:
        raise SyntaxRefused(f"keys.{name}: there is no key {quoted(word)}", nearest_key(word), place)
    if key in _AS_TERMINALS_SEND:
        same = key_name(_AS_TERMINALS_SEND[key])
        raise SyntaxRefused(f"keys.{name}: in a terminal {key_name(key)} is {same}", "another key", place)
    if _OWNERS.get(key, name) != name:
        raise SyntaxRefused(f"keys.{name}: {key_name(key)} is always {_OWNERS[key]}", "another key", place)
    where = name.partition(".")[0]
    if where in _NEVER_TYPED and is_typed(key):
        raise SyntaxRefused(
            f"keys.{name}: {key_name(key)} would be typed there", "a key as f5 or ctrl+t", place
        )
    if where == "command" and begins_command(key):
        raise SyntaxRefused(
            f"keys.{name}: {key_name(key)} begins a command", "a digit, a sign, or a key as f5", place
        )
    return key


def _clash(keys: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Return an action that has another's key, whose it is, and the key; None: there is none."""
    taken: dict[tuple[str, str], str] = {}
    for name in sorted(BOUND, key=lambda name: name in keys):  # those that keep their keys come first
        where = name.partition(".")[0]
        home = "anywhere" if where in _TOGETHER else where
        for key in filter(None, keys.get(name, BOUND[name].keys).split(",")):
            if (other := taken.setdefault((home, key), name)) != name and name in keys:
                return name, other, key
    return None


def _free(other: str) -> str:
    return f'another key, or another one for it: {other} = "..."'
