"""A theme as ready-made styles. Every style sets its ground, so a row needs nothing painted under it."""

from __future__ import annotations

import attrs
from rich.color import Color
from rich.style import Style

from tui.render.colours.colour import Colour, Terminal, contrast, has_hue, mix
from tui.render.colours.inks import INKS, Ink
from tui.render.colours.theme import Theme

TINT_ON_DARK = 0.18
TINT_ON_LIGHT = 0.12
LIT_SHARE = 0.55
"""How much of the text's colour there is in a lit cell."""

BODY, STUCK, REFUSED, SOLID, LIT = range(5)
"""How a cell is drawn: in its ink; inverse, for it cannot leave; the same underlined, where one failed;
a full block beside an inverse letter, which inverted would be a hole in the tile; lit, for it changed just now: a tile
in its own colour, brighter than one that is stuck."""


def style(
    colour: Colour, ground: Colour, *, underline: bool | None = None, bold: bool | None = None
) -> Style:
    """Return the style of `colour` on `ground`."""
    return Style(
        color=_rich(colour),
        bgcolor=_rich(ground),
        underline=underline,
        bold=bold,
        dim=True if colour is Terminal.FAINT else None,
    )


def _rich(colour: Colour) -> Color:
    if not isinstance(colour, Terminal):
        return Color.from_rgb(*colour)
    return Color.from_ansi(colour) if colour >= 0 else Color.default()


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


def tint(theme: Theme, ink: Ink) -> Colour:
    """Return the ground of a cell's body: a wash of its own colour, so that light ink reads as an area.

    Nothing can be mixed with what only the terminal knows: there it is the plain ground.
    """
    ground, colour = theme.colours["ground"], theme.colours[ink.role]
    if theme.flat or ink >= Ink.HOLE or isinstance(ground, Terminal) or isinstance(colour, Terminal):
        return ground
    return mix(ground, colour, TINT_ON_DARK if theme.dark else TINT_ON_LIGHT)


def on_inverse(theme: Theme, tile: Colour) -> Colour | None:
    """Return what is written on a tile: ground or text, whichever contrasts more; None: reverse will have to do."""
    ground, text = theme.colours["ground"], theme.colours["text"]
    if isinstance(tile, Terminal) or isinstance(ground, Terminal) or isinstance(text, Terminal):
        return None
    return max(ground, text, key=lambda colour: contrast(colour, tile))


def inverse(theme: Theme, tile: Colour, *, underline: bool | None = None, bold: bool | None = None) -> Style:
    """Return the style of a letter on a tile of `tile`."""
    letter = on_inverse(theme, tile)
    if letter is not None:
        return style(letter, tile, underline=underline, bold=bold)
    solid = Terminal.DEFAULT if tile is Terminal.FAINT else tile
    return style(solid, theme.colours["ground"], underline=underline, bold=bold) + Style(reverse=True)


def solid(theme: Theme, colour: Colour) -> Style:
    """Return the style in which a full block is all of a tile's colour, whatever the font makes of it."""
    return style(colour, theme.colours["ground"] if isinstance(colour, Terminal) else colour)


def _brighter(theme: Theme, colour: Colour) -> Colour:
    """Return a page kind's colour on its way to the text's; nothing can be mixed with what only the terminal knows."""
    text = theme.colours["text"]
    if isinstance(colour, Terminal) or isinstance(text, Terminal) or theme.is_colourless:
        return text
    return mix(colour, text, LIT_SHARE)


def _cursor(theme: Theme) -> Style:
    """Return the style of the cell at the cursor; without any colour it is fainter than the tiles it stands among."""
    cursor = inverse(theme, theme.colours["focus"], underline=True, bold=not theme.is_colourless)
    return cursor + Style(dim=True) if theme.is_colourless else cursor


def palette(theme: Theme) -> Palette:
    """Return the styles of `theme`."""
    colours = theme.colours
    ground = colours["ground"]
    own = [colours[ink.role] for ink in Ink]
    heavy = None if has_hue(colours["warm"]) else True
    return Palette(
        ground=style(colours["text"], ground),
        text=style(colours["text"], ground),
        strong=style(colours["text"], ground, bold=True),
        muted=style(colours["muted"], ground),
        rule=style(colours["rule"], ground),
        warm=style(colours["warm"], ground, bold=heavy),
        picked=inverse(theme, colours["muted"]),
        cursor=_cursor(theme),
        inks=tuple(style(colour, ground) for colour in own),
        cells=(
            *(style(colours[ink.role], tint(theme, ink)) for ink in Ink),
            *(inverse(theme, colour) for colour in own),
            *(inverse(theme, colour, underline=True) for colour in own),
            *(solid(theme, colour) for colour in own),
            *(inverse(theme, _brighter(theme, colour), bold=True) for colour in own),
        ),
    )
