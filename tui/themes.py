"""All themes there are: those that come with the program, and the user's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from engine.errors import SyntaxRefused, printable
from tui.render.colours.bundled import (
    COLOURLESS_THEME,
    DEFAULT_THEME,
    TERMINALS_THEME,
    bundled_names,
    bundled_theme,
    bundled_themes,
)
from tui.render.colours.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTO = "auto"
"""In the place of a theme's name: whichever suits the terminal."""
_FEW_COLOURS = ("linux", "ansi", "vt220", "xterm-color", "xterm-16color", "screen")
"""Values of TERM that promise 8 or 16 colours."""


NO_COLOR = "NO_COLOR"
"""The variable with which users say that they want no colour, see no-color.org."""


def limited(environ: Mapping[str, str]) -> str:
    """Return the theme that a terminal is limited to; empty: it shows any.

    Of a terminal with 8 or 16 colours only its own are used; where the user wants none, none is.
    """
    if environ.get(NO_COLOR) or environ.get("TERM") == "dumb":
        return COLOURLESS_THEME
    few = environ.get("TERM") in _FEW_COLOURS and environ.get("COLORTERM") not in ("truecolor", "24bit")
    return TERMINALS_THEME if few else ""


def suited(environ: Mapping[str, str] = os.environ) -> str:
    """Return the name of the theme that suits the terminal."""
    return limited(environ) or DEFAULT_THEME


class Themes:
    """Themes by name. The user's own are read when a name asks for them, or all are.

    Args:
        folder: where the user's own lie; None: nowhere.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._own: dict[str, Theme] | None = None
        self.wrong: list[SyntaxRefused] = []
        """What was wrong with the user's files when they were last read."""

    def find(self, name: str) -> Theme:
        """Return a theme.

        Raises:
            SyntaxRefused: there is none of that name; the nearest is named.
        """
        if name == AUTO:
            name = suited()
        if self._own is None and name in bundled_names() and not self._has_file(name):
            return bundled_theme(name)
        known = self.all()
        if name in known:
            return known[name]
        for error in self.wrong:
            if error.place.file.endswith(f"/{name}.toml"):
                raise error
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1, cutoff=0.5)
        wanted = f"did you mean {near[0]}?" if near else f"the themes are {', '.join(known)}"
        raise SyntaxRefused(f"there is no theme {printable(name, 40)!r}", wanted)

    def _has_file(self, name: str) -> bool:
        return self._folder is not None and (self._folder / f"{name}.toml").exists()

    def problems(self) -> tuple[str, ...]:
        """Return what was wrong with the user's files, one by one: file, line, key, what would be right."""
        return tuple(
            str(error.at(attrs.evolve(error.place, file=Path(error.place.file).name))) for error in self.wrong
        )

    def all(self, again: bool = False) -> dict[str, Theme]:
        """Return every theme by name, the user's own last; `again`: read those anew."""
        if self._own is None or again:
            self._own, self.wrong = {}, []
            if self._folder is not None:
                from tui.render.colours.theme_file import user_themes

                self._own, self.wrong = user_themes(self._folder, bundled_themes())
        return bundled_themes() | self._own
