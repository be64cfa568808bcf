"""What a theme must keep to so that it can be read and told apart, measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.colours.colour import Colour, Terminal, contrast
from tui.render.colours.eyes import EYES, nearest
from tui.render.colours.inks import Ink
from tui.render.colours.palette import on_inverse, tint
from tui.render.colours.theme import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.render.colours.theme import Theme

WORDS = 4.5
"""The contrast that words have to their ground at least, and a letter to its tile (WCAG 2, AA)."""
SIGNS = 3.0
"""The contrast that a sign has to its ground at least, and to its own tint (WCAG 2, graphics)."""
APART = 12.5
"""How far two kinds lie apart at least (CIE76), for every eye. Of 2.3 people say that they just see it."""
_WORDS = ("text", "muted", "warm", "focus")
_INK_OF_ROLE = {ink.role: ink for ink in Ink if ink is not Ink.HOLE}


@attrs.frozen
class Measure:
    """How one role stands out; None: only the terminal knows.

    Attributes:
        role: which.
        ground: its contrast to the ground.
        tint: to the wash of itself that it stands on in a cell.
        letter: of a letter on a tile of it.
    """

    role: str
    ground: float | None
    tint: float | None = None
    letter: float | None = None


def measures(theme: Theme) -> Iterator[Measure]:
    """Yield how each role of `theme` stands out that is not a ground itself, or a line."""
    ground = theme.colours["ground"]
    for role in ROLES:
        colour = theme.colours[role]
        if role in _WORDS:
            yield Measure(role, _contrast(colour, ground))
        elif (ink := _INK_OF_ROLE.get(role)) is not None:
            letter = on_inverse(theme, colour)
            own = _contrast(colour, letter) if letter is not None and role.startswith("kind.") else None
            yield Measure(role, _contrast(colour, ground), _contrast(colour, tint(theme, ink)), own)


def weaknesses(theme: Theme) -> list[str]:
    """Return what falls short, a line each."""
    short = []
    for each in measures(theme):
        least = WORDS if each.role in _WORDS else SIGNS
        for value, wanted, what in (
            (each.ground, least, "on the ground"),
            (each.tint, SIGNS, "on its own tint"),
            (each.letter, WORDS, "under the letter of a tile"),
        ):
            if value is not None and value < wanted:
                short.append(f"{each.role} has {value:.1f} {what}, {wanted} is the least")
    if theme.has_hue:
        short += [
            f"{one} and {other} are {far:.1f} apart for {eye} sight, {APART} is the least"
            for eye, (far, one, other) in apart(theme).items()
            if far < APART
        ]
    return short


def apart(theme: Theme) -> dict[str, tuple[float, str, str]]:
    """Return by eye how far the two nearest kinds lie apart, and which they are; nothing of the terminal's own."""
    colours = {role: theme.colours[role] for role in ROLES if role.startswith("kind.")}
    own = {role: colour for role, colour in colours.items() if not isinstance(colour, Terminal)}
    return {name: nearest(own, eye) for name, eye in EYES.items()} if len(own) > 1 else {}


def _contrast(one: Colour, other: Colour) -> float | None:
    if isinstance(one, Terminal) or isinstance(other, Terminal):
        return None
    return contrast(one, other)
