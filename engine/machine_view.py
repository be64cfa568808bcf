"""The machine's memory as a picture: whose each frame is, and how far what is free lies in pieces.

A machine frame has 4 KiB. Orders are those of a machine's own allocator of power-of-two blocks, up to 1 GiB.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.units import Bytes, Pages

ORDERS = 19
"""Orders 0 to 18: blocks of 4 KiB to 1 GiB, the largest page of x86-64."""
FREE_OWNER = 0
"""Position of `free` in `MachineView.owners`."""


@attrs.frozen
class TenantView:
    """One guest's place in the machine. Amounts in frames."""

    name: str
    frames: Pages
    """What it holds."""
    pieces: int
    """Stretches of frames that it lies in; it was booted in one, or in as many as were free."""
    largest_piece: Pages
    holes: int
    """Free stretches with its own frames at both sides: what a balloon leaves, and a section out of its middle."""
    hole_frames: Pages
    """Frames of those holes."""
    largest_hole: Pages


@attrs.frozen
class HolesView:
    """The machine's free memory: a hole is a stretch of free frames with none free beside it. Amounts in frames."""

    count: int
    frames: Pages
    """All that is free."""
    largest: Pages
    by_size: tuple[int, ...]
    """Holes of 2^k frames and more, but less than 2^(k+1), by k."""
    free_blocks: tuple[int, ...]
    """Free blocks per order, from 0 to 18, aligned as a buddy allocator's would be, each as large as can be."""
    unusable_free_index: tuple[int, ...]
    """Per order, as the kernel counts it (mm/vmstat.c): 0 all free memory lies in such blocks, 1000 none of it."""


@attrs.frozen(eq=False)
class MachineView:
    """Whose each machine frame is. The arrays have one row a run, ascending, and are read-only."""

    owners: tuple[str, ...]
    """`free` first, then the guests in order of arrival, `zeroing` last."""
    first: NDArray[np.int64]
    """The first frame of each run."""
    frames: NDArray[np.int64]
    owner: NDArray[np.int64]
    """Whose it is: positions in `owners`. Neighbours differ."""
    holes: HolesView
    tenants: tuple[TenantView, ...]
    """In order of arrival."""

    @property
    def total(self) -> Pages:
        """Frames of the machine."""
        return int(self.first[-1] + self.frames[-1])

    def cells(self, cells: int) -> NDArray[np.int64]:
        """Return [cells, owners] frames of each owner, the machine cut into so many parts of (nearly) equal size.

        Part i begins at frame i * total // cells, so that a row adds up to the part's frames.
        """
        edges = np.arange(cells + 1) * self.total // cells
        found = np.zeros((cells, len(self.owners)), np.int64)
        ends = self.first + self.frames
        for owner in range(len(self.owners)):
            mine = self.owner == owner
            # frames of this owner below an edge: whole runs before it, and a part of the run that it cuts
            first, frames, run_ends = self.first[mine], self.frames[mine], ends[mine]
            if not len(first):
                continue
            before = np.concatenate(([0], np.cumsum(frames)))
            whole = np.searchsorted(run_ends, edges, side="right")
            cut = np.minimum(whole, len(first) - 1)
            part = np.where(whole < len(first), np.maximum(0, edges - first[cut]), 0)
            found[:, owner] = np.diff(before[whole] + part)
        return found

    def owner_of(self, frame: int) -> str:
        """Return whose a frame is."""
        return self.owners[int(self.owner[int(np.searchsorted(self.first, frame, side="right")) - 1])]


@attrs.frozen
class MachinePage:
    """What is behind one page of a guest."""

    frame: int | None
    """The first machine frame that backs it; None: it has none."""
    frames: Pages
    """Frames that back a page of this guest."""
    frame_size: Bytes
    paged_out: bool = False
    """Its contents are on the host's swap: whoever touches it waits for the host."""
