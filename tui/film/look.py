"""How a filmed app looks: what is set for it, whatever the user has set, and the terminal's colours to go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.film.cast import Look
from tui.paths import themes_folder
from tui.render.colours.bundled import DEFAULT_THEME
from tui.render.colours.colour import Terminal
from tui.settings import Settings
from tui.themes import AUTO, Themes

if TYPE_CHECKING:
    from tui.render.colours.colour import Colour
    from tui.render.colours.theme import Theme

PALETTE = (
    *("#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5"),
    *("#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"),
)
"""The 16 colours of a terminal, as xterm has them: only a theme that leaves colours to the terminal shows them."""
INK, GROUND = "#e5e5e5", "#000000"
"""What such a theme is drawn with, and on."""


def film_theme(name: str) -> Theme:
    """Return the theme that a film is made in; `auto` is the default one, for no terminal is asked.

    Raises:
        SyntaxRefused: there is no such theme.
    """
    return Themes(themes_folder()).find(DEFAULT_THEME if name == AUTO else name)


def film_settings(theme: Theme) -> Settings:
    """Return what is set for an app that is filmed: notifications would go by the wall clock, and are left out."""
    return Settings(theme=theme.name, ascii=False, notifications=False)


def look(theme: Theme) -> Look:
    """Return a terminal's colours that go with a theme."""
    ink, ground = (_hex(theme.colours[role], plain) for role, plain in (("text", INK), ("ground", GROUND)))
    return Look(ink, ground, PALETTE)


def _hex(colour: Colour, plain: str) -> str:
    """Return a colour as `#rrggbb`."""
    if isinstance(colour, Terminal):
        return PALETTE[colour] if colour >= 0 else plain
    return "#{:02x}{:02x}{:02x}".format(*colour)


def mixed(colour: str, other: str, share: float) -> str:
    """Return so much of a colour and the rest of another, all of them as `#rrggbb`."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)
