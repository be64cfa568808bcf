"""A theme in the 256 colours that many terminals are limited to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import attrs
from rich.color import Color, ColorSystem

from tui.render.colours.colour import Rgb, Terminal, contrast, has_hue
from tui.render.colours.eyes import EYES, distance, lab
from tui.render.colours.palette import on_inverse
from tui.render.colours.theme_check import APART, SIGNS, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.render.colours.eyes import Lab
    from tui.render.colours.theme import Theme


@cache
def shades() -> tuple[tuple[Rgb, Lab], ...]:
    """Return those of the 256 that are the same on every terminal, and that arrive there as they are sent."""
    steps = (0, 95, 135, 175, 215, 255)
    cube = ((red, green, blue) for red in steps for green in steps for blue in steps)
    greys = ((level, level, level) for level in range(8, 248, 10))
    return tuple((rgb, lab(rgb)) for rgb in (*cube, *greys) if shown(rgb) == rgb)


def shown(colour: Rgb) -> Rgb:
    """Return what a colour becomes on such a terminal."""
    red, green, blue = Color.from_rgb(*colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return red, green, blue


def in_256(theme: Theme) -> Theme:
    """Return the theme in colours that there are, its kinds kept apart; cells stand on the plain ground.

    Each colour is the nearest one; of a kind the nearest that can be read, and that no eye takes for another kind's.
    """
    own = {role: colour for role, colour in theme.colours.items() if not isinstance(colour, Terminal)}
    near = {role: _near(colour, theme.has_hue) for role, colour in own.items()}
    flat = attrs.evolve(
        theme, colours={**theme.colours, **{role: found[0] for role, found in near.items()}}, flat=True
    )
    if not theme.has_hue:
        return flat
    taken: dict[str, Rgb] = {}
    for role in sorted(
        (role for role in own if role.startswith("kind.")), key=lambda role: _chroma(own[role])
    ):
        fit = [each for each in near[role][:_TRIED] if _can_be_read(each, flat)] or near[role][:1]
        far = next((each for each in fit if _apart(each, taken.values()) >= APART), None)
        taken[role] = far or max(fit, key=lambda each: _apart(each, taken.values()))
    return attrs.evolve(flat, colours={**flat.colours, **taken})


_TRIED = 40
"""Beyond so many a colour is another one."""
_seen = cache(lab)


def _near(colour: Rgb, hue: bool) -> list[Rgb]:
    """Return the colours there are, the nearest first; without hue greys alone."""
    own = lab(colour)
    found = sorted(shades(), key=lambda each: distance(own, each[1]))
    return [rgb for rgb, _ in found if hue or not has_hue(rgb)]


def _chroma(colour: Rgb) -> float:
    _, a, b = lab(colour)
    return a * a + b * b


def _can_be_read(colour: Rgb, theme: Theme) -> bool:
    ground, letter = theme.colours["ground"], on_inverse(theme, colour)
    if isinstance(ground, Terminal) or letter is None or isinstance(letter, Terminal):
        return True
    return contrast(colour, ground) >= SIGNS and contrast(colour, letter) >= WORDS


def _apart(colour: Rgb, others: Iterable[Rgb]) -> float:
    """Return how far a colour is from the nearest of `others`, for the eye that sees least of it."""
    pairs = ((_seen(colour, eye), _seen(other, eye)) for other in others for eye in EYES.values())
    return min((distance(one, other) for one, other in pairs), default=APART)
