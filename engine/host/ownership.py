"""Whose the machine's frames are, as runs."""

from __future__ import annotations

from typing import TypeAlias

import attrs
import numpy as np

from engine.host.runs import Int64s
from engine.memory.runs import Runs
from engine.units import Pages

FREE, ZEROING = "free", "zeroing"
"""Owners that are no guests; no guest may have such a name."""

OwnerRun: TypeAlias = tuple[str, int, int]
"""Owner, first frame, frames."""


@attrs.frozen(eq=False)
class Ownership:
    """What each of the machine's frames is, ascending, neighbours of one owner joined. One row a run."""

    owners: tuple[str, ...]
    """FREE first, then guests in order of arrival, ZEROING last."""
    first: Int64s
    frames: Int64s
    owner: Int64s
    """Positions in `owners`."""

    @classmethod
    def of(cls, used: dict[str, Runs], total: Pages) -> Ownership:
        """Return what each of `total` frames is; those that nobody uses are free."""
        joined = Runs.joined(list(used.values()))
        whose = np.repeat(np.arange(1, len(used) + 1), [len(runs) for runs in used.values()])
        order = np.argsort(joined.starts, kind="stable")
        first, frames, owner = joined.starts[order], joined.counts[order], whose[order]
        gap_first = np.concatenate(([0], first + frames))
        gap_frames = np.concatenate((first, [total])) - gap_first
        rows = 2 * len(first) + 1
        all_first, all_frames, all_owners = (
            np.empty(rows, np.int64),
            np.empty(rows, np.int64),
            np.zeros(rows, np.int64),
        )
        all_first[::2], all_frames[::2] = gap_first, gap_frames
        all_first[1::2], all_frames[1::2], all_owners[1::2] = first, frames, owner
        some = all_frames > 0
        all_first, all_frames, all_owners = all_first[some], all_frames[some], all_owners[some]
        heads = np.flatnonzero(np.diff(all_owners, prepend=-1))
        joined_frames = np.add.reduceat(all_frames, heads) if len(heads) else all_frames
        return cls((FREE, *used), all_first[heads], joined_frames, all_owners[heads])

    def runs(self) -> list[OwnerRun]:
        """Return it as plain values."""
        columns = (self.owner.tolist(), self.first.tolist(), self.frames.tolist())
        return [(self.owners[owner], first, frames) for owner, first, frames in zip(*columns, strict=True)]
