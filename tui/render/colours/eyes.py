"""How colours look to different eyes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, TypeAlias

from tui.render.colours.colour import Rgb, linear

if TYPE_CHECKING:
    from collections.abc import Mapping

Eye: TypeAlias = tuple[tuple[float, float, float], ...]
"""What an eye makes of red, green and blue light."""
Lab: TypeAlias = tuple[float, float, float]

EYES: dict[str, Eye] = {
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
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def lab(colour: Rgb, eye: Eye = EYES["normal"], veil: float = 0.0) -> Lab:
    """Return CIE L*a*b* (D65) of a colour as an eye sees it.

    Args:
        colour: the colour.
        eye: whose.
        veil: how much white light is spilt over it, of the screen's own white.
    """
    light = [(linear(channel) + veil) / (1 + veil) for channel in colour]
    seen = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in eye]
    shares = (
        sum(a * b for a, b in zip(row, seen, strict=True)) / whole
        for row, whole in zip(_TO_XYZ, _WHITE, strict=True)
    )
    x, y, z = (
        share ** (1 / 3) if share > 216 / 24389 else (24389 / 27 * share + 16) / 116 for share in shares
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: Lab, other: Lab) -> float:
    """Return the CIE76 difference."""
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


def nearest(colours: Mapping[str, Rgb], eye: Eye, veil: float = 0.0) -> tuple[float, str, str]:
    """Return the smallest difference between two of `colours`, and which they are."""
    seen = {name: lab(colour, eye, veil) for name, colour in colours.items()}
    return min((distance(seen[a], seen[b]), a, b) for a, b in itertools.combinations(seen, 2))
