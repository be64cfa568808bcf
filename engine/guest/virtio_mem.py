"""A virtio-mem device: a region of a guest's address space of which the hypervisor says how much is to be plugged.

Linux plugs and unplugs subblocks of its memory blocks (SBM), or whole memory blocks where those are too small to be
divided (BBM). Source: drivers/virtio/virtio_mem.c:virtio_mem_init_hotplug.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.memory.kinds import SectionState
from engine.memory.unplugged import WHOLE, bits
from engine.units import GIB, Pages

if TYPE_CHECKING:
    from engine.guest.guest import Guest


@attrs.frozen(kw_only=True)
class VirtioMem:
    """A device as the hypervisor knows it; how much is plugged is seen in the guest's memory.

    Attributes:
        id: what the hypervisor calls it.
        memdev: the id of its memory backend.
        node: of its memory.
        first, count: the sections of its region, whole memory blocks.
        block: pages of a device block, which `requested` is a multiple of.
        requested: pages that shall be plugged.
    """

    id: str
    memdev: str
    node: int
    first: int
    count: int
    block: Pages
    requested: Pages = 0

    @property
    def sections(self) -> range:
        """Those of its region, present or not."""
        return range(self.first, self.first + self.count)


class BlockState(Enum):
    """What a memory block of the region is: in which zone, if any, and whether all of it is plugged."""

    OFFLINE_PARTIAL = "offline-partial"
    OFFLINE = "offline"
    MOVABLE_PARTIAL = "movable-partial"
    KERNEL_PARTIAL = "kernel-partial"
    MOVABLE = "movable"
    KERNEL = "kernel"


PLUG_ORDER = (BlockState.KERNEL_PARTIAL, BlockState.MOVABLE_PARTIAL, BlockState.OFFLINE_PARTIAL)
"""Blocks to which more is plugged, before new ones are added (virtio_mem_sbm_plug_request)."""
UNPLUG_ORDER = tuple(BlockState)
"""Blocks of which something is unplugged, the highest of each state first (virtio_mem_sbm_unplug_request)."""
_ZONELESS = {True: BlockState.OFFLINE_PARTIAL, False: BlockState.OFFLINE}
_MOVABLE = {True: BlockState.MOVABLE_PARTIAL, False: BlockState.MOVABLE}
_KERNEL = {True: BlockState.KERNEL_PARTIAL, False: BlockState.KERNEL}


def subblock_pages(guest: Guest, device_block: Pages) -> Pages:
    """Return the pages that Linux plugs and unplugs at a time.

    A device block, at least a pageblock; a whole memory block where that has not two of them.
    """
    return min(guest.block_pages, max(device_block, guest.memory.layout.pageblock_pages))


def plugged_pages(guest: Guest) -> Pages:
    """Return how many pages of a guest's device are plugged, online or not."""
    device, memory = guest.virtio_mem, guest.memory
    if device is None:
        return 0
    states = memory.state[device.first : device.first + device.count]
    there = int(np.count_nonzero(states != SectionState.ABSENT))
    return there * guest.section_pages - memory.unplugged_present


def block_state(guest: Guest, first: int) -> BlockState | None:
    """Return the state of the memory block that begins with a section, None where it is absent or going somewhere."""
    memory = guest.memory
    state = memory.state[first] if first < len(memory.state) else SectionState.ABSENT
    partial = any(section in memory.unplugged for section in range(first, first + guest.block_sections))
    if state == SectionState.OFFLINE:
        return _ZONELESS[partial]
    if state != SectionState.ONLINE:
        return None
    movable = memory.zones[memory.zones_in(first)[0]].movable
    return _MOVABLE[partial] if movable else _KERNEL[partial]


def blocks_in(guest: Guest, device: VirtioMem, wanted: BlockState) -> list[int]:
    """Return the first sections of the region's memory blocks in a state, from the lowest up."""
    memory, span = guest.memory, guest.block_sections
    first, end = device.first, min(device.first + device.count, len(memory.state))
    partial = wanted in (BlockState.OFFLINE_PARTIAL, BlockState.MOVABLE_PARTIAL, BlockState.KERNEL_PARTIAL)
    if partial:
        candidates = sorted({section // span * span for section in memory.unplugged})
    else:
        state = SectionState.OFFLINE if wanted is BlockState.OFFLINE else SectionState.ONLINE
        heads = np.arange(first, max(first, end), span)
        candidates = heads[memory.state[heads] == state].tolist()
    return [block for block in candidates if block_state(guest, block) is wanted]


def unplugged_bits(guest: Guest, block: int) -> int:
    """Return which pageblocks of a memory block are not plugged, as bits over all of its sections."""
    memory, size = guest.memory, guest.memory.layout.section_pageblocks
    parts = (memory.unplugged.get(block + part, WHOLE).blocks for part in range(guest.block_sections))
    return sum(found << part * size for part, found in enumerate(parts))


def by_section(guest: Guest, block: int, first: int, count: int) -> list[tuple[int, int, int]]:
    """Cut pageblocks of a memory block into parts of one section each.

    Args:
        guest: whose.
        block: the memory block's first section.
        first: the first pageblock, counted over the memory block.
        count: how many.

    Returns:
        (section, first pageblock in it, how many) upwards.
    """
    size, found, end = guest.memory.layout.section_pageblocks, [], first + count
    while first < end:
        part, inside = divmod(first, size)
        here = min(end - first, size - inside)
        found.append((block + part, inside, here))
        first += here
    return found


def all_unplugged(guest: Guest, block: int) -> bool:
    """Say whether nothing of a memory block is plugged."""
    blocks = guest.memory.layout.section_pageblocks * guest.block_sections
    return unplugged_bits(guest, block) == bits(0, blocks)


def most_offline(guest: Guest) -> Pages:
    """Return how much may be added that is not online, before no more is added (virtio_mem_could_add_memory)."""
    return max(GIB // guest.page_size, 2 * guest.block_pages)


def offline_pages(guest: Guest, device: VirtioMem) -> Pages:
    """Return how much memory of the region is added and not online, in whole memory blocks."""
    states = guest.memory.state[device.first : device.first + device.count]
    return int(np.count_nonzero(states == SectionState.OFFLINE)) * guest.section_pages
