"""The places of a guest that memory can still be plugged into, and those that a device has."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.memory.kinds import SectionState
from engine.memory.page_list import Array
from engine.units import LARGEST


def next_sections(guest: Guest, count: int) -> tuple[int, ...]:
    """Return the lowest absent sections, in whole memory blocks, that the platform can plug memory into.

    Those of a DIMM that is plugged are the DIMM's, whether they are there or not, and those of a virtio-mem device's
    region are the device's.
    """
    return tuple(absent_sections(guest, count).tolist())


def absent_sections(guest: Guest, count: int) -> Array:
    """Return the same as `next_sections`, as an array."""
    platform, states, span = guest.platform, guest.memory.state, guest.block_sections
    base = -(-(platform.hot_add_base // platform.section_size) // span) * span
    base = base if guest.lmbs is None else max(base, guest.lmbs.first)
    holes = sum(high - low for low, high in platform.ram_holes if high < LARGEST) // platform.section_size
    spoken_for = (*device_sections(guest), guest.coming)
    last = max((part[-1] + 1 for part in spoken_for if part), default=0)
    end = max(base, -(-max(len(states), last) // span) * span) + -(-(count + holes) // span) * span
    absent = np.ones(end - base, bool)
    absent[: max(0, len(states) - base)] = states[base:] == SectionState.ABSENT
    for low, high in platform.ram_holes:
        first, last = low // platform.section_size - base, high // platform.section_size - base
        absent[max(0, first) : max(0, last)] = False
    for part in spoken_for:
        absent[np.array(part, np.int64) - base] = False
    blocks, sections = np.unique(np.flatnonzero(absent) // span, return_counts=True)
    blocks = blocks[sections == span][: count // span] * span + base
    found: Array = (blocks[:, None] + np.arange(span)).reshape(-1)
    return found


def device_sections(guest: Guest) -> tuple[range, ...]:
    """Return the sections of DIMMs and of a virtio-mem device, present or not."""
    region = () if guest.virtio_mem is None else (guest.virtio_mem.sections,)
    return (*(dimm.sections for dimm in guest.dimms), *region)
