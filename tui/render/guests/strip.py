"""All guests as one strip, a cell each, the most urgent first; however many there are, it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.guests.state import QUIET, Urgency, sign
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.style import Style

    from tui.render.colours.palette import Palette
    from tui.render.guests.state import GuestState
    from tui.render.text.glyphs import Glyphs

MARGIN = 1
"""Columns left and right of the cells."""
_COUNTED = (
    ("failed", (Urgency.FAILED,)),
    ("swapping", (Urgency.SWAPPING,)),
    ("moving", (Urgency.GROWING, Urgency.SHRINKING, Urgency.BALLOON)),
)


def per_row(width: int) -> int:
    """Return how many cells a row has."""
    return max(1, width - 2 * MARGIN)


def strip_rows(guests: int, width: int) -> int:
    """Return how many rows so many cells take."""
    return -(-guests // per_row(width))


def strip_order(names: Sequence[str], states: Mapping[str, GuestState]) -> list[str]:
    """Return the guests in the order of their cells."""
    return sorted(names, key=lambda name: states.get(name, QUIET).urgency)


def cell_at(order: Sequence[str], width: int, column: int, row: int) -> str | None:
    """Return the guest whose cell is at a place of the strip; None beside the cells."""
    if not MARGIN <= column < MARGIN + per_row(width):
        return None
    at = row * per_row(width) + column - MARGIN
    return order[at] if 0 <= at < len(order) else None


def counted(states: Mapping[str, GuestState]) -> str:
    """Return `2 failed  4 swapping  27 moving`; what nobody does is left out."""
    urgencies = [state.urgency for state in states.values()]
    counts = ((sum(each in which for each in urgencies), word) for word, which in _COUNTED)
    return "  ".join(f"{count} {word}" for count, word in counts if count)


def strip(
    order: Sequence[str],
    states: Mapping[str, GuestState],
    selected: str,
    width: int,
    palette: Palette,
    glyphs: Glyphs,
) -> list[Row]:
    """Draw a cell each; the last row says how many fail, swap and move where it has room for that.

    Args:
        order: the guests as `strip_order` has them.
        states: by name, what happens to each.
        selected: the one whose cell is marked.
        width: columns there are.
        palette: the theme's styles.
        glyphs: the characters.
    """
    styles: tuple[Style, ...] = (palette.warm, palette.text, palette.muted, palette.picked)
    rows = []
    for first in range(0, len(order), per_row(width)):
        names = order[first : first + per_row(width)]
        urgencies = [states.get(name, QUIET).urgency for name in names]
        codes = [
            3 if name == selected else _tone(urgency) for name, urgency in zip(names, urgencies, strict=True)
        ]
        text = "".join(sign(urgency, glyphs) for urgency in urgencies)
        rows.append(Row(palette.ground).add(" " * MARGIN).runs(text, codes, styles))
    said = counted(states)
    if rows and said and rows[-1].column + len(said) + 3 <= width:
        rows[-1].to(width - len(said) - 1).add(said, palette.muted)
    return rows


def _tone(urgency: Urgency) -> int:
    if urgency in (Urgency.FAILED, Urgency.SWAPPING, Urgency.SLOW):
        return 0
    return 2 if urgency is Urgency.QUIET else 1
