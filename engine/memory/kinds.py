"""What a page frame can hold, what a pageblock is meant for, and what a section can be."""

from __future__ import annotations

from enum import IntEnum


class Kind(IntEnum):
    """The one thing that a page frame is at a time. The values are stable: captures and checkpoints hold them."""

    HOLE = 0
    FREE = 1
    """In the buddy allocator, on an isolated pageblock's list too."""
    PER_CPU = 2
    """Free, but parked on a CPU's list, where the buddy allocator does not see it."""
    FILE = 3
    """Page cache, clean: it can be dropped."""
    FILE_DIRTY = 4
    ANON = 5
    MLOCKED = 6
    """Locked against reclaim; migration still moves it."""
    PINNED = 7
    """Held by a device or a long-term reference: it looks movable, and migration fails."""
    HUGETLB = 8
    SLAB = 9
    PAGE_TABLE = 10
    KERNEL = 11
    RESERVED = 12
    MEM_MAP = 13
    """struct pages: they describe other pages."""
    BALLOON = 14
    """Given to the host by the balloon driver."""
    UNPLUGGED = 15
    """Part of an online section that virtio-mem keeps from the allocator, for the host has it (PageOffline)."""


KINDS = len(Kind)

MOVABLE_KINDS = frozenset({Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED, Kind.HUGETLB})
"""Migration can move these (mm/migrate.c)."""
BLOCKING_KINDS = (Kind.KERNEL, Kind.PAGE_TABLE, Kind.SLAB, Kind.RESERVED, Kind.MEM_MAP)
"""One page of these refuses a section up front (mm/page_isolation.c:has_unmovable_pages), most stubborn first."""


REMAPPED_KINDS = (Kind.KERNEL, Kind.PAGE_TABLE, Kind.SLAB)
"""A kernel whose virtual addresses lie at no constant offset from physical ones could move these too (paper 4.1)."""


class MigrateType(IntEnum):
    """What a pageblock's pages are for; free lists are kept by it (include/linux/mmzone.h)."""

    UNMOVABLE = 0
    MOVABLE = 1
    RECLAIMABLE = 2
    HIGHATOMIC = 3
    CMA = 4
    ISOLATE = 5


TYPES = len(MigrateType)

TYPE_OF_KIND: dict[Kind, MigrateType] = {
    Kind.FILE: MigrateType.MOVABLE,
    Kind.FILE_DIRTY: MigrateType.MOVABLE,
    Kind.ANON: MigrateType.MOVABLE,
    Kind.MLOCKED: MigrateType.MOVABLE,
    Kind.PINNED: MigrateType.MOVABLE,
    Kind.HUGETLB: MigrateType.MOVABLE,
    Kind.SLAB: MigrateType.RECLAIMABLE,
    Kind.PAGE_TABLE: MigrateType.UNMOVABLE,
    Kind.KERNEL: MigrateType.UNMOVABLE,
    Kind.RESERVED: MigrateType.UNMOVABLE,
    Kind.MEM_MAP: MigrateType.UNMOVABLE,
}
"""The migrate type that an allocation of each kind asks for."""


class SectionState(IntEnum):
    """Where a section stands between absent and online (drivers/base/memory.c)."""

    ABSENT = 0
    OFFLINE = 1
    GOING_ONLINE = 2
    ONLINE = 3
    GOING_OFFLINE = 4

    @property
    def text(self) -> str:
        """The word that the JSON and the views use."""
        return self.name.lower().replace("_", "-")
