"""Arithmetic on sRGB colours: reading, mixing and contrast."""

from __future__ import annotations

import re
from typing import TypeAlias

Rgb: TypeAlias = tuple[int, int, int]

_HEX = re.compile(r"#([0-9a-fA-F]{6})", re.ASCII)


def parse_hex(text: str) -> Rgb | None:
    """Read `#RRGGBB`; anything else is None."""
    found = _HEX.fullmatch(text)
    if not found:
        return None
    value = int(found[1], 16)
    return value >> 16, value >> 8 & 255, value & 255


def hex_text(colour: Rgb) -> str:
    """Print a colour as `#RRGGBB`."""
    return "#{:02X}{:02X}{:02X}".format(*colour)


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
