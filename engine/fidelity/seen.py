"""What is compared of a guest's memory: the same view of a prediction and of a real kernel."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

import attrs
import numpy as np

from engine.capture.kpageflags import ANON, BUDDY, LRU, NOPAGE, OFFLINE, SWAPBACKED, has
from engine.capture.record import Capture, CpuRecord, Pfns
from engine.guest.guest import Guest
from engine.memory.frames import MIXED
from engine.memory.kinds import Kind
from engine.memory.memory import Memory
from engine.memory.per_cpu import HUGE, order_of
from engine.units import Pages

ZoneName = tuple[int, str]
"""A zone's node and name."""
ORDER, WHOLE = "order", -1
"""Of a place: it is on the free lists, or it is all that a CPU keeps."""
Bucket = tuple[int, str, str, int]
"""Where free pages are: node, zone, and `order` with an order, or a CPU as `cpu0` with the number of its list."""


@attrs.frozen(kw_only=True, eq=False)
class Seen:
    """A guest's memory at one time.

    Attributes:
        free: pages by where they are free; `free_pfns`: all of them, ascending.
        listed: whether it is known on which of its lists a CPU keeps what.
        there: pfns of memory that is online, ascending; empty for a prediction.
        balloon: pfns of the balloon's pages, ascending.
        file: pfns of page cache on the reclaim lists, ascending.
        marks: min, low and high by zone.
        online: memory blocks that are online.
    """

    free: Counter[Bucket]
    free_pfns: Pfns
    there: Pfns
    balloon: Pfns
    file: Pfns
    marks: dict[ZoneName, tuple[Pages, Pages, Pages]]
    online: frozenset[int]
    listed: bool = True

    def as_counted(self) -> Seen:
        """Return the same as counts alone tell it: how much a CPU keeps, and not on which of its lists."""
        free: Counter[Bucket] = Counter()
        for (node, zone, where, number), pages in self.free.items():
            free[node, zone, where, number if where == ORDER else WHOLE] += pages
        return attrs.evolve(self, free=free)

    @property
    def free_pages(self) -> Pages:
        """Free pages, on per-CPU lists too."""
        return sum(self.free.values())


@lru_cache(maxsize=3)
def seen_in(capture: Capture) -> Seen:
    """Return what a real kernel told; what was looked at last is kept, for a walk asks several times."""
    free: Counter[Bucket] = Counter()
    is_free = has(capture.flags, BUDDY)
    for zone in capture.zones:
        if zone.lists is not None:
            for (_, order), pfns in zone.lists.items():
                free[zone.node, zone.name, ORDER, order] += len(pfns) << order
        else:
            for order, blocks in enumerate(zone.blocks):
                free[zone.node, zone.name, ORDER, order] += blocks << order
        for cpu in zone.cpus:
            where = f"cpu{cpu.cpu}"
            if cpu.lists is None:
                free[zone.node, zone.name, where, WHOLE] += cpu.count
                continue
            for number, pfns in cpu.lists.items():
                order = order_of_list(cpu, number, capture.pageblock_order)
                free[zone.node, zone.name, where, min(number, HUGE)] += len(pfns) << order
                kept = (pfns[:, None] + np.arange(1 << order)).ravel()
                is_free[kept[(kept >= 0) & (kept < len(is_free))]] = True
    return Seen(
        free=+free,
        free_pfns=np.flatnonzero(is_free),
        there=np.flatnonzero(~has(capture.flags, NOPAGE)),
        balloon=balloon_of(capture),
        file=np.flatnonzero(has(capture.flags, LRU) & ~has(capture.flags, ANON | SWAPBACKED)),
        marks={(zone.node, zone.name): (zone.min, zone.low, zone.high) for zone in capture.zones},
        online=frozenset(block.block for block in capture.blocks if block.state == "online"),
        listed=all(cpu.lists is not None for zone in capture.zones for cpu in zone.cpus),
    )


def order_of_list(cpu: CpuRecord, number: int, pageblock_order: int) -> int:
    """Return the order of the blocks on a CPU's list; of the lists of huge pages, what makes up its count.

    A huge page was not always a pageblock (6.12 with the hash MMU of ppc64: pageblocks of 16 MiB, lists of 2 MiB).
    """
    if number < HUGE:
        return number // 3
    lists = cpu.lists or {}
    blocks = sum(len(pfns) for at, pfns in lists.items() if at >= HUGE)
    rest = cpu.count - sum(len(pfns) << at // 3 for at, pfns in lists.items() if at < HUGE)
    whole = blocks and rest > 0 and rest % blocks == 0 and (rest // blocks).bit_count() == 1
    return (rest // blocks).bit_length() - 1 if whole else pageblock_order


def balloon_of(capture: Capture) -> Pfns:
    """Return the pfns of a real balloon's pages: PageOffline but for what a virtio-mem device keeps out."""
    pfns = np.flatnonzero(has(capture.flags, OFFLINE))
    for device in capture.devices:
        if device.kind == "virtio-mem":
            first, pages = device.address // capture.page_size, device.region // capture.page_size
            pfns = pfns[(pfns < first) | (pfns >= first + pages)]
    return pfns


def seen_of(guest: Guest) -> Seen:
    """Return what a simulated guest has."""
    memory = guest.memory
    free: Counter[Bucket] = Counter()
    for zone in memory.zones:
        for row in zone.lists:
            for order, blocks in enumerate(row):
                free[zone.node, zone.name, ORDER, order] += blocks.count << order
        for cpu, kept in enumerate(zone.cpus):
            for number, pfns in kept.lists.items():
                where = f"cpu{cpu}"
                free[zone.node, zone.name, where, min(number, HUGE)] += len(pfns) << order_of(
                    memory.layout, number
                )
    sections = memory.online_sections()
    return Seen(
        free=+free,
        free_pfns=np.sort(np.concatenate([pfns_of(memory, Kind.FREE), pfns_of(memory, Kind.PER_CPU)])),
        there=np.zeros(0, np.int64),
        balloon=pfns_of(memory, Kind.BALLOON),
        file=np.sort(np.concatenate([pfns_of(memory, Kind.FILE), pfns_of(memory, Kind.FILE_DIRTY)])),
        marks={(it.node, it.name): (it.min, it.low, it.high) for it in memory.zones if it.present},
        online=frozenset((sections // guest.block_sections).tolist()),
    )


def pfns_of(memory: Memory, kind: Kind) -> Pfns:
    """Return the pfns of all pages of a kind, ascending."""
    frames, pages = memory.frames, memory.layout.section_pages
    inside = np.arange(pages, dtype=np.int64)
    found = []
    for section in np.flatnonzero(frames.counts[:, kind]).tolist():
        whole = frames.uniform[section] != MIXED
        offsets = inside if whole else np.flatnonzero(frames.kinds_of(section) == kind)
        found.append(section * pages + offsets)
    joined: Pfns = np.concatenate(found) if found else np.zeros(0, np.int64)
    return joined


def bucket_text(node: int, zone: str, where: str, number: int) -> str:
    """Return a place of free pages in words: `node 0 Normal order 3`, `node 0 DMA32 cpu0 list 1`."""
    what = f"{where} {number}" if where == ORDER else where if number == WHOLE else f"{where} list {number}"
    return f"node {node} {zone} {what}"
