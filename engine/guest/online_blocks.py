"""The memory blocks that are online, the highest first: what a size is taken from."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.memory.zones import NO_ZONE

LOOKED_AT = 4096
"""Sections among which those that are tried next are looked for."""


def online_below(guest: Guest, section: int, remove: bool) -> tuple[int, ...]:
    """Return the first sections of the next online memory blocks below a section, the highest first.

    Those of a virtio-mem device are left out where they are to be removed: their driver alone does that.
    """
    zones, found = guest.memory.section_zone, np.zeros(0, np.int64)
    while section and not len(found):
        begin = max(0, section - LOOKED_AT)
        found = np.flatnonzero(zones[begin:section] != NO_ZONE)[::-1] + begin
        found = found[found % guest.block_sections == 0]
        if remove and (device := guest.virtio_mem) is not None:
            found = found[(found < device.first) | (found >= device.first + device.count)]
        section = begin
    return tuple(found.tolist())
