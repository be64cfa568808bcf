"""What a page looks like: page kinds and section states in as few inks as the eye can tell apart."""

from __future__ import annotations

from enum import IntEnum

from engine.memory.kinds import Kind, MigrateType


class Ink(IntEnum):
    """A way to draw pages and sections; the more ink, the harder to take back.

    Among kinds in use the most stubborn come first: where two hold equally much, the earlier is drawn.
    """

    KERNEL = 0
    MEM_MAP = 1
    PINNED = 2
    SLAB = 3
    BALLOON = 4
    ANON = 5
    FILE = 6
    FREE = 7
    HOLE = 8
    OFFLINE = 9
    ABSENT = 10

    @property
    def role(self) -> str:
        """The theme's role that colours it."""
        return _ROLES[self]


INKS = len(Ink)
IN_USE = Ink.FREE
"""Inks before this one are kinds in use."""

_ROLES = {
    Ink.KERNEL: "kind.kernel",
    Ink.MEM_MAP: "kind.mem_map",
    Ink.PINNED: "kind.pinned",
    Ink.SLAB: "kind.slab",
    Ink.BALLOON: "kind.balloon",
    Ink.ANON: "kind.anon",
    Ink.FILE: "kind.file",
    Ink.FREE: "kind.free",
    Ink.HOLE: "ground",
    Ink.OFFLINE: "state.offline",
    Ink.ABSENT: "state.absent",
}

INK_OF_KIND: dict[Kind, Ink] = {
    Kind.HOLE: Ink.HOLE,
    Kind.FREE: Ink.FREE,
    Kind.PER_CPU: Ink.FREE,
    Kind.FILE: Ink.FILE,
    Kind.FILE_DIRTY: Ink.FILE,
    Kind.ANON: Ink.ANON,
    Kind.MLOCKED: Ink.ANON,
    Kind.PINNED: Ink.PINNED,
    Kind.HUGETLB: Ink.ANON,
    Kind.SLAB: Ink.SLAB,
    Kind.PAGE_TABLE: Ink.KERNEL,
    Kind.KERNEL: Ink.KERNEL,
    Kind.RESERVED: Ink.KERNEL,
    Kind.MEM_MAP: Ink.MEM_MAP,
    Kind.BALLOON: Ink.BALLOON,
    Kind.UNPLUGGED: Ink.OFFLINE,
}

DEARNESS = (Ink.KERNEL, Ink.MEM_MAP, Ink.PINNED, Ink.SLAB, Ink.ANON, Ink.FILE, Ink.FREE)
"""The gauge from the left: what is dearest to take back comes first."""


class Mark(IntEnum):
    """What is said beside a cell's body; the first that applies is drawn."""

    NONE = 0
    """It can leave."""
    SOME = 1
    """Of the sections in one cell, some can leave."""
    BALLOON = 2
    PINNED = 3
    MEM_MAP = 4
    SLAB = 5
    KERNEL = 6
    """From BALLOON to KERNEL: what keeps it, the more stubborn the higher."""
    LANDED = 7
    GOING_ONLINE = 8
    GOING_OFFLINE = 9
    FAILED = 10


BLOCKERS_OF_MARK: tuple[tuple[Mark, tuple[Kind, ...]], ...] = (
    (Mark.BALLOON, (Kind.BALLOON,)),
    (Mark.PINNED, (Kind.PINNED, Kind.MLOCKED, Kind.HUGETLB)),
    (Mark.MEM_MAP, (Kind.MEM_MAP,)),
    (Mark.SLAB, (Kind.SLAB,)),
    (Mark.KERNEL, (Kind.KERNEL, Kind.PAGE_TABLE, Kind.RESERVED, Kind.HOLE)),
)
"""Which kinds give which letter, the most stubborn last."""

TYPE_LETTERS: dict[MigrateType, str] = {
    MigrateType.UNMOVABLE: "u",
    MigrateType.MOVABLE: "m",
    MigrateType.RECLAIMABLE: "r",
    MigrateType.HIGHATOMIC: "h",
    MigrateType.CMA: "c",
    MigrateType.ISOLATE: "i",
}
"""The mark of a pageblock."""
