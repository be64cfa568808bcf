"""/proc/zoneinfo and /proc/pagetypeinfo (mm/vmstat.c).

What is not simulated is left out: counters of activity, of CPUs' statistics, of memory that is mapped.
"""

from __future__ import annotations

import attrs

from engine.memory.kinds import Kind, MigrateType
from engine.units import Pages, Pfn
from engine.views.recorded_split import Counted, part_of

MOST_COUNTED = 100_000
"""The kernel counts no longer lists, for it holds a lock meanwhile: pagetypeinfo_showfree_print."""
TYPE_NAMES = {
    MigrateType.UNMOVABLE: "Unmovable",
    MigrateType.MOVABLE: "Movable",
    MigrateType.RECLAIMABLE: "Reclaimable",
    MigrateType.HIGHATOMIC: "HighAtomic",
    MigrateType.CMA: "CMA",
    MigrateType.ISOLATE: "Isolate",
}
"""mm/show_mem.c:migratetype_names, in order."""
_FIRST_NAMES = {
    MigrateType.UNMOVABLE: "Unmovable",
    MigrateType.RECLAIMABLE: "Reclaimable",
    MigrateType.MOVABLE: "Movable",
    MigrateType.HIGHATOMIC: "Reserve",
}
"""The same in 2.6.24 (mm/vmstat.c); its reserve is empty here, as the atomic one is."""
_LRU = (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.PINNED)


@attrs.frozen
class CpuLists:
    """What a CPU keeps of a zone, its limit and its batch; and between which bounds the limit moves."""

    count: Pages
    high: Pages
    batch: Pages
    least: Pages = 0
    most: Pages = 0


@attrs.frozen(kw_only=True)
class ZoneDetails:
    """Everything that the kernel says of a zone; amounts in pages.

    Attributes:
        lists: free blocks per order, by migrate type; `protection` is lowmem_reserve, for each kind of zone upwards.
        pageblocks: how many pageblocks of each migrate type it has, by MigrateType.
        kinds: pages of each Kind in it.
        cpu_lists: what each CPU keeps, by its number; empty where CPUs keep nothing.
    """

    name: str
    node: int
    free: Pages
    boost: Pages
    min: Pages
    low: Pages
    high: Pages
    spanned: Pages
    present: Pages
    managed: Pages
    start: Pfn
    protection: tuple[Pages, ...]
    lists: dict[MigrateType, tuple[int, ...]]
    pageblocks: tuple[int, ...]
    kinds: tuple[Pages, ...]
    cpu_lists: tuple[CpuLists, ...] = ()

    def kind(self, *kinds: Kind) -> Pages:
        """Return the pages of `kinds`."""
        return sum(self.kinds[kind] for kind in kinds)


@attrs.frozen
class KernelView:
    """What of a kernel shows in its files.

    Attributes:
        of_2006: whether it prints zones as those of 2006 did.
        cma: whether it was built with contiguous memory areas, as pseries is.
        of_today: whether the limits of CPUs' lists move while it runs (6.7 and later), and the mark of promotion and
            balloon pages are shown (6.18).
        counted: what a capture recorded that divides kinds of pages.
    """

    pageblock_order: int
    of_2006: bool
    cma: bool
    of_today: bool
    counted: Counted = ()


def pagetypeinfo(zones: tuple[ZoneDetails, ...], kernel: KernelView) -> str:
    """Return free blocks per migrate type and order, and how many pageblocks are of each type, node by node."""
    return "\n".join(_pagetypes(node, kernel) for node in _by_node(zones))


def _by_node(zones: tuple[ZoneDetails, ...]) -> list[list[ZoneDetails]]:
    nodes = dict.fromkeys(zone.node for zone in zones)
    found = [[zone for zone in zones if zone.node == node and zone.present] for node in nodes]
    return [node for node in found if node]


def _pagetypes(zones: list[ZoneDetails], kernel: KernelView) -> str:
    names = _FIRST_NAMES if kernel.of_2006 else TYPE_NAMES
    types = [t for t in names if kernel.cma or t != MigrateType.CMA]
    orders = len(next(iter(zones[0].lists.values())))
    lines = [
        f"Page block order: {kernel.pageblock_order}",
        f"Pages per block:  {1 << kernel.pageblock_order}",
        "",
        f"{'Free pages count per migrate type at order':<43} " + "".join(f"{k:>6} " for k in range(orders)),
    ]
    for zone in zones:
        for t in types:
            counts = "".join(map(_counted, zone.lists.get(t, (0,) * orders)))
            lines.append(f"Node {zone.node:>4}, zone {zone.name:>8}, type {names[t]:>12} {counts}")
    lines += ["", f"{'Number of blocks type ':<23}" + "".join(f"{names[t]:>12} " for t in types)]
    for zone in zones:
        blocks = "".join(f"{zone.pageblocks[t]:>12} " for t in types)
        lines.append(f"Node {zone.node}, zone {zone.name:>8} {blocks}")
    return "\n".join(lines)


def _counted(count: int) -> str:
    return f">{MOST_COUNTED} " if count >= MOST_COUNTED else f"{count:>6} "


def zoneinfo(zones: tuple[ZoneDetails, ...], kernel: KernelView) -> str:
    """Return every zone with its watermarks, its size, what it protects and what its pages hold."""
    lines: list[str] = []
    told: set[int] = set()
    for zone in zones:
        lines.append(f"Node {zone.node}, zone {zone.name:>8}")
        if kernel.of_2006:
            lines += _zone_2006(zone)
            continue
        if zone.present and zone.node not in told:
            told.add(zone.node)
            lines += _node([other for other in zones if other.node == zone.node], kernel)
        lines += _zone(zone, kernel)
    return "\n".join(lines)


