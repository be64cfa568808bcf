"""In which form guests are shown: a pure function of the room and of how many there are."""

from __future__ import annotations

from typing import Literal

import attrs

GuestsForm = Literal["bands", "cards", "table"]
"""`bands`: one under the other, as bands or a line each; `cards`: small bands abreast; `table`: rows that scroll."""

CARD_WIDTH = 38
CARD_HEIGHT = 8
"""A smaller card would not show map and free lists both."""
GENEROUS = 5
"""Rows of a band from which on it shows more than a card does."""
MANY = 4
"""So many guests stay in one column however much room there is beside them."""


@attrs.frozen
class Crowd:
    """What is to be seen of the guests."""

    shown: int = 3
    """How many the filter leaves."""
    heading: bool = False
    """Whether a row above them says how many there are, and how they are sorted and filtered."""
    large: bool = False
    """Whether one has all the room."""
    table: bool = False
    """Whether the table is wanted even where there is room for more."""


def guests_form(width: int, height: int, crowd: Crowd) -> GuestsForm:
    """Choose the form for `height` rows of `width` columns.

    Bands while each has room for its map, then cards if they fit abreast, then a line each, at last the table.
    """
    if crowd.large or not crowd.shown:
        return "bands"
    if crowd.table:
        return "table"
    if crowd.shown > MANY and height < GENEROUS * crowd.shown and card_columns(width, height, crowd.shown):
        return "cards"
    return "bands" if crowd.shown <= height else "table"


def card_columns(width: int, height: int, guests: int) -> int:
    """Return how many cards stand abreast, as few as fit; 0: they do not fit."""
    for columns in range(2, width // CARD_WIDTH + 1):
        if height // -(-guests // columns) >= CARD_HEIGHT:
            return columns
    return 0


@attrs.frozen
class CardSlot:
    """The place of one card, counted from the corner of all cards."""

    x: int
    y: int
    width: int
    height: int


def card_slots(width: int, height: int, guests: int) -> list[CardSlot]:
    """Place cards in rows; what is left over goes to the first columns and rows. Nothing where they do not fit."""
    columns = card_columns(width, height, guests)
    if not columns:
        return []
    lefts, tops = _edges(width, columns), _edges(height, -(-guests // columns))
    slots = []
    for i in range(guests):
        row, column = divmod(i, columns)
        x, y = lefts[column], tops[row]
        slots.append(CardSlot(x, y, lefts[column + 1] - x, tops[row + 1] - y))
    return slots


def _edges(room: int, parts: int) -> list[int]:
    """Return where each of so many parts begins, and last where they end."""
    each, over = divmod(room, parts)
    return [i * each + min(i, over) for i in range(parts + 1)]
