"""The geometry of a guest's memory and the rules that its kernel's allocator follows."""

from __future__ import annotations

import attrs

from engine.platform import Fallback, Kernel, Platform
from engine.units import KIB, Bytes, Pages, Pfn

LARGEST_ORDER = 15
"""The head of a free block is marked with its order in four bits."""
NO_END: Pfn = 1 << 52
"""Where the highest zone ends: nowhere."""
ZONE_NAMES = ("DMA", "DMA32", "Normal", "HighMem", "Movable")
"""Zones from the one that any request may use to the one that only movable pages may (include/linux/mmzone.h)."""


@attrs.frozen
class Layout:
    """Sizes that are fixed when a kernel is built. All counts are powers of two.

    A block of the largest order never crosses a section (include/linux/mmzone.h), so buddies share one.
    """

    page_size: Bytes = 4 * KIB
    section_pages: Pages = 4096
    max_order: int = 10
    pageblock_order: int = 9
    zone_ends: tuple[tuple[str, Pfn], ...] = (("Normal", NO_END),)
    """The kernel's zones upwards, each with the pfn at which it ends: whole blocks of the largest order."""
    thp_order: int = attrs.field(kw_only=True)
    """Of a transparent huge page: a pageblock's, but where that is one of a hugetlb page which is larger."""
    section_shift: int = attrs.field(init=False, repr=False, eq=False)
    """A pfn shifted right by this is its section."""

    @thp_order.default
    def _of_a_pageblock(self) -> int:
        return self.pageblock_order

    @section_shift.default
    def _shift_of(self) -> int:
        return self.section_pages.bit_length() - 1

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.pageblock_order <= self.max_order <= LARGEST_ORDER:
            raise ValueError(
                f"orders are at most {LARGEST_ORDER}, and a pageblock is no larger than the largest block"
            )
        if self.section_pages & (self.section_pages - 1) or self.section_pages < 1 << self.max_order:
            raise ValueError(
                f"a section of {self.section_pages} pages cannot hold blocks of order {self.max_order}"
            )
        names, ends = [name for name, _ in self.zone_ends], [end for _, end in self.zone_ends]
        if names != [name for name in ZONE_NAMES[:-1] if name in names] or sorted(set(ends)) != ends:
            raise ValueError(f"{', '.join(names)} are no zones that follow each other")
        if "Normal" not in names:
            raise ValueError("there is no zone Normal")
        if any(end % (1 << self.max_order) for end in ends):
            raise ValueError("a zone ends inside a block of the largest order")

    @classmethod
    def of(cls, platform: Platform) -> Layout:
        """Return the layout of a platform's row."""
        page = platform.page_size
        ends = tuple((name, NO_END if end is None else end // page) for name, end in platform.zones)
        return cls(page, platform.section_pages, platform.max_order, platform.pageblock_order, ends)

    @property
    def pageblock_pages(self) -> Pages:
        """Pages in a pageblock."""
        return 1 << self.pageblock_order

    @property
    def section_pageblocks(self) -> int:
        """Pageblocks in a section."""
        return self.section_pages >> self.pageblock_order

    @property
    def section_blocks(self) -> int:
        """Blocks of the largest order in a section."""
        return self.section_pages >> self.max_order

    def section_of(self, pfn: Pfn) -> int:
        """Return the index of the section that holds `pfn`."""
        return pfn >> self.section_shift


@attrs.frozen
class Rules:
    """Where kernels differ in how they place and find pages."""

    grouping: bool = True
    """Free lists by migrate type; without it there is one list an order."""
    tail_placement: bool = True
    """A freed block goes to the tail when its next merge looks likely (buddy_merge_likely)."""
    fallback: Fallback = "current"
    isolate_keeps_type: bool = True
    """Isolation that is undone brings the pageblock's type back; else every pageblock becomes movable."""
    online_in_blocks: bool = True
    """Onlined memory joins in blocks of the largest order at the tail; else page by page at the head."""
    balloon_movable: bool = False
    """Balloon pages can be migrated, and so count as movable when a pageblock is weighed for a claim."""
    modern_marks: bool = True
    """Watermarks with today's gaps and bounds; else those of 2006."""
    movable_shares_marks: bool = False
    """ZONE_MOVABLE has its share of min_free_kbytes, as a zone of the kernel's; else it has a small mark of its own."""
    khugepaged: bool = False
    """Transparent huge pages raise min_free_kbytes where the guest has 512 MiB and more (mm/khugepaged.c)."""
    boost: bool = False
    """A claim below a pageblock's size raises the watermarks until kswapd has been there (5.0 and later)."""
    notes_allotted: bool = False
    """Memory keeps what it allotted until its host has looked: free pages may have no frame of the host's."""
    notes_used: bool = False
    """Memory keeps what was used, too: any page may be on the host's swap."""
    tunes_per_cpu: bool = False
    """What CPUs keep, fetch and give back follows what is asked of them (6.7); else the zone's size tells it."""
    avoid_mixing: bool = False
    """Requests that prefer Normal look in other zones before they mix pageblocks (ALLOC_NOFRAGMENT, 5.0)."""

    @property
    def types_merge(self) -> bool:
        """Pageblocks that merge take one type, so that a free block stands on the list of its own (6.10 and later)."""
        return self.fallback in ("current", "v6.12")

    @classmethod
    def of(cls, kernel: Kernel, *, balloon_movable: bool = False, notes_allotted: bool = False) -> Rules:
        """Return the rules of a kernel profile."""
        return cls(
            kernel.grouping,
            kernel.tail_placement,
            kernel.fallback,
            kernel.isolate_keeps_type,
            kernel.online_in_blocks,
            balloon_movable,
            modern_marks=kernel.modern_marks,
            movable_shares_marks=kernel.movable_shares_marks,
            khugepaged=kernel.khugepaged,
            boost=kernel.watermark_boost,
            notes_allotted=notes_allotted,
            tunes_per_cpu=kernel.tunes_per_cpu,
            avoid_mixing=kernel.avoid_mixing,
        )
