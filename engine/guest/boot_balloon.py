"""A guest that boots with less than its memory map says: the rest begins in its balloon."""

from __future__ import annotations

import numpy as np

from engine.guest.balloon_exchange import keep
from engine.guest.guest import Guest
from engine.memory.boot_map import BootMap
from engine.memory.runs import Runs

_MOST_BATCHES = 4096
"""A large balloon is cut into no more than so many batches; within one the lowest page leaves first, unless the
driver lets go of the newest first."""


def begin_ballooned(guest: Guest, laid_out: BootMap) -> None:
    """Put on the driver's list what begins in the balloon: the highest page leaves first.

    Xen puts the pages between what a domain starts with and the end of its map on the list one by one, upwards
    (drivers/xen/balloon.c:balloon_add_regions; balloon_init in 2006). The host backs none of them, and they count in
    no zone's managed pages: MemTotal is what the guest starts with.
    """
    parts = laid_out.ballooned
    total = sum(part.pages for part in parts)
    if not total:
        return
    step = max(guest.driver.batch, -(-total // _MOST_BATCHES))
    zone_ends = [end for _, end in guest.memory.layout.zone_ends]
    for part in parts:
        cuts = {part.first, *(end for end in zone_ends if part.first < end < part.end)}
        cuts |= set(range(-(-part.first // step) * step, part.end, step))
        starts = np.array(sorted(cuts), np.int64)
        for first, pages in zip(starts.tolist(), np.diff(starts, append=part.end).tolist(), strict=True):
            keep(guest, Runs.of([(first, pages)]))
