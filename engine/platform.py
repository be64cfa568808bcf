"""Facts as data: architectures, kernel profiles and balloon drivers, a row each."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.units import GIB, KIB, MIB, MILLISECOND, SECOND, Bytes, Nanoseconds, Pages

BalloonPages = Literal["pinned", "migrate"]
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
    virtio_pages: BalloonPages
    """What becomes of a virtio balloon's pages when their section is to go."""


KERNELS: dict[str, Kernel] = {
    row.name: row
    for row in (
        Kernel("2.6.16", False, False, "current", False, False, False, False, None, None, "pinned"),
        Kernel(
            "2.6.16+remove", False, False, "current", False, False, False, True, 120 * SECOND, 5, "pinned"
        ),
        Kernel("6.6", True, True, "v6.6", True, False, True, True, None, None, "migrate"),
        Kernel("current", True, True, "current", True, True, True, True, None, None, "migrate"),
    )
}


@attrs.frozen
class Driver:
    """A balloon driver: how it learns its target, in what batches it works, and how it backs off.

    Sources: paper 5.1; drivers/virtio/virtio_balloon.c; drivers/xen/balloon.c.
    """

    name: str
    learns: str
    """How the target reaches it, for people."""
    batch: Pages
    back_off: tuple[Nanoseconds, ...]
    """Sleep after the first, second, ... failure in a row; the last one repeats."""
    gives_up_after: int | None
    """Failures in a row that end the attempt; None: it never gives up."""
    movable: bool
    """Whether its pages are movable allocations, where the kernel's driver can migrate them."""
    newest_first: bool
    """Deflation returns the last page taken first; else the last batch first, each in allocation order."""


DRIVERS: dict[str, Driver] = {
    row.name: row
    for row in (
        Driver("xen", "watch", 512, (2 * SECOND, 4 * SECOND, 8 * SECOND), 4, False, True),
        Driver("virtio", "256-page batches", 256, (200 * MILLISECOND,), None, True, False),
    )
}
XEN_2006 = Driver("xen", "watch", 512, (SECOND,), None, False, True)
"""The driver of 2.6.16: a timer tries again every second, for ever."""


def driver_of(name: str, kernel: Kernel) -> Driver:
    """Return the driver `name` as `kernel` ships it."""
    return XEN_2006 if name == "xen" and not kernel.grouping else DRIVERS[name]


def balloon_pages_of(driver: Driver, kernel: Kernel) -> BalloonPages:
    """Return what happens to the driver's pages when their section is to go, as kernel and driver have it."""
    return kernel.virtio_pages if driver.movable else "pinned"
