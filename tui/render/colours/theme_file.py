"""Theme files: read and checked, with every mistake named by file, line and key.

A theme of one's own lies in the user's themes folder. With `base = "safe"` it names only the roles that differ.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.errors import Place, SyntaxRefused, printable
from tui.render.colours.colour import READABLE, Colour, parse_colour
from tui.render.colours.theme import ROLES, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_FILE = 64 << 10
"""A theme file of more bytes is refused unread."""
MOST_FILES = 100
LONGEST_ABOUT = 100

_KEYS = ("name", "dark", "base", "roles", "about")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}", re.ASCII)
_TOML_PLACE = re.compile(r"at line (\d+), column (\d+)")


def _refused(file: str, text: str, key: str, found: str, wanted: str) -> SyntaxRefused:
    """Return an error at the line that sets `key` (or at the first line)."""
    last = re.escape(key.rsplit(".", 1)[-1])
    lines = text.splitlines()
    line = next(
        (i for i, content in enumerate(lines, 1) if re.match(rf"\s*[\w.\"'-]*{last}[\"']?\s*=", content)), 1
    )
    place = Place(column=1, length=max(1, len(lines[line - 1]) if lines else 1), line=line, file=file)
    return SyntaxRefused(f"{printable(key)} {found}" if key else found, wanted, place)


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested tables as dotted names."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _nearest(word: str, known: tuple[str, ...]) -> str:
    """Return a hint for a misspelt word: the nearest known one, else all of them."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "one of " + ", ".join(known)


def _colours(flat: Mapping[str, Any], file: str, text: str) -> dict[str, Colour]:
    """Return the colours of the table `roles`, each role known and each colour readable."""
    colours: dict[str, Colour] = {}
    for role, value in flat.items():
        if role not in ROLES:
            raise _refused(file, text, role, "is not a role", _nearest(role, tuple(ROLES)))
        colour = parse_colour(value) if isinstance(value, str) else None
        if colour is None:
            raise _refused(file, text, role, f"is {printable(repr(value), 80)}, not a colour", READABLE)
        colours[role] = colour
    return colours


def parse_theme(text: str, file: str, bases: Mapping[str, Theme] | None = None) -> Theme:
    """Read a theme from TOML.

    Args:
        text: the file's content.
        file: its name, for errors.
        bases: the themes that `base` may name.

    Raises:
        SyntaxRefused: what is wrong, with file, line and key, and what would be right.
    """
    try:
        data = tomllib.loads(text)
    except ValueError as error:  # a number of too many digits is one too
        at = _TOML_PLACE.search(str(error))
        place = Place(column=int(at[2]) if at else 1, line=int(at[1]) if at else 1, file=file)
        raise SyntaxRefused(
            f"not TOML: {printable(str(error), 120)}", 'lines such as text = "#E8E6E1"', place
        ) from error
    for key in data:
        if key not in _KEYS:
            raise _refused(file, text, key, "is not a key of a theme", _nearest(key, _KEYS))
    name, dark, base, roles, about = (data.get(key) for key in _KEYS)
    if name is None:
        name = Path(file).stem
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        found = f"is {printable(repr(name), 80)}, not a name"
        raise _refused(file, text, "name", found, "lower-case letters, digits and -, at most 32")
    if not isinstance(about or "", str):
        raise _refused(file, text, "about", "is no text", "one line in quotes")
    if base is not None and base not in tuple(bases or ()):
        raise _refused(
            file,
            text,
            "base",
            f"names no theme: {printable(repr(base))}",
            _nearest(str(base), tuple(bases or ())),
        )
    under = bases[base] if bases and base is not None else None
    if dark is None and under:
        dark = under.dark
    if not isinstance(dark, bool):
        raise _refused(
            file, text, "dark", "is missing or neither true nor false", "true where the ground is dark"
        )
    if not isinstance(roles, dict):
        raise _refused(
            file, text, "roles", "is missing or no table", "a table [roles] with a colour for each role"
        )
    colours = dict(under.colours) if under else {}
    colours |= _colours(_flat(roles), file, text)
    if missing := [role for role in ROLES if role not in colours]:
        raise _refused(
            file,
            text,
            missing[0],
            "has no colour",
            f'a line in [roles], as {missing[0]} = "#8A9097", or a base',
        )
    about = about or (f"from {base}" if base else "")
    return Theme(name, dark, colours, printable(" ".join(about.split()), LONGEST_ABOUT), file)


def user_themes(folder: Path, bases: Mapping[str, Theme]) -> tuple[dict[str, Theme], list[SyntaxRefused]]:
    """Read every `.toml` in `folder`; a file that is wrong is reported and does not stop the others.

    Returns:
        The themes by name, and what was wrong.
    """
    themes: dict[str, Theme] = {}
    wrong: list[SyntaxRefused] = []
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        return {}, []
    except OSError as error:
        return {}, [_unreadable(folder, error, "a folder that can be read")]
    if len(files) > MOST_FILES:
        wrong.append(
            _unreadable(folder, f"{len(files)} files", f"at most {MOST_FILES}; the rest is not read")
        )
    for path in files[:MOST_FILES]:
        try:
            theme = read_theme(path, bases)
            if theme.name in themes:
                other = Path(themes[theme.name].file).name
                raise _refused(str(path), "", "name", f"is {theme.name}, as in {other}", "a name of its own")
            themes[theme.name] = theme
        except SyntaxRefused as error:
            wrong.append(error)
    return themes, wrong


def _unreadable(path: Path, error: object, wanted: str) -> SyntaxRefused:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return SyntaxRefused(f"cannot be read: {printable(str(reason))}", wanted, Place(line=1, file=str(path)))


def read_theme(path: Path, bases: Mapping[str, Theme]) -> Theme:
    """Read one file of the user's.

    Raises:
        SyntaxRefused: what is wrong, with file, line and key.
    """
    try:
        if not path.is_file():  # opening a pipe would wait for whoever writes into it
            raise _unreadable(path, "no file" if path.exists() else "it leads nowhere", "a text file")
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise SyntaxRefused(
                "the file is too large for a theme",
                f"at most {LARGEST_FILE >> 10}K",
                Place(line=1, file=str(path)),
            )
        return parse_theme(data.decode("utf-8-sig"), str(path), bases)
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(path, error, "a readable UTF-8 text file") from error
