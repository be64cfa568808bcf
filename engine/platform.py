"""Facts as data: architectures and kernel profiles, a row each."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.units import GIB, KIB, MIB, SECOND, Bytes, Nanoseconds, Pages

Fallback = Literal["current", "v6.6"]


@attrs.frozen
class Platform:
    """One architecture as a Linux kernel was built for it.

    Sources: SECTION_SIZE_BITS and the orders, arch/*/include/asm/sparsemem.h and arch/*/Kconfig.
    """

    name: str
    page_size: Bytes
    section_size: Bytes
    block_sections: int
    """Sections in a memory block, the unit that is put online and offline."""
    max_order: int
    pageblock_order: int
    struct_page: Bytes
    """Bytes of mem_map that describe one page."""
    hot_add_base: Bytes
    """Hot-added memory starts at or above this address."""
    ram_holes: tuple[tuple[Bytes, Bytes], ...]
    """Address ranges [start, end) where no RAM is, so that memory beyond a hole starts higher."""
    mem_map_order: int
    """The kernel tries to take a section's mem_map in blocks of this order before single pages."""
    kernel_pages: Pages
    """Pages that the kernel's own image and boot allocations hold in the first section."""

    @property
    def section_pages(self) -> Pages:
        """Pages in a section."""
        return self.section_size // self.page_size

    @property
    def mem_map_pages(self) -> Pages:
        """Pages that the mem_map of one section takes."""
        return self.section_pages * self.struct_page // self.page_size


PLATFORMS: dict[str, Platform] = {
    row.name: row
    for row in (
        Platform("ppc64", 4 * KIB, 16 * MIB, 1, 12, 9, 64, 0, (), 0, 2048),
        Platform("x86-64", 4 * KIB, 128 * MIB, 1, 10, 9, 64, 0, ((3 * GIB, 4 * GIB),), 9, 6144),
    )
}


@attrs.frozen
class Kernel:
    """What one kernel does differently from another.

    Sources: reference to paper section 3.2 and 4.2 for 2.6.16; mm/page_alloc.c and mm/memory_hotplug.c.
    """

    name: str
    grouping: bool
    """Free lists by migrate type (2.6.24 and later), or one list an order."""
    tail_placement: bool
    """A freed block whose next merge looks likely goes to the list's tail (2010 and later)."""
    fallback: Fallback
    online_in_blocks: bool
    """Online frees blocks of the largest order to the tail; 2006 freed page by page to the head."""
    isolate_keeps_type: bool
    """An isolation that is undone restores the pageblock's type; before, every one became movable."""
    movable_zone: bool
    """ZONE_MOVABLE exists (2.6.23 and later)."""
    hot_remove: bool
    offline_timeout: Nanoseconds | None
    """None: the kernel tries for ever and only a signal ends it."""
    offline_failures: int | None
    """Rounds of migration in a row that may fail before the kernel gives up; None: no limit."""
    balloon_compaction: bool
    """Balloon pages can be migrated where their driver takes part (mm/balloon_compaction.c, 2012; cmm since 5.5)."""
    offline_pages_pass: bool
    """Balloon pages that cannot move pass isolation, and are found out when all else has moved (PageOffline, 5.8)."""


KERNELS: dict[str, Kernel] = {
    row.name: row
    for row in (
        Kernel("2.6.16", False, False, "current", False, False, False, False, None, None, False, False),
        Kernel(
            "2.6.16+remove",
            False,
            False,
            "current",
            False,
            False,
            False,
            True,
            120 * SECOND,
            5,
            False,
            False,
        ),
        Kernel("6.6", True, True, "v6.6", True, False, True, True, None, None, True, True),
        Kernel("current", True, True, "current", True, True, True, True, None, None, True, True),
    )
}
