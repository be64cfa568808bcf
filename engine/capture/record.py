"""What a real machine's kernel told of its memory at one time, whatever it was read from."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.units import Bytes, Pages, Pfn

Flags = NDArray[np.uint64]
Pfns = NDArray[np.int64]
Orders = tuple[int, ...]
"""Free blocks per order, from 0 upwards."""
ZONES = ("DMA", "DMA32", "Normal", "HighMem", "Movable", "Device")
"""All that a kernel may tell of (include/linux/mmzone.h:zone_type)."""


@attrs.frozen(kw_only=True, eq=False)
class CpuRecord:
    """What one CPU keeps of one zone.

    Attributes:
        cpu: its number.
        count, high, batch: pages, as /proc/zoneinfo has them.
        high_min, high_max: between these a kernel from 6.7 on tunes `high`; 0: not recorded.
        lists: by number (3 * order + migrate type for orders 0 to 3; from 12 on of huge pages), first pfns from head to
            tail; None: not recorded.
    """

    cpu: int
    count: Pages
    high: Pages
    batch: Pages
    high_min: Pages = 0
    high_max: Pages = 0
    lists: dict[int, Pfns] | None = None


@attrs.frozen(kw_only=True, eq=False)
class ZoneRecord:
    """One populated zone of one node.

    Attributes:
        name: DMA, DMA32, Normal, HighMem, Movable or Device.
        start: its first pfn; it spans `spanned` pages.
        min, low, high, boost: watermarks.
        protection: lowmem_reserve, by the machine's zones from the lowest; empty: not recorded.
        free: NR_FREE_PAGES.
        blocks: free blocks per order, as in /proc/buddyinfo.
        blocks_of_type: the same by migrate type (a number of `MigrateType`), as in /proc/pagetypeinfo; None: not
            recorded.
        pageblocks_of_type: pageblocks by migrate type, as in /proc/pagetypeinfo; None: not recorded.
        lists: by (migrate type, order), first pfns of free blocks from head to tail; None: not recorded.
        cpus: what each CPU keeps of it.
    """

    name: str
    node: int
    start: Pfn
    spanned: Pages
    present: Pages
    managed: Pages
    min: Pages
    low: Pages
    high: Pages
    boost: Pages = 0
    protection: tuple[Pages, ...] = ()
    free: Pages
    blocks: Orders
    blocks_of_type: dict[int, Orders] | None = None
    pageblocks_of_type: dict[int, int] | None = None
    lists: dict[tuple[int, int], Pfns] | None = None
    cpus: tuple[CpuRecord, ...] = ()


@attrs.frozen(kw_only=True)
class BlockRecord:
    """One memory block of /sys/devices/system/memory.

    Attributes:
        block: its number: its first byte is at block * block size.
        state: online, offline or going-offline.
        valid_zones: as the file has them; `none` where a block cannot go offline.
    """

    block: int
    state: str
    valid_zones: tuple[str, ...] = ()
    node: int = 0


@attrs.frozen(kw_only=True)
class DeviceRecord:
    """A memory device that the hypervisor plugged.

    Attributes:
        id: what the hypervisor calls it.
        kind: dimm or virtio-mem.
        address: its first byte.
        size: bytes that are plugged.
        region: bytes that a virtio-mem device could plug at most; a DIMM's size.
        block: bytes that it plugs at a time.
    """

    id: str
    kind: str
    address: Bytes
    size: Bytes
    region: Bytes
    block: Bytes = 0
    requested: Bytes = 0
    node: int = 0


@attrs.frozen(kw_only=True, eq=False)
class Capture:
    """The memory of one machine at one time. Arrays are not to be changed.

    Attributes:
        source: where it comes from, for people: a file, or a trace and its step.
        release: of the kernel, as `uname -r` says it.
        architecture: x86_64, ppc64le, aarch64, ... as `uname -m` says it.
        section_pages: pages of a section of SPARSEMEM.
        max_order: of the largest free block.
        block_pages: pages of a memory block.
        flags: /proc/kpageflags from pfn 0 on; empty: not recorded.
        zones: populated ones, by node and upwards.
        blocks: memory blocks that are there, ascending.
        pageblock_types: by first pfn of each online section, the migrate type of each of its pageblocks; None: not
            recorded.
        iomem: lines of /proc/iomem, indented by depth.
        meminfo: /proc/meminfo in KiB, without those that are no sizes.
        vmstat: /proc/vmstat, or a part of it.
        interrupts: names of devices that raise interrupts; empty: not recorded.
        auto_online: /sys/devices/system/memory/auto_online_blocks; empty: not recorded.
        huge_pages: the setting in force of transparent huge pages (always, madvise or never); empty: not recorded.
        devices: memory devices, where the hypervisor was asked too.
        boot_memory: bytes of RAM that the hypervisor started it with; 0: it was not asked.
        most_memory: bytes that it may have with all that can be plugged; 0: not known.
        told_of_dimms: whether the hypervisor tells the guest's kernel of DIMMs that come and go, or others are to.
        balloon: pages that the hypervisor counts as ballooned; None: it was not asked.
        node_of_cpu: the node of each CPU, by its number; empty: not known.
        missing: what could not be had, each with its reason, for people.
    """

    source: str
    release: str
    architecture: str
    page_size: Bytes
    section_pages: Pages
    pageblock_order: int
    max_order: int
    block_pages: Pages
    flags: Flags
    zones: tuple[ZoneRecord, ...]
    blocks: tuple[BlockRecord, ...] = ()
    pageblock_types: dict[Pfn, NDArray[np.uint8]] | None = None
    iomem: tuple[str, ...] = ()
    meminfo: dict[str, int] = attrs.field(factory=dict)
    vmstat: dict[str, int] = attrs.field(factory=dict)
    interrupts: tuple[str, ...] = ()
    cmdline: str = ""
    auto_online: str = ""
    huge_pages: str = ""
    devices: tuple[DeviceRecord, ...] = ()
    boot_memory: Bytes = 0
    most_memory: Bytes = 0
    told_of_dimms: bool = True
    balloon: Pages | None = None
    node_of_cpu: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def balloon_device(self) -> bool:
        """Whether a device of a balloon raises interrupts; virtio's queues are called `virtio0-inflate` and so on."""
        return any("balloon" in name or name.endswith("-inflate") for name in self.interrupts)
