"""The machine memory that came back from a guest: how much, in how many holes, and how large they are."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.host import FRAME, Host
from engine.units import Bytes

Frames = NDArray[np.int64]
"""[runs, 2] first frame and end of runs, ascending, neighbours joined."""


@attrs.frozen
class Returned:
    """Machine memory that a guest had and has no more."""

    memory: Bytes
    holes: int
    """Runs of frames that it held and does not hold."""
    largest: Bytes
    """The longest of them, but no more than `memory`."""


def frames_of(host: Host, guest: str) -> Frames:
    """Return the machine frames that a guest holds; none where the host does not know it."""
    runs = [(first, first + count) for owner, first, count in host.runs() if owner == guest]
    return np.array(runs, np.int64).reshape(-1, 2)


def returned(before: Frames, after: Frames) -> Returned:
    """Return what a guest that held `before` and holds `after` has given back.

    It may have got other frames for some: then less came back than lies in the holes.
    """
    # every frame where one of them begins or ends; a stretch between two of these is whole in each, or not at all
    edges = np.unique(np.concatenate([before.ravel(), after.ravel()]))
    had, has = _covered(before, edges), _covered(after, edges)
    gone = np.flatnonzero(had & ~has)
    if not len(gone):
        return Returned(0, 0, 0)
    starts, ends = edges[gone], edges[gone + 1]
    first = np.flatnonzero(np.concatenate(([True], starts[1:] != ends[:-1])))
    lengths = np.add.reduceat(ends - starts, first)
    less = max(0, int(np.diff(before).sum()) - int(np.diff(after).sum()))
    return Returned(less * FRAME, len(lengths), min(less, int(lengths.max())) * FRAME)


def _covered(runs: Frames, edges: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each stretch from an edge to the next whether the runs hold it; false for the last edge."""
    held = np.zeros(len(edges), bool)
    changes = np.zeros(len(edges) + 1, np.int64)
    changes[np.searchsorted(edges, runs[:, 0])] += 1
    changes[np.searchsorted(edges, runs[:, 1])] -= 1
    held[:] = np.cumsum(changes[:-1]) > 0
    return held
