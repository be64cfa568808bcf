"""Tables that get longer at their end without being copied each time."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_Table = TypeVar("_Table", bound=NDArray[Any])
_SPARE = 64
"""A table that is copied gets room for so many rows, and for one in so many that it has."""


def room_for(rows: int) -> int:
    """Return how many rows a table should have room for that must have so many."""
    return rows + rows // _SPARE + _SPARE


def longer(table: _Table, rows: int, fill: object) -> _Table:
    """Return a table with more rows: it shares the rows that it has with the table given, unless that has no room.

    Args:
        table: one that this function or numpy made, never a view of a part of another.
        rows: how many it shall have, at least as many as it has.
        fill: what new rows hold.
    """
    room = table if table.base is None else table.base
    if rows > len(room):
        room = np.empty((room_for(rows), *table.shape[1:]), table.dtype)
        room[: len(table)] = table
    room[len(table) : rows] = fill
    return room[:rows]  # type: ignore[return-value]
