"""The colours of a plot, and pieces of SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import attrs

from engine.errors import printable
from tui.render.colours.colour import Terminal

if TYPE_CHECKING:
    from tui.render.colours.theme import Theme

FONT = "'DejaVu Sans',Verdana,Helvetica,Arial,sans-serif"
_PLAIN = {"ground": "#ffffff", "text": "#111111", "muted": "#555555", "rule": "#bbbbbb", "warm": "#111111"}
"""What a theme that leaves its colours to the terminal is drawn in."""


@attrs.frozen
class Inks:
    """Colours as `#rrggbb`."""

    ground: str
    text: str
    muted: str
    rule: str
    warm: str
    free: str
    balloon: str


def inks(theme: Theme) -> Inks:
    """Return a theme's colours."""

    def ink(role: str) -> str:
        colour = theme.colours[role]
        if isinstance(colour, Terminal):
            return _PLAIN.get(role, _PLAIN["text"])
        return "#{:02x}{:02x}{:02x}".format(*colour)

    own = {name: ink(name) for name in ("ground", "text", "muted", "rule", "warm")}
    return Inks(**own, free=ink("kind.free"), balloon=ink("kind.balloon"))


def text(
    x: float, y: float, words: str, fill: str, *, anchor: str = "start", size: int = 15, bold: bool = False
) -> str:
    """Return words at a place; what is no letter is written so that it can be seen."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-size="{size}" text-anchor="{anchor}"{weight}>'
        f"{escape(printable(words, 200))}</text>"
    )


def line(path: str, stroke: str, wide: float, dash: str = "") -> str:
    """Return a line along a path."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{wide:g}" '
        f'stroke-linejoin="round"{dashed}/>'
    )


def wide(words: str, size: int = 15) -> float:
    """Return about how wide words are, in pixels; rather too much."""
    return len(words) * size * 0.62


def cut(words: str, room: float, size: int = 15) -> str:
    """Return words so that they fit in; empty where there is room for nearly nothing."""
    if wide(words, size) <= room:
        return words
    most = int(room / (size * 0.62)) - 1
    return words[:most].rstrip() + "…" if most >= 4 else ""
