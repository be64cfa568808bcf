"""What a terminal draws with, and the shortest words that change it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs
from rich.color import ColorType

if TYPE_CHECKING:
    from rich.color import Color
    from rich.style import Style

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
        ink: the parameters of SGR that set its colour; `39`: the terminal's own.
        ground: those of what it stands on; `49`: the terminal's own.
        marks: those of bold, dim, italic, underline, blink, reverse and strike that it has, in that order.
    """

    ink: str = "39"
    ground: str = "49"
    marks: tuple[str, ...] = ()

    def after(self, other: Pen) -> str:
        """Return the control sequence that makes it of another; empty: it is the same."""
        if self == other:
            return ""
        if self == PLAIN:
            return "\x1b[m"
        gone = [each for each in other.marks if each not in self.marks]
        words = list(dict.fromkeys(_OFF[each] for each in gone))
        # bold and dim go together
        kept = () if "22" in words else tuple(each for each in other.marks if each in ("bold", "dim"))
        words += [
            _ON[each] for each in self.marks if each not in (kept if each in ("bold", "dim") else other.marks)
        ]
        if self.ink != other.ink:
            words.append(self.ink)
        if self.ground != other.ground:
            words.append(self.ground)
        return f"\x1b[{';'.join(words)}m"


PLAIN = Pen()


@lru_cache(maxsize=4096)
def pen(style: Style | None) -> Pen:
    """Return what draws a style; whatever it links to is no matter of drawing."""
    if style is None:
        return PLAIN
    marks = tuple(each for each in _ON if getattr(style, each))
    return Pen(_colour(style.color, 38), _colour(style.bgcolor, 48), marks)


def _colour(colour: Color | None, kind: int) -> str:
    """Return parameters of SGR.

    Args:
        colour: which.
        kind: 38 for ink, 48 for ground.
    """
    if colour is None or colour.type is ColorType.DEFAULT:
        return str(kind + 1)
    if colour.triplet is not None:
        return f"{kind};2;{';'.join(map(str, colour.triplet))}"
    number = colour.number or 0
    if number < 8:
        return str(kind - 8 + number)
    return str(kind + 52 + number - 8) if number < 16 else f"{kind};5;{number}"
