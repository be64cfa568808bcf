"""A theme as ready-made styles. Every style sets its ground, so a row needs nothing painted under it."""

from __future__ import annotations

import attrs
from rich.color import Color
from rich.style import Style

from tui.render.colour import Rgb, contrast, mix
from tui.render.inks import INKS, Ink
from tui.render.theme import Theme

TINT_ON_DARK = 0.18
TINT_ON_LIGHT = 0.12

BODY, STUCK, REFUSED, SOLID, LIT = range(5)
"""How a cell is drawn: in its ink; inverse, for it cannot leave; the same underlined, where one failed;
a full block beside an inverse letter, which inverted would be a hole in the tile; lit, for it changed just now."""


def style(colour: Rgb, ground: Rgb, *, underline: bool | None = None, bold: bool | None = None) -> Style:
    """Return the style of `colour` on `ground`."""
    return Style(
        color=Color.from_rgb(*colour), bgcolor=Color.from_rgb(*ground), underline=underline, bold=bold
    )


@attrs.frozen(eq=False)
class Palette:
    """Styles by what they are for."""

    ground: Style
    text: Style
    strong: Style
    """What a script narrates."""
    muted: Style
    rule: Style
    warm: Style
    picked: Style
    """The number of the selected guest."""
    cursor: Style
    inks: tuple[Style, ...]
    """By Ink, on the plain ground: gauges, legend, bars."""
    cells: tuple[Style, ...]
    """By Ink + INKS x (BODY, STUCK, REFUSED, SOLID or LIT)."""

    def cell(self, ink: Ink, look: int = BODY) -> Style:
        """Return how a cell of the maps is drawn."""
        return self.cells[ink + INKS * look]


def tint(theme: Theme, ink: Ink) -> Rgb:
    """Return the ground of a cell's body: a wash of its own colour, so that light ink reads as an area."""
    ground = theme.colours["ground"]
    if ink >= Ink.HOLE:
        return ground
    return mix(ground, theme.colours[ink.role], TINT_ON_DARK if theme.dark else TINT_ON_LIGHT)


def on_inverse(theme: Theme, ink: Ink) -> Rgb:
    """Return what is written on a tile of the ink's own colour: ground or text, whichever contrasts more."""
    tile = theme.colours[ink.role]
    return max(theme.colours["ground"], theme.colours["text"], key=lambda colour: contrast(colour, tile))


def palette(theme: Theme) -> Palette:
    """Return the styles of `theme`."""
    colours = theme.colours
    ground = colours["ground"]
    own = [colours[ink.role] for ink in Ink]
    stuck = [(on_inverse(theme, ink), colours[ink.role]) for ink in Ink]
    return Palette(
        ground=style(colours["text"], ground),
        text=style(colours["text"], ground),
        strong=style(colours["text"], ground, bold=True),
        muted=style(colours["muted"], ground),
        rule=style(colours["rule"], ground),
        warm=style(colours["warm"], ground),
        picked=style(ground, colours["muted"]),
        cursor=style(ground, colours["focus"], underline=True, bold=True),
        inks=tuple(style(colour, ground) for colour in own),
        cells=(
            *(style(colours[ink.role], tint(theme, ink)) for ink in Ink),
            *(style(letter, tile) for letter, tile in stuck),
            *(style(letter, tile, underline=True) for letter, tile in stuck),
            *(style(colour, colour) for colour in own),
            *(style(ground, colours["text"]) for _ in Ink),
        ),
    )
