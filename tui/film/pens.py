"""What a terminal draws with, and the shortest words that change it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs
from rich.color import ColorType

from tui.render.colours.colour import Terminal

if TYPE_CHECKING:
    from rich.color import Color
    from rich.style import Style

    from tui.render.colours.colour import Colour

_ON = {"bold": "1", "dim": "2", "italic": "3", "underline": "4", "blink": "5", "reverse": "7", "strike": "9"}
_OFF = {
    "bold": "22",
    "dim": "22",
    "italic": "23",
    "underline": "24",
    "blink": "25",
    "reverse": "27",
    "strike": "29",
}


@attrs.frozen
class Pen:
    """How a character is drawn.

    Attributes:
        ink: its colour.
        ground: that of what it stands on.
        marks: those of bold, dim, italic, underline, blink, reverse and strike that it has, in that order.
    """

    ink: Colour = Terminal.DEFAULT
    ground: Colour = Terminal.DEFAULT
    marks: tuple[str, ...] = ()

    def after(self, other: Pen) -> str:
        """Return the control sequence that makes it of another; empty: it is the same."""
        if self == other:
            return ""
        if self == PLAIN:
            return "\x1b[m"
        gone = [each for each in other.marks if each not in self.marks]
        words = list(dict.fromkeys(_OFF[each] for each in gone))
        # what takes bold away takes dim, too
        weights = ("bold", "dim") if "22" in words else ()
        words += [_ON[each] for each in self.marks if each not in other.marks or each in weights]
        if self.ink != other.ink:
            words.append(_parameters(self.ink, 38))
        if self.ground != other.ground:
            words.append(_parameters(self.ground, 48))
        return f"\x1b[{';'.join(words)}m"


PLAIN = Pen()


@lru_cache(maxsize=4096)
def pen(style: Style | None) -> Pen:
    """Return what draws a style; whatever it links to is no matter of drawing."""
    if style is None:
        return PLAIN
    marks = tuple(each for each in _ON if getattr(style, each))
    return Pen(_colour(style.color), _colour(style.bgcolor), marks)


def _colour(colour: Color | None) -> Colour:
    """Return a colour; beyond the 16 of a terminal they are what xterm has."""
    if colour is None or colour.type is ColorType.DEFAULT:
        return Terminal.DEFAULT
    if colour.number is not None and colour.number < 16:
        return Terminal(colour.number)
    red, green, blue = colour.get_truecolor()
    return red, green, blue


@lru_cache(maxsize=4096)
def _parameters(colour: Colour, kind: int) -> str:
    """Return parameters of SGR.

    Args:
        colour: which.
        kind: 38 for ink, 48 for ground.
    """
    if not isinstance(colour, Terminal):
        return f"{kind};2;{';'.join(map(str, colour))}"
    if colour < 0:
        return str(kind + 1)
    return str(kind - 8 + colour) if colour < 8 else str(kind + 44 + colour)