def _node(zones: list[ZoneDetails], kernel: KernelView) -> list[str]:
    """The counters of a node, which stand with its first zone that has pages (zoneinfo_show_print)."""

    def pages(*kinds: Kind) -> Pages:
        return sum(zone.kind(*kinds) for zone in zones)

    anon, file, slab = pages(Kind.ANON, Kind.PINNED), pages(Kind.FILE, Kind.FILE_DIRTY), pages(Kind.SLAB)
    active_anon = part_of(kernel.counted, "Active(anon)", "Inactive(anon)", anon, 0)
    active_file = part_of(kernel.counted, "Active(file)", "Inactive(file)", file, 0)
    reclaimable = part_of(kernel.counted, "SReclaimable", "SUnreclaim", slab, slab)
    counters = {
        "nr_inactive_anon": anon - active_anon,
        "nr_active_anon": active_anon,
        "nr_inactive_file": file - active_file,
        "nr_active_file": active_file,
        "nr_unevictable": pages(Kind.MLOCKED),
        "nr_slab_reclaimable": reclaimable,
        "nr_slab_unreclaimable": slab - reclaimable,
        "nr_anon_pages": pages(Kind.ANON, Kind.PINNED, Kind.MLOCKED),
        "nr_file_pages": pages(Kind.FILE, Kind.FILE_DIRTY),
        "nr_dirty": pages(Kind.FILE_DIRTY),
        "nr_writeback": 0,
        "nr_page_table_pages": pages(Kind.PAGE_TABLE),
    }
    if kernel.of_today:
        counters["nr_balloon_pages"] = pages(Kind.BALLOON)
    return ["  per-node stats", *_counters(counters)]


def _counters(counters: dict[str, Pages]) -> list[str]:
    return [f"      {name:<12} {pages}" for name, pages in counters.items()]


def _zone(zone: ZoneDetails, kernel: KernelView) -> list[str]:
    """As mm/vmstat.c:zoneinfo_show_print has it; promo is as far above high as high is above low."""
    lines = [
        f"  pages free     {zone.free}",
        f"        boost    {zone.boost}",
        f"        min      {zone.min}",
        f"        low      {zone.low}",
        f"        high     {zone.high}",
        *([f"        promo    {2 * zone.high - zone.low}"] if kernel.of_today else []),
        f"        spanned  {zone.spanned}",
        f"        present  {zone.present}",
        f"        managed  {zone.managed}",
        "        cma      0",
        f"        protection: ({', '.join(map(str, zone.protection))})",
    ]
    if not zone.present:
        return lines
    counters = {
        "nr_free_pages": zone.free,
        "nr_zone_inactive_anon": zone.kind(Kind.ANON, Kind.PINNED),
        "nr_zone_active_anon": 0,
        "nr_zone_inactive_file": zone.kind(Kind.FILE, Kind.FILE_DIRTY),
        "nr_zone_active_file": 0,
        "nr_zone_unevictable": zone.kind(Kind.MLOCKED),
        "nr_zone_write_pending": zone.kind(Kind.FILE_DIRTY),
        "nr_mlock": zone.kind(Kind.MLOCKED),
        "nr_free_cma": 0,
    }
    lines += [*_counters(counters), "  pagesets", *_cpu_lists(zone, kernel)]
    return [*lines, "  node_unreclaimable:  0", f"  start_pfn:           {zone.start}"]


def _cpu_lists(zone: ZoneDetails, kernel: KernelView) -> list[str]:
    """Each CPU's lists; nothing where CPUs keep no pages of their own."""
    lines: list[str] = []
    for cpu, kept in enumerate(zone.cpu_lists):
        amounts = {"count:": kept.count, "high:": kept.high, "batch:": kept.batch}
        if kernel.of_today:
            amounts |= {"high_min:": kept.least, "high_max:": kept.most}
        width = max(map(len, amounts))
        lines.append(f"    cpu: {cpu}")
        lines += [f"              {name:<{width}} {pages}" for name, pages in amounts.items()]
    return lines


def _zone_2006(zone: ZoneDetails) -> list[str]:
    """As mm/page_alloc.c:zoneinfo_show printed it in 2.6.16; managed pages were not told from present ones."""
    return [
        f"  pages free     {zone.free}",
        f"        min      {zone.min}",
        f"        low      {zone.low}",
        f"        high     {zone.high}",
        "        active   0",
        f"        inactive {zone.kind(*_LRU)}",
        "        scanned  0 (a: 0 i: 0)",
        f"        spanned  {zone.spanned}",
        f"        present  {zone.present}",
        f"        protection: ({', '.join(map(str, zone.protection))})",
        "  pagesets",
        *_hot_lists(zone),
        "  all_unreclaimable: 0",
        "  prev_priority:     12",
        "  temp_priority:     12",
        f"  start_pfn:         {zone.start}",
    ]


def _hot_lists(zone: ZoneDetails) -> list[str]:
    """Each CPU's list of hot pages; it has none of cold ones."""
    lines: list[str] = []
    for cpu, kept in enumerate(zone.cpu_lists):
        amounts = {"count:": kept.count, "high: ": kept.high, "batch:": kept.batch}
        lines.append(f"    cpu: {cpu} pcp: 0")
        lines += [f"              {name} {pages}" for name, pages in amounts.items()]
    return lines
