"""How colours look to different eyes, on different screens."""

from __future__ import annotations

import itertools

from tui.render.colour import Colour, Rgb, Terminal, linear, mix
from tui.render.inks import Ink
from tui.render.theme import Theme

KINDS = [ink for ink in Ink if ink.role.startswith("kind.")]
Matrix = tuple[tuple[float, float, float], ...]
EYES: dict[str, Matrix] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light."""
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


def lab(colour: Rgb, eye: Matrix = EYES["normal"], veil: float = 0.0) -> tuple[float, float, float]:
    """Return CIE L*a*b* (D65) of a colour as an eye sees it.

    Args:
        colour: the colour.
        eye: what it makes of red, green and blue light.
        veil: how much white light is spilt over it, of the screen's own white.
    """
    light = [(linear(channel) + veil) / (1 + veil) for channel in colour]
    seen = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in eye]
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        sum(a * b for a, b in zip(row, seen, strict=True)) / whole
        for row, whole in zip(to_xyz, white, strict=True)
    )
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the CIE76 difference."""
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


def nearest(colours: dict[Ink, Rgb], eye: Matrix, veil: float = 0.0) -> tuple[float, str, str]:
    """Return the smallest difference between two kinds, and which they are."""
    seen = {ink: lab(colour, eye, veil) for ink, colour in colours.items()}
    return min((distance(seen[a], seen[b]), a.name, b.name) for a, b in itertools.combinations(seen, 2))


def kinds(theme: Theme) -> dict[Ink, Rgb]:
    """Return the colours of the kinds, the terminal's own as xterm has them."""
    return {ink: on_terminal(theme.colours[ink.role], XTERM) for ink in KINDS}
