"""Colours as theme files have them, and arithmetic on those that are sRGB: mixing and contrast."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]


class Terminal(IntEnum):
    """A colour that the terminal knows and we do not: one of its 16, by number, or its own ink or ground."""

    FAINT = -2
    """Its own ink, drawn faint."""
    DEFAULT = -1
    """Its own ink, or its own ground."""
    BLACK = 0
    RED = 1
    GREEN = 2
    YELLOW = 3
    BLUE = 4
    MAGENTA = 5
    CYAN = 6
    WHITE = 7
    BRIGHT_BLACK = 8
    BRIGHT_RED = 9
    BRIGHT_GREEN = 10
    BRIGHT_YELLOW = 11
    BRIGHT_BLUE = 12
    BRIGHT_MAGENTA = 13
    BRIGHT_CYAN = 14
    BRIGHT_WHITE = 15

    @property
    def has_hue(self) -> bool:
        """Whether it is none of ink, ground, black, white and the greys."""
        return self > 0 and self % 8 not in (0, 7)


Colour: TypeAlias = Rgb | Terminal

_HEX = re.compile(r"#([0-9a-fA-F]{6})", re.ASCII)
_NAMED = {("ansi:" if each >= 0 else "") + each.name.lower().replace("_", "-"): each for each in Terminal}
READABLE = 'six hex digits, as "#E69F00"; "ansi:blue" ... "ansi:bright-white"; "default" or "faint"'
"""What `parse_colour` reads."""


def parse_colour(text: str) -> Colour | None:
    """Read `#RRGGBB`, `ansi:bright-blue`, `default` or `faint`; anything else is None."""
    found = _HEX.fullmatch(text)
    if not found:
        return _NAMED.get(text)
    value = int(found[1], 16)
    return value >> 16, value >> 8 & 255, value & 255


def colour_text(colour: Colour) -> str:
    """Print a colour as theme files have it."""
    if isinstance(colour, Terminal):
        return next(name for name, each in _NAMED.items() if each is colour)
    return "#{:02X}{:02X}{:02X}".format(*colour)


def has_hue(colour: Colour) -> bool:
    """Say whether a colour is anything but a grey."""
    return colour.has_hue if isinstance(colour, Terminal) else max(colour) > min(colour)


def mix(ground: Rgb, colour: Rgb, share: float) -> Rgb:
    """Return `colour` laid over `ground` with an opacity of `share` (0 to 1)."""
    red, green, blue = (
        round(under + (over - under) * share) for under, over in zip(ground, colour, strict=True)
    )
    return red, green, blue


def linear(channel: int) -> float:
    """Return the light of one 8-bit sRGB channel, 0 to 1 (IEC 61966-2-1)."""
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: Rgb) -> float:
    """Return the relative luminance as WCAG 2 defines it, 0 to 1."""
    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the WCAG 2 contrast ratio, 1 (none) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
