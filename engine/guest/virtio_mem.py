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
from engine.memory.page_list import Array
from engine.memory.unplugged import WHOLE, bits
from engine.units import GIB, LARGEST, Pages

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
ZONELESS = (BlockState.OFFLINE_PARTIAL, BlockState.OFFLINE)
MOVABLE = (BlockState.MOVABLE_PARTIAL, BlockState.MOVABLE)
PARTIAL = PLUG_ORDER


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


def is_online(guest: Guest, block: int) -> bool:
    """Say whether the memory block that begins with a section is online."""
    states = guest.memory.state
    return block < len(states) and states[block] == SectionState.ONLINE


def blocks_in(guest: Guest, device: VirtioMem, wanted: BlockState, below: int = LARGEST) -> Array:
    """Return the first sections of the region's memory blocks in a state, from the lowest up.

    Args:
        guest: whose.
        device: its device.
        wanted: the state.
        below: only blocks that begin below this section.
    """
    memory, span = guest.memory, guest.block_sections
    end = min(device.first + device.count, len(memory.state), below)
    heads = np.arange(device.first, max(device.first, end), span)
    partial = np.zeros(len(heads), bool)
    cut = np.unique(np.array([*memory.unplugged], np.int64) // span * span)
    partial[(cut[cut < end] - device.first) // span] = True
    state = SectionState.OFFLINE if wanted in ZONELESS else SectionState.ONLINE
    found = (memory.state[heads] == state) & (partial == (wanted in PARTIAL))
    if wanted not in ZONELESS:
        in_movable = np.zeros(256, bool)
        in_movable[[number for number, zone in enumerate(memory.zones) if zone.movable]] = True
        found &= in_movable[memory.section_zone[heads]] == (wanted in MOVABLE)
    blocks: Array = heads[found]
    return blocks


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
