"""Architectures as data: a row for each, and for each of its page sizes."""

from __future__ import annotations

import attrs

from engine.units import GIB, KIB, MIB, Bytes, Pages


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
    mem_map_unit: Bytes = 0
    """The mem_map is mapped in pages of this size: sections share one, and it comes with the first of them. 0: a page's
    (arch/powerpc/mm/init_64.c:vmemmap_populate, of mmu_vmemmap_psize)."""
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
        """Pages that the mem_map of one section takes; sections whose mem_map is less than a unit share one."""
        return max(self._mem_map_unit, self.section_pages * self.struct_page) // self.page_size

    @property
    def mem_map_sections(self) -> int:
        """Sections that share the pages of one mem_map."""
        return max(1, self._mem_map_unit // (self.section_pages * self.struct_page))

    @property
    def _mem_map_unit(self) -> Bytes:
        return max(self.page_size, self.mem_map_unit)

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
PAE_OF_2006 = attrs.evolve(PAE, section_size=GIB)
"""The same before 2.6.25 (2.6.20 include/asm-i386/sparsemem.h: SECTION_SIZE_BITS 30)."""
