"""lsmem(1) of util-linux: the memory blocks, those alike and side by side in one line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import SectionState
from engine.platform import KERNELS
from engine.snapshot import GuestView
from engine.units import Bytes
from engine.views.table import columns

_HEADS = ("RANGE", "SIZE", "STATE", "REMOVABLE", "BLOCK")
_STATES = {
    SectionState.OFFLINE: "offline",
    SectionState.ONLINE: "online",
    SectionState.GOING_OFFLINE: "on->off",
}


def lsmem(guest: GuestView) -> str:
    """Return ranges of memory blocks and the summary below them.

    REMOVABLE is what the guest's kernel would say: one of today says yes to every block, because it can remove
    memory at all; one of 2006 with the patches looks into the block; one without them says no.
    """
    table = guest.sections
    size = guest.section_size * guest.block_sections
    blocks, first = np.unique(table.index // guest.block_sections, return_index=True)
    # the kernel calls a block offline until all of it is online (drivers/base/memory.c)
    states = np.where(table.state == SectionState.GOING_ONLINE, SectionState.OFFLINE, table.state)[first]
    removable = _removable(guest)[first]
    alike = (np.diff(blocks) == 1) & (states[1:] == states[:-1]) & (removable[1:] == removable[:-1])
    starts = np.concatenate(([0], np.flatnonzero(~alike) + 1))[: len(blocks)]
    rows = [
        _row(blocks[start], blocks[end - 1], size, SectionState(states[start]), bool(removable[start]))
        for start, end in zip(starts, [*starts[1:], len(blocks)], strict=False)
    ]
    online = int((states == SectionState.ONLINE).sum())
    summary = {
        "Memory block size:": size,
        "Total online memory:": online * size,
        "Total offline memory:": (len(blocks) - online) * size,
    }
    totals = [f"{words:<23} {human(amount):>5}" for words, amount in summary.items()]
    return "\n".join((*columns(_HEADS, rows, gap=" "), "", *totals))


def _row(first: int, last: int, size: Bytes, state: SectionState, removable: bool) -> tuple[str, ...]:
    start, end = int(first) * size, (int(last) + 1) * size
    says = ("yes" if removable else "no") if state is SectionState.ONLINE else ""
    numbers = f"{first}" if first == last else f"{first}-{last}"
    return f"{start:#018x}-{end - 1:#018x}", human(end - start), _STATES[state], says, numbers


def _removable(guest: GuestView) -> NDArray[np.bool_]:
    """Return for each section what its kernel's `removable` file says."""
    known = KERNELS.get(guest.kernel)
    kernel = known and known.built_for(guest.platform, guest.memory_model)
    if kernel is not None and not kernel.hot_remove:
        return np.zeros(len(guest.sections.index), np.bool_)
    if kernel is not None and not kernel.grouping:
        nothing_blocks: NDArray[np.bool_] = guest.sections.blockers.sum(axis=1) == 0
        return nothing_blocks
    return np.ones(len(guest.sections.index), np.bool_)


def human(size: Bytes) -> str:
    """Print a size as util-linux does: the largest unit that fits, one digit after the point if it is not 0."""
    unit = max(0, size.bit_length() - 1) // 10
    one = 1 << 10 * unit
    tenths = (size * 10 + one // 2) // one
    whole, tenth = divmod(tenths, 10)
    return (f"{whole}.{tenth}" if tenth else f"{whole}") + "BKMGTP"[unit]
