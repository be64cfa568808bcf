"""A virtio-mem device plugs more: into memory blocks that are there in part, then as new ones.

Source: drivers/virtio/virtio_mem.c:virtio_mem_sbm_plug_request.
"""

from __future__ import annotations

from typing import Literal

from engine.events import VirtioMemBlockChanged
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.surroundings import Surroundings
from engine.guest.virtio_mem import (
    PLUG_ORDER,
    BlockState,
    VirtioMem,
    blocks_in,
    by_section,
    most_offline,
    offline_pages,
    subblock_pages,
    unplugged_bits,
)
from engine.memory.kinds import SectionState
from engine.memory.runs import Runs
from engine.memory.subblocks import plug_range
from engine.memory.unplugged import bits, runs_of_bits
from engine.timeline import After
from engine.units import Pages


def plug_more(
    world: Surroundings, guest: Guest, device: VirtioMem, missing: Pages
) -> After | Literal["host", "none"]:
    """Plug subblocks of the first memory block that is there in part, as many as are missing and follow each other.

    Returns:
        How long it took; or that the host has too little, or that no block is there in part.
    """
    found = ((state, int(block)) for state in PLUG_ORDER for block in blocks_in(guest, device, state)[:1])
    state, block = next(found, (None, -1))
    if state is None:
        return "none"
    layout, unit = guest.memory.layout, subblock_pages(guest, device.block)
    room = world.host.room(guest.name) // unit * unit
    if not room:
        return "host"
    first, count = runs_of_bits(unplugged_bits(guest, block))[0]
    section, first, count = by_section(guest, block, first, count)[0]
    count = min(count, missing >> layout.pageblock_order, room >> layout.pageblock_order)
    pages = count << layout.pageblock_order
    pfn = (section << layout.section_shift) + (first << layout.pageblock_order)
    plugged = Runs.of([(pfn, pages)])
    world.host.give(guest.name, plugged.starts, plugged.counts)
    if state is BlockState.OFFLINE_PARTIAL:
        memory = guest.memory
        memory.set_unplugged(section, memory.unplugged[section].without(first, count))
    else:
        plug_range(guest.memory, section, first, count)
        guest.set_target(guest.target + pages)
        world.signal(f"memory {guest.name}")
    guest.changes += 1
    left = unplugged_bits(guest, block).bit_count() << layout.pageblock_order
    world.emit(
        VirtioMemBlockChanged(
            guest=guest.name,
            block=block,
            span=guest.block_sections,
            change=pages * guest.page_size,
            stays=(guest.block_pages - left) * guest.page_size,
            subblock=unit * guest.page_size,
        )
    )
    return After(guest.costs.plug(pages))


def add_blocks(guest: Guest, device: VirtioMem, operation: int, missing: Pages) -> BringSections | None:
    """Return what adds the lowest memory blocks of the region that are absent, the last of them in part if need be.

    Returns:
        None: what was added before must go online first.
    """
    memory, span = guest.memory, guest.block_sections
    wanted = -(-missing // guest.block_pages)
    if guest.online == "auto-movable":
        wanted = 1  # each block is decided on by itself
    elif guest.online == "no":
        wanted = min(wanted, (most_offline(guest) - offline_pages(guest, device)) // guest.block_pages)
    states = memory.state
    absent = [
        block
        for block in range(device.first, device.first + device.count, span)
        if block >= len(states) or states[block] == SectionState.ABSENT
    ][: max(0, wanted)]
    if not absent:
        return None
    sections = tuple(block + part for block in absent for part in range(span))
    plugged = (missing - (len(absent) - 1) * guest.block_pages) >> memory.layout.pageblock_order
    blocks = memory.layout.section_pageblocks
    keep_out = tuple(
        (section, bits(first, count))
        for section, first, count in by_section(guest, absent[-1], plugged, blocks * span - plugged)
    )
    return BringSections(
        guest.name,
        operation,
        len(sections),
        guest.online,
        device.node,
        sections=sections,
        adds=True,
        keep_out=keep_out,
        driver=f"the virtio-mem driver for {device.id}",
    )
