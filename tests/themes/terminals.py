"""How a theme looks on a terminal that has its own colours."""

from __future__ import annotations

from tui.render.colours.colour import Colour, Rgb, Terminal, mix
from tui.render.colours.inks import Ink
from tui.render.colours.theme import Theme

KINDS = [ink for ink in Ink if ink.role.startswith("kind.")]
XTERM = (
    ((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205)),
    ((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255)),
)
VGA = (
    ((0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170)),
    (
        (85, 85, 85),
        (255, 85, 85),
        (85, 255, 85),
        (255, 255, 85),
        (85, 85, 255),
        (255, 85, 255),
        (85, 255, 255),
    ),
)
WHITES = {XTERM: ((229, 229, 229), (255, 255, 255)), VGA: ((170, 170, 170), (255, 255, 255))}
TERMINALS = {"xterm": XTERM, "VGA": VGA}
"""What a terminal's 16 colours are where nobody has changed them, white apart."""


def on_terminal(colour: Colour, terminal: tuple, ground: bool = False) -> Rgb:
    """Return a colour as a terminal with a black ground shows it."""
    if not isinstance(colour, Terminal):
        return colour
    white = WHITES[terminal][0]
    if colour < 0:
        ink = (0, 0, 0) if ground else white
        return mix((0, 0, 0), ink, 0.5) if colour is Terminal.FAINT else ink
    bright, number = divmod(colour, 8)
    return WHITES[terminal][bright] if number == 7 else terminal[bright][number]


def kinds(theme: Theme, terminal: tuple = XTERM) -> dict[str, Rgb]:
    """Return the colours of the kinds, the terminal's own as that terminal has them."""
    return {ink.name: on_terminal(theme.colours[ink.role], terminal) for ink in KINDS}
