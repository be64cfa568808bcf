"""Facts as data: architectures and kernel profiles, a row each."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.units import GIB, KIB, MIB, SECOND, Bytes, Nanoseconds, Pages

Fallback = Literal["current", "v6.6"]


@attrs.frozen(kw_only=True)
class Platform:
    """One architecture, at one page size, as a Linux kernel was built for it.

    Sources: SECTION_SIZE_BITS, arch/*/include/asm/sparsemem.h; orders and huge pages, arch/*/Kconfig and
    asm/page.h; zones, include/linux/mmzone.h and arch/*/mm/init.c.
    """

    name: str
    page_size: Bytes = 4 * KIB
    pae: bool = False
    """i386 that reaches more than 4 GiB."""
    section_size: Bytes
    max_order: int = 10
    pageblock_order: int = 9
    struct_page: Bytes = 64
    """Bytes of mem_map that describe one page."""
    zones: tuple[tuple[str, Bytes | None], ...] = (("Normal", None),)
    """The kernel's zones upwards, each with the address at which it ends."""
    ram_holes: tuple[tuple[Bytes, Bytes], ...] = ()
    """Address ranges [start, end) where no RAM is, so that memory beyond a hole starts higher."""
    hot_add_base: Bytes = 0
    """Hot-added memory starts at or above this address."""
    firmware: tuple[tuple[Bytes, Bytes], ...] = ()
    """Address ranges [start, end) inside the first section that firmware keeps: holes for the kernel."""
    boot_end: Bytes = 0
    """Below this address only the first page is kept at boot; the kernel lies at and above it."""
    kernel_size: Bytes = 8 * MIB
    """What the kernel's own image and boot allocations hold."""
    mem_map_order: int = 0
    """The kernel tries to take a section's mem_map in blocks of this order before single pages."""
    large_blocks: bool = False
    """Guests of 64 GiB and more have memory blocks of several sections (arch/x86/mm/init_64.c)."""

    @property
    def section_pages(self) -> Pages:
        """Pages in a section."""
        return self.section_size // self.page_size

    @property
    def kernel_pages(self) -> Pages:
        """Pages that the kernel's own image and boot allocations hold."""
        return self.kernel_size // self.page_size

    @property
    def mem_map_pages(self) -> Pages:
        """Pages that the mem_map of one section takes; sections whose mem_map is less than a page share one."""
        return max(1, self.section_pages * self.struct_page // self.page_size)

    @property
    def mem_map_sections(self) -> int:
        """Sections that share the pages of one mem_map."""
        return max(1, self.page_size // (self.section_pages * self.struct_page))

    def ram(self, memory: Bytes) -> tuple[tuple[Bytes, Bytes], ...]:
        """Return where memory of a size lies at boot, as address ranges [start, end): around the holes."""
        ranges, at, left = [], 0, memory
        for start, end in (*self.ram_holes, (1 << 60, 1 << 60)):
            size = min(left, start - at)
            if size > 0:
                ranges.append((at, at + size))
            left, at = left - max(0, size), end
        return tuple(ranges)

    def block_sections(self, end_of_ram: Bytes) -> int:
        """Return the sections of a memory block, the unit that is put online and offline.

        Large virtual machines have the largest blocks, up to 2 GiB, that the end of RAM is a multiple of
        (arch/x86/mm/init_64.c:probe_memory_block_size).
        """
        if not self.large_blocks or end_of_ram < 64 * GIB:
            return 1
        largest = min(2 * GIB, end_of_ram & -end_of_ram)
        return max(self.section_size, largest) // self.section_size


_PC_FIRMWARE = ((636 * KIB, 1024 * KIB),)
"""The BIOS' area, graphics memory and option ROMs."""
_PCI_HOLE = ((3 * GIB, 4 * GIB),)
_I386_ZONES = (("DMA", 16 * MIB), ("Normal", 896 * MIB), ("HighMem", None))
_ROWS = (
    Platform(name="ppc64", section_size=16 * MIB, max_order=12),
    Platform(name="ppc64", page_size=64 * KIB, section_size=16 * MIB, max_order=8, pageblock_order=5),
    Platform(
        name="x86-64",
        section_size=128 * MIB,
        zones=(("DMA", 16 * MIB), ("DMA32", 4 * GIB), ("Normal", None)),
        ram_holes=_PCI_HOLE,
        hot_add_base=4 * GIB,
        firmware=_PC_FIRMWARE,
        boot_end=16 * MIB,
        kernel_size=24 * MIB,
        mem_map_order=9,
        large_blocks=True,
    ),
    Platform(
        name="i386",
        section_size=64 * MIB,
        pageblock_order=10,
        struct_page=32,
        zones=_I386_ZONES,
        ram_holes=((4 * GIB - 512 * MIB, 1 << 60),),
        firmware=_PC_FIRMWARE,
        boot_end=MIB,
        mem_map_order=7,
    ),
    Platform(
        name="i386",
        pae=True,
        section_size=512 * MIB,
        struct_page=32,
        zones=_I386_ZONES,
        ram_holes=(*_PCI_HOLE, (64 * GIB, 1 << 60)),
        firmware=_PC_FIRMWARE,
        boot_end=MIB,
        mem_map_order=10,
    ),
    Platform(
        name="ia64",
        page_size=16 * KIB,
        section_size=1 * GIB,
        pageblock_order=10,
        zones=(("DMA", 4 * GIB), ("Normal", None)),
        ram_holes=_PCI_HOLE,
        kernel_size=32 * MIB,
    ),
    Platform(
        name="arm64",
        section_size=128 * MIB,
        zones=(("DMA", 4 * GIB), ("Normal", None)),
        ram_holes=((0, 1 * GIB),),
        hot_add_base=1 * GIB,
        kernel_size=32 * MIB,
        mem_map_order=9,
    ),
    Platform(
        name="arm64",
        page_size=64 * KIB,
        section_size=512 * MIB,
        max_order=13,
        pageblock_order=13,
        zones=(("DMA", 4 * GIB), ("Normal", None)),
        ram_holes=((0, 1 * GIB),),
        hot_add_base=1 * GIB,
        kernel_size=32 * MIB,
    ),
    Platform(
        name="s390",
        section_size=256 * MIB,
        pageblock_order=8,
        zones=(("DMA", 2 * GIB), ("Normal", None)),
        kernel_size=16 * MIB,
        mem_map_order=8,
    ),
)
PAGE_SIZES: dict[str, dict[Bytes, Platform]] = {
    name: {row.page_size: row for row in _ROWS if row.name == name and not row.pae}
    for name in dict.fromkeys(row.name for row in _ROWS)
}
"""By name and page size."""
PLATFORMS: dict[str, Platform] = {name: next(iter(rows.values())) for name, rows in PAGE_SIZES.items()}
"""By name; where there are several page sizes, the smallest one's."""
PAE = next(row for row in _ROWS if row.pae)
"""i386 with page tables that reach more than 4 GiB."""


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
    modern_marks: bool
    """Watermarks and per-CPU lists as they are sized today; before, as in 2006."""
    large_blocks: bool
    """A memory block may have several sections (2.6.39 and later)."""
    khugepaged: bool
    """Transparent huge pages exist and are on (2.6.38 and later)."""
    avoid_mixing: bool
    """Other zones are looked at before pageblocks are mixed (5.0 and later)."""
    watermark_boost: bool
    """Mixing a pageblock raises the watermarks for a while (5.0 and later)."""
    memmap_on_memory: bool
    """Added memory can hold its own mem_map (5.13 and later)."""


_OF_2006 = Kernel(
    name="2.6.16",
    grouping=False,
    tail_placement=False,
    fallback="current",
    online_in_blocks=False,
    isolate_keeps_type=False,
    movable_zone=False,
    hot_remove=False,
    offline_timeout=None,
    offline_failures=None,
    balloon_compaction=False,
    offline_pages_pass=False,
    modern_marks=False,
    large_blocks=False,
    khugepaged=False,
    avoid_mixing=False,
    watermark_boost=False,
    memmap_on_memory=False,
)
_CURRENT = Kernel(
    name="current",
    grouping=True,
    tail_placement=True,
    fallback="current",
    online_in_blocks=True,
    isolate_keeps_type=True,
    movable_zone=True,
    hot_remove=True,
    offline_timeout=None,
    offline_failures=None,
    balloon_compaction=True,
    offline_pages_pass=True,
    modern_marks=True,
    large_blocks=True,
    khugepaged=True,
    avoid_mixing=True,
    watermark_boost=True,
    memmap_on_memory=True,
)
KERNELS: dict[str, Kernel] = {
    row.name: row
    for row in (
        _OF_2006,
        attrs.evolve(
            _OF_2006,
            name="2.6.16+remove",
            hot_remove=True,
            offline_timeout=120 * SECOND,
            offline_failures=5,
        ),
        attrs.evolve(_CURRENT, name="6.6", fallback="v6.6", isolate_keeps_type=False),
        _CURRENT,
    )
}
