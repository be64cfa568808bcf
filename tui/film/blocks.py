"""Characters that are drawn as shapes, so that a picture of a screen looks the same in every font: blocks and lines.

All shapes lie in a cell of WIDE by HIGH pixels.
"""

from __future__ import annotations

from typing import TypeAlias

WIDE, HIGH = 9, 18
"""Pixels of a cell."""
Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""
_MIDDLE, _CENTRE, _LINE = HIGH // 2, WIDE // 2, 1


def _lower(eighths: int) -> tuple[Box, ...]:
    high = max(1, round(HIGH * eighths / 8))
    return ((0, HIGH - high, WIDE, high),)


def _left(eighths: int) -> tuple[Box, ...]:
    return ((0, 0, max(1, round(WIDE * eighths / 8)), HIGH),)


_QUARTERS = {
    1: (0, 0, _CENTRE, _MIDDLE),
    2: (_CENTRE, 0, WIDE - _CENTRE, _MIDDLE),
    4: (0, _MIDDLE, _CENTRE, HIGH - _MIDDLE),
    8: (_CENTRE, _MIDDLE, WIDE - _CENTRE, HIGH - _MIDDLE),
}
"""By bit: above left and right, below left and right."""


def _quarters(bits: int) -> tuple[Box, ...]:
    return tuple(box for bit, box in _QUARTERS.items() if bits & bit)


def _lines(left: int = 0, right: int = 0, up: int = 0, down: int = 0) -> tuple[Box, ...]:
    """Return lines from the middle outwards, each so many pixels thick; 0: there is none."""
    boxes = []
    for thick, start, size in ((left, 0, _CENTRE + 1), (right, _CENTRE, WIDE - _CENTRE)):
        if thick:
            boxes.append((start, _MIDDLE - thick // 2, size, thick))
    for thick, start, size in ((up, 0, _MIDDLE + 1), (down, _MIDDLE, HIGH - _MIDDLE)):
        if thick:
            boxes.append((_CENTRE - thick // 2, start, thick, size))
    return tuple(boxes)


_QUARTERED = {"▘": 1, "▝": 2, "▖": 4, "▗": 8, "▚": 9, "▞": 6, "▙": 13, "▛": 7, "▜": 11, "▟": 14}

SHAPES: dict[str, tuple[Box, ...]] = {
    "█": ((0, 0, WIDE, HIGH),),
    "▀": ((0, 0, WIDE, _MIDDLE),),
    "▐": ((_CENTRE, 0, WIDE - _CENTRE, HIGH),),
    "▔": ((0, 0, WIDE, 2),),
    "▕": ((WIDE - 1, 0, 1, HIGH),),
    **{character: _lower(eighths) for eighths, character in enumerate("▁▂▃▄▅▆▇", 1)},
    **{character: _left(eighths) for character, eighths in zip("▏▎▍▌▋▊▉", range(1, 8), strict=True)},
    **{character: _quarters(bits) for character, bits in _QUARTERED.items()},
    "─": _lines(1, 1),
    "━": _lines(3, 3),
    "│": _lines(0, 0, 1, 1),
    "┃": _lines(0, 0, 3, 3),
    "┌": _lines(0, 1, 0, 1),
    "┐": _lines(1, 0, 0, 1),
    "└": _lines(0, 1, 1, 0),
    "┘": _lines(1, 0, 1, 0),
    "├": _lines(0, 1, 1, 1),
    "┤": _lines(1, 0, 1, 1),
    "┬": _lines(1, 1, 0, 1),
    "┴": _lines(1, 1, 1, 0),
    "┼": _lines(1, 1, 1, 1),
    "┿": _lines(3, 3, 1, 1),
    "┻": _lines(3, 3, 3, 0),
    "╌": ((0, _MIDDLE, 3, 1), (5, _MIDDLE, 3, 1)),
    "═": ((0, _MIDDLE - 2, WIDE, 1), (0, _MIDDLE + 1, WIDE, 1)),
}
"""By character, what it fills."""

SHADES: dict[str, tuple[int, tuple[Box, ...]]] = {
    "░": (6, ((0, 0, 2, 2), (3, 3, 2, 2))),
    "▒": (4, ((0, 0, 2, 2), (2, 2, 2, 2))),
    "▓": (4, ((0, 0, 4, 2), (0, 2, 2, 2))),
}
"""By character, the side of a tile in pixels, and what of the tile is filled: tiles go on from cell to cell."""
