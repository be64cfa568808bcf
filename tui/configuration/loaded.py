"""All settings with where each is from: command line before environment before file before what is remembered."""

from __future__ import annotations

from contextlib import suppress
from difflib import get_close_matches
from os.path import lexists
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from engine.errors import CommandError, SyntaxRefused, printable, quoted
from tui.configuration.kinds import as_word, nearest
from tui.configuration.table import SETTINGS
from tui.paths import config_file
from tui.settings import Settings
from tui.themes import NO_COLOR, limited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tui.configuration.toml_file import Entry
    from tui.remembered import Remembered

FILE_VARIABLE = "BALLONET_CONFIG"
DEFAULT, REMEMBERED = "default", "remembered"
KEYS = "keys"
"""The table of the file that names other keys."""
_KEYS = f"{KEYS}."
_NEARLY = 0.7
"""How much of two names is the same where one may be meant as the other."""
KEPT = ("theme",)
"""Settings that are remembered where they are chosen in the app."""


@attrs.frozen
class Loaded:
    """What is set.

    Attributes:
        settings: all of it.
        origins: where each value is from, by the setting's name; a key's by `keys.` and its id.
        problems: what was wrong and is left out.
        file: the file that was looked for.
    """

    settings: Settings
    origins: Mapping[str, str]
    problems: tuple[CommandError, ...]
    file: Path


def load(
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    remembered: Remembered,
    named: str | None = None,
    *,
    missing_ok: bool = False,
) -> Loaded:
    """Bring together what is set; what is wrong counts as not set, and is said in `problems`.

    Args:
        flags: values of the command line, read already; None where a flag was not given.
        environment: variables by name.
        remembered: what was chosen in the app before.
        named: the file of `--config`; None: that of the environment, else the usual one.
        missing_ok: whether a file that is named need not be there.

    Raises:
        SyntaxRefused: there is no such file as `--config` names.
    """
    problems: list[CommandError] = []
    values: dict[str, object] = {}
    origins = dict.fromkeys(SETTINGS, DEFAULT)
    file, entries = _read(environment, named, missing_ok, problems)

    limit = limited(environment)
    for name in KEPT:
        if (fact := remembered.get(name)) is not None and not (name == "theme" and limit):
            _take(name, fact, REMEMBERED, values, origins, [])
    keys = {name.removeprefix(_KEYS): entry for name, entry in entries.items() if name.startswith(_KEYS)}
    if keys:
        values["keys"] = _take_keys(keys, origins, problems)
    for name, entry in entries.items():
        if name in SETTINGS:
            _take(name, entry.value, f"{file}:{entry.key.line}", values, origins, problems, entry)
        elif name == KEYS and entry.value != {}:
            found = f"keys cannot be {quoted(as_word(entry.value))}"
            problems.append(SyntaxRefused(found, 'a table, as [keys] and map.why = "q"', entry.place))
        elif name != KEYS and not name.startswith(_KEYS):
            found = f"there is no setting {printable(name)}"
            problems.append(SyntaxRefused(found, nearest(name, (*SETTINGS, KEYS)), entry.key))
    if environment.get(NO_COLOR):
        _take("theme", limit, f"environment {NO_COLOR}", values, origins, problems)
    problems += _nearly(environment)
    for name, setting in SETTINGS.items():
        if word := environment.get(setting.variable):
            _take(name, word, f"environment {setting.variable}", values, origins, problems)
        if (value := flags.get(name)) is not None:
            values[name], origins[name] = value, _flag(name, value)
    return Loaded(Settings(**values), origins, tuple(problems), file)  # type: ignore[arg-type]


def _nearly(environment: Mapping[str, str]) -> list[CommandError]:
    """Return what is wrong with variables that are nearly those of a setting; others are not ours to judge."""
    known = {setting.variable for setting in SETTINGS.values()} | {FILE_VARIABLE}
    prefix = FILE_VARIABLE.partition("_")[0] + "_"
    found: list[CommandError] = []
    for name in environment:
        if name.startswith(prefix) and name not in known:
            names = [each.removeprefix(prefix) for each in known]
            for near in get_close_matches(name.removeprefix(prefix), names, 1, _NEARLY):
                meant = f"did you mean {prefix}{near}?"
                found.append(SyntaxRefused(f"there is no variable {printable(name)}", meant))
    return found


def _flag(name: str, value: object) -> str:
    return SETTINGS[name].flags[-1 if value is False else 0]


def _read(
    environment: Mapping[str, str], named: str | None, missing_ok: bool, problems: list[CommandError]
) -> tuple[Path, dict[str, Entry]]:
    """Return the file, and what stands in it."""
    asked = named if named is not None else environment.get(FILE_VARIABLE)
    file = Path(asked) if asked else config_file()
    try:
        with suppress(RuntimeError):  # a home that is nobody's
            file = file.expanduser()
        if not lexists(file):  # a link that leads nowhere is to be said
            if missing_ok or not asked:
                return file, {}
            raise SyntaxRefused(f"there is no file {printable(str(file), 200)}", "ballonet config init")
        from tui.configuration.toml_file import read_toml  # it takes a while, and most have no file

        return file, read_toml(file)
    except (
        CommandError,
        ValueError,
        OSError,
    ) as error:  # a path can have a null character, or no right to be looked at
        if not isinstance(error, CommandError):
            error = SyntaxRefused(f"{printable(str(file), 200)} cannot be read: {printable(str(error))}")
        if named is not None and not error.place.line:
            raise error from None
        problems.append(error)
        return file, {}


def _take(
    name: str,
    value: object,
    origin: str,
    values: dict[str, object],
    origins: dict[str, str],
    problems: list[CommandError],
    entry: Entry | None = None,
) -> None:
    """Set a value, or say what is wrong with it."""
    try:
        values[name] = SETTINGS[name].kind.read(value)
        origins[name] = origin
    except CommandError as error:
        what = name if entry else origin.removeprefix("environment ")
        problems.append(SyntaxRefused(f"{what} {error.found}", error.wanted, entry.place if entry else None))


def _take_keys(
    entries: dict[str, Entry], origins: dict[str, str], problems: list[CommandError]
) -> dict[str, str]:
    """Return other keys for actions."""
    from tui.configuration.key_map import read_keys  # whoever keeps the keys needs none of it

    keys, wrong = read_keys({name: entry for name, entry in entries.items() if entry.value != {}})
    problems += wrong
    for name in keys:
        place = entries[name].key
        origins[f"{_KEYS}{name}"] = f"{place.file}:{place.line}"
    return keys
