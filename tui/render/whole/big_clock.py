"""The time in digits made of blocks, to be read from the back of a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import SECOND

if TYPE_CHECKING:
    from engine.units import Nanoseconds

DOTS = 5
"""Rows of dots of a digit."""
_DIGITS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
}
_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def big_time(time: Nanoseconds) -> str:
    """Return what is shown of the time: minutes and seconds, and hours where there are any."""
    minutes, seconds = divmod(time // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def big_rows(text: str, *, wide: bool, ascii_only: bool) -> list[str]:
    """Return digits and colons as rows of blocks, all of the same width.

    Args:
        text: what they say.
        wide: whether a dot is two columns and a row; else two dots stand in one row, where there are half blocks.
        ascii_only: whether there are none, nor full ones.
    """
    dots = [" ".join(_DIGITS[each][row] for each in text) for row in range(DOTS)]
    if wide or ascii_only:
        block = "#" if ascii_only else "█"
        return [
            "".join(block * (1 + wide) if dot == "#" else " " * (1 + wide) for dot in row) for row in dots
        ]
    dots.append(" " * len(dots[0]))
    return [
        "".join(
            _HALVES[(upper == "#", lower == "#")] for upper, lower in zip(dots[at], dots[at + 1], strict=True)
        )
        for at in range(0, DOTS, 2)
    ]
