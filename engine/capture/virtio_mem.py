"""A virtio-mem device of a capture, and which of its memory is not plugged.

Linux marks the pages of subblocks that are not plugged as offline, as a balloon marks its own: which they are is told
by where they lie (drivers/virtio/virtio_mem.c:virtio_mem_set_fake_offline).
"""

from __future__ import annotations

import numpy as np

from engine.capture.record import Capture, DeviceRecord
from engine.guest.virtio_mem import VirtioMem
from engine.memory.kinds import Kind
from engine.memory.layout import Layout
from engine.memory.state import Column
from engine.memory.unplugged import Unplugged


def device_of(capture: Capture, layout: Layout) -> VirtioMem | None:
    """Return the first virtio-mem device whose region is whole memory blocks; None: there is none."""
    found = _record(capture, layout)
    if found is None:
        return None
    page = capture.page_size
    section = layout.section_pages * page
    return VirtioMem(
        id=found.id,
        memdev=f"mem-{found.id}",
        node=found.node,
        first=found.address // section,
        count=found.region // section,
        block=found.block // page,
        requested=found.requested // page,
    )


def keep_out(capture: Capture, layout: Layout, kinds: Column) -> dict[int, Unplugged]:
    """Let the kinds of a device's offline pages be UNPLUGGED, and return which pageblocks these are, by section.

    Pages of a pageblock that is not offline as a whole are a balloon's. The allocator had all of them once.
    """
    found = _record(capture, layout)
    if found is None:
        return {}
    page, size, span = capture.page_size, layout.pageblock_pages, layout.section_pages
    first = found.address // page
    pages = min(found.region // page, len(kinds) - first) // size * size
    if pages <= 0:
        return {}
    blocks = kinds[first : first + pages].reshape(-1, size)
    out = (blocks == Kind.BALLOON).all(axis=1)
    blocks[out] = Kind.UNPLUGGED
    unplugged: dict[int, Unplugged] = {}
    for block in np.flatnonzero(out).tolist():
        section, inside = divmod(first + block * size, span)
        unplugged[section] = unplugged.get(section, Unplugged()).with_more(inside // size, 1)
    return unplugged


def _record(capture: Capture, layout: Layout) -> DeviceRecord | None:
    unit = max(capture.block_pages, layout.section_pages) * capture.page_size
    return next(
        (
            it
            for it in capture.devices
            if it.kind == "virtio-mem"
            and it.region
            and not (it.address % unit or it.region % unit)
            and it.block
        ),
        None,
    )
