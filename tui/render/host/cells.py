"""The machine's memory cut into cells of frames, and what each of them holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.machine_view import FREE_OWNER
from engine.units import KIB, Bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.machine_view import MachineView

FRAME: Bytes = 4 * KIB
"""In a machine frame."""
GUTTER = 7
"""Columns before the first cell: the address that a row begins at."""
BESIDE = 34
"""Columns that sentences need to stand beside the map."""
BELOW = 6
"""Rows that they have below it."""
_SPARE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@attrs.frozen
class HostGrid:
    """How the machine is cut into cells. Both sizes are powers of two."""

    frames: int
    """In a cell."""
    per_row: int
    cells: int
    room: int
    """Columns for sentences beside the map; 0: they stand below it."""

    @property
    def rows(self) -> int:
        """Rows of cells."""
        return -(-self.cells // self.per_row)


@attrs.frozen(eq=False)
class HostCells:
    """What each cell holds."""

    frames: NDArray[np.int64]
    """[cells, owners], owners as in `MachineView`."""
    holes: NDArray[np.int64]
    """Pieces of free memory in each."""


def host_grid(host: MachineView, width: int, height: int) -> HostGrid:
    """Cut the machine into cells for `height` rows of `width` columns, heading and sentences among them."""
    per_row = 1 << max(3, (max(1, width - GUTTER - 1)).bit_length() - 1)
    room = width - GUTTER - per_row - 4
    beside = room >= BESIDE
    rows = max(1, height - 1 - (0 if beside else BELOW))
    frames = 1
    while host.total > frames * per_row * rows:
        frames *= 2
    return HostGrid(frames, per_row, max(1, -(-host.total // frames)), room if beside else 0)


def host_cells(host: MachineView, grid: HostGrid) -> HostCells:
    """Return what each cell holds. Runs are summed up once and looked up at the cells' edges, for they are the more."""
    edges = np.minimum(np.arange(grid.cells + 1, dtype=np.int64) * grid.frames, host.total)
    frames = np.zeros((grid.cells, len(host.owners)), np.int64)
    at = np.searchsorted(host.first, edges[:-1], "right") - 1
    for owner in range(len(host.owners)):
        mine = host.owner == owner
        before = np.concatenate(([0], np.cumsum(np.where(mine, host.frames, 0))))
        inside = np.where(mine[at], edges[:-1] - host.first[at], 0)
        frames[:, owner] = np.diff(np.append(before[at] + inside, before[-1]))
    free = host.first[host.owner == FREE_OWNER]
    begun = np.bincount(free // grid.frames, minlength=grid.cells)
    entered = (host.owner[at] == FREE_OWNER) & (host.first[at] < edges[:-1])
    return HostCells(frames, begun + entered)


def frame_of(host: MachineView, grid: HostGrid, cell: int) -> int:
    """Return the first frame in a cell that the guest has which has most of it; where none has any, its first one."""
    start, end = cell * grid.frames, min((cell + 1) * grid.frames, host.total)
    inside = slice(
        int(np.searchsorted(host.first, start, "right")) - 1, int(np.searchsorted(host.first, end, "left"))
    )
    first = np.maximum(host.first[inside], start)
    frames = np.minimum(host.first[inside] + host.frames[inside], end) - first
    owner = host.owner[inside]
    held = np.bincount(owner, weights=frames, minlength=len(host.owners))
    held[[FREE_OWNER, len(host.owners) - 1]] = 0
    if not held.any():
        return start
    return int(first[np.flatnonzero(owner == held.argmax())[0]])


def letters(owners: tuple[str, ...]) -> tuple[str, ...]:
    """Return what stands for each guest: its first letter, else its number, else the first letter that is left.

    When none is left they begin anew: neighbours still differ.
    """
    taken: list[str] = []
    for number, name in enumerate(owners, 1):
        own = [name[0], *([str(number)] if number < 10 else []), *name[1:], *_SPARE]
        again = _SPARE[number % len(_SPARE)]
        taken.append(next((each for each in own if each.isalnum() and each not in taken), again))
    return tuple(taken)
