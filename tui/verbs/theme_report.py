"""`ballonet themes`: which there are, and whether one can be read and told apart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import printable
from tui.paths import themes_folder
from tui.render.colours.bundled import bundled_names, bundled_themes
from tui.themes import Themes

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from tui.render.colours.theme import Theme

DONE, FAILED = 0, 1


def themes(asked: Namespace) -> int:
    """List the themes, or check one; return the exit code.

    Raises:
        SyntaxRefused: there is no such theme, or its file is wrong.
    """
    known = Themes(themes_folder())
    if asked.check is None:
        print("\n".join(_list(known)))
        for error in known.wrong:
            print(error, file=sys.stderr)
        return FAILED if known.wrong else DONE
    theme = _named(asked.check, known)
    from tui.render.colours.theme_check import weaknesses

    short = weaknesses(theme)
    print("\n".join(_measured(theme)))
    print("\n".join(short or ["nothing falls short"]))
    return FAILED if short else DONE


def _named(word: str, known: Themes) -> Theme:
    """Return the theme in a file, or of a name."""
    path = Path(word)
    if "\0" in word or not (path.suffix == ".toml" or path.is_file()):
        return known.find(word)
    from tui.render.colours.theme_file import read_theme

    return read_theme(path, bundled_themes())


def _list(known: Themes) -> Iterator[str]:
    found = known.all()
    width = max(map(len, found))
    for theme in found.values():
        own = f"  ({theme.file})" if theme.file else ""
        yield printable(f"{theme.name:<{width}}  {theme.about}{own}", 400)
    yield ""
    yield f"Your own: {printable(str(themes_folder()), 300)}/NAME.toml"
    yield f"^T in the app shows them, --theme NAME begins with one. {len(bundled_names())} come with ballonet."


def _measured(theme: Theme) -> Iterator[str]:
    """Yield a row a role: its colour, and its contrasts; then how far kinds lie apart."""
    from tui.render.colours.theme_check import apart, measures

    yield f"{theme.name}: {'dark' if theme.dark else 'light'}. {theme.about}"
    yield f"{'role':<15} {'colour':<20} {'on ground':>9} {'on tint':>8} {'letter':>7}"
    for each in measures(theme):
        figures = [
            f"{figure:{width}.1f}" if figure is not None else " " * width
            for figure, width in ((each.ground, 9), (each.tint, 8), (each.letter, 7))
        ]
        yield f"{each.role:<15} {theme.hex(each.role):<20} {' '.join(figures)}".rstrip()
    for eye, (far, one, other) in apart(theme).items():
        yield f"nearest for {eye} sight: {one} and {other}, {far:.1f} apart"
    if theme.is_terminals:
        yield "what the terminal's own colours look like is the terminal's to say"
