"""/proc/buddyinfo and /proc/pagetypeinfo: free blocks per order, and per migrate type."""

from __future__ import annotations

import attrs

from engine.capture.record import Orders
from engine.capture.text import Text
from engine.capture.zoneinfo import MOST_PFNS, zone_named
from engine.memory.kinds import MigrateType

MOST_ORDERS = 16
TYPE_NAMES = {
    "Unmovable": MigrateType.UNMOVABLE,
    "Movable": MigrateType.MOVABLE,
    "Reclaimable": MigrateType.RECLAIMABLE,
    "HighAtomic": MigrateType.HIGHATOMIC,
    "CMA": MigrateType.CMA,
    "Isolate": MigrateType.ISOLATE,
}
"""As the kernel prints them (mm/show_mem.c, mm/page_alloc.c:migratetype_names)."""
_OTHER_HEADS = ("Pages per", "Free pages")
"""What the other lines of /proc/pagetypeinfo begin with: `Pages per block:`, and the head of the first table."""
ZoneKey = tuple[int, str]
"""A node's number and a zone's name."""


@attrs.frozen
class ByType:
    """What /proc/pagetypeinfo says.

    Attributes:
        pageblock_order: of its head; None: it is not there.
        free: free blocks per order, by zone and migrate type.
        pageblocks: by zone and migrate type.
        capped: zones, types and orders where the kernel stopped counting (it prints `>100000`; mm/vmstat.c:
            pagetypeinfo_showfree_print): there are at least as many.
    """

    pageblock_order: int | None
    free: dict[ZoneKey, dict[int, Orders]]
    pageblocks: dict[ZoneKey, dict[int, int]]
    capped: tuple[tuple[ZoneKey, int, int], ...] = ()


def free_blocks_of(text: Text) -> dict[ZoneKey, Orders]:
    """Read /proc/buddyinfo.

    Returns:
        Free blocks per order, by zone; every zone has as many orders.

    Raises:
        CommandError: it is no such text.
    """
    found: dict[ZoneKey, Orders] = {}
    orders = 0
    for at, line in enumerate(text.lines):
        key = zone_named(text, at)
        words = line.split()[4:]
        orders = orders or len(words)
        if not 0 < len(words) <= MOST_ORDERS or len(words) != orders:
            raise text.refuse(at, f"{len(words)} orders", f"as many as every zone has, at most {MOST_ORDERS}")
        found[key] = text.numbers(at, words, MOST_PFNS)
    if not found:
        raise text.refuse(0, "it names no zone", "Node 0, zone ...")
    return found


def by_type_of(text: Text) -> ByType:
    """Read /proc/pagetypeinfo.

    Raises:
        CommandError: it is no such text.
    """
    order: int | None = None
    free: dict[ZoneKey, dict[int, Orders]] = {}
    pageblocks: dict[ZoneKey, dict[int, int]] = {}
    capped: list[tuple[ZoneKey, int, int]] = []
    columns: list[MigrateType | None] = []
    """What the columns of the second table are; None: a type of an old kernel that nothing here knows."""
    for at, line in enumerate(text.lines):
        words = line.split()
        if words[:3] == ["Page", "block", "order:"] and len(words) == 4:
            order = text.number(at, words[3], MOST_ORDERS)
        elif words[:4] == ["Number", "of", "blocks", "type"]:
            columns = [TYPE_NAMES.get(word) for word in words[4:]]
        elif words[:4] == ["Number", "of", "mixed", "blocks"]:
            break  # with CONFIG_PAGE_OWNER it goes on with mm/page_owner.c:pagetypeinfo_showmixedcount_print
        elif line.startswith("Node") and ", type " in line:
            key, kind = zone_named(text, at), TYPE_NAMES.get(words[5])
            if len(words) < 6 or len(words) > 6 + MOST_ORDERS:
                raise text.refuse(at, f"{len(words) - 6} orders", f"at most {MOST_ORDERS}")
            if kind is not None:
                counts = text.numbers(at, [word.removeprefix(">") for word in words[6:]], MOST_PFNS)
                free.setdefault(key, {})[int(kind)] = counts
                capped += [(key, int(kind), o) for o, word in enumerate(words[6:]) if word.startswith(">")]
        elif line.startswith("Node") and columns:
            counts = text.numbers(at, words[4:], MOST_PFNS)
            if len(counts) != len(columns):
                raise text.refuse(at, f"{len(counts)} counts for {len(columns)} types")
            pageblocks[zone_named(text, at)] = {
                int(kind): count for kind, count in zip(columns, counts, strict=True) if kind is not None
            }
        elif words and " ".join(words[:2]) not in _OTHER_HEADS:
            raise text.refuse(at, f"{line!r} is no line of it", "Node 0, zone Normal, ...")
    return ByType(order, free, pageblocks, tuple(capped))
