"""Arrays that a picture may keep: copies that nobody writes to."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

_Item = TypeVar("_Item", bound=np.generic)
_Array = TypeVar("_Array", bound=NDArray[Any])


def copied(table: NDArray[_Item], stretches: list[slice]) -> NDArray[_Item]:
    """Copy stretches of a table's last axis."""
    return np.concatenate([table[..., stretch] for stretch in stretches or [slice(0)]], axis=-1)


def sealed(array: _Array) -> _Array:
    """Make an array read-only and return it."""
    array.flags.writeable = False
    return array
