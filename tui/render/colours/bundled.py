"""The themes that come with the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

import themes

if TYPE_CHECKING:
    from tui.render.colours.theme import Theme

DEFAULT_THEME = "safe"
_FOLDER = Path(themes.__file__).parent
TERMINALS_THEME = "ansi"
"""What a terminal of few colours gets."""
COLOURLESS_THEME = "plain"
"""What `NO_COLOR` asks for."""


@cache
def bundled_names() -> tuple[str, ...]:
    """Return the names of the themes that come with the program; nothing is read."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def bundled_theme(name: str) -> Theme:
    """Read one of `bundled_names`."""
    from tui.render.colours.theme_file import (
        parse_theme,  # slow to import, and no file is read for a list of names
    )

    file = f"{name}.toml"
    return attrs.evolve(parse_theme((_FOLDER / file).read_text("utf-8"), file), file="")


def bundled_themes() -> dict[str, Theme]:
    """Return the themes that come with the program, by name: the default, dark ones, light ones, those without hue."""
    return {theme.name: theme for theme in sorted(map(bundled_theme, bundled_names()), key=_rank)}


def _rank(theme: Theme) -> tuple[object, ...]:
    return theme.name != DEFAULT_THEME, not theme.has_hue, theme.is_terminals, not theme.dark, theme.name
