"""Platforms made small: sections of 256 pages, and all that is peculiar to each, so that every page can be checked."""

from __future__ import annotations

import attrs

from engine.drivers import DRIVERS, Driver
from engine.guest.guest import Guest
from engine.platform import KERNELS, PAGE_SIZES, PLATFORMS, Platform
from engine.units import KIB, MIB
from engine.world import World
from tests.engine.worlds import boot

SECTIONS, MOST = 8, 12
"""What a guest boots with, and what it can have."""
SMALL = attrs.evolve(
    PLATFORMS["ppc64"],
    section_size=MIB,
    max_order=6,
    pageblock_order=4,
    kernel_size=70 * 4 * KIB,
    mem_map_order=2,
)
"""Four largest blocks and 16 pageblocks in a section, one zone, as on s390 without its DMA."""
ONE_BLOCK = attrs.evolve(SMALL, max_order=8, pageblock_order=6)
"""A section is one largest block, as on ppc64."""
PC = attrs.evolve(
    SMALL,
    name="x86-64",
    zones=(("DMA", 256 * KIB), ("DMA32", 4 * MIB), ("Normal", None)),
    ram_holes=((3 * MIB, 4 * MIB),),
    hot_add_base=4 * MIB,
    firmware=((40 * KIB, 68 * KIB),),
    boot_end=256 * KIB,
)
"""DMA ends inside the first section, firmware leaves a hole in it, and there is no RAM below 4M (4G)."""
OLD_PC = attrs.evolve(
    PC,
    name="i386",
    struct_page=32,
    zones=(("DMA", 256 * KIB), ("Normal", 3584 * KIB), ("HighMem", None)),
    ram_holes=(),
    hot_add_base=0,
)
"""The kernel maps three and a half sections; the rest is HighMem."""
LARGE_PAGES = attrs.evolve(
    PAGE_SIZES["ppc64"][64 * KIB], max_order=6, pageblock_order=4, kernel_size=70 * 64 * KIB
)
"""Pages of 64K: sixteen frames back each, and four sections share a page of mem_map."""
LATE = attrs.evolve(
    SMALL,
    name="arm64",
    zones=(("DMA", 6 * MIB), ("Normal", None)),
    ram_holes=((0, 2 * MIB),),
    hot_add_base=2 * MIB,
)
"""RAM begins above 0, and a zone ends between two sections."""
ROWS = {
    "SMALL": SMALL,
    "ONE_BLOCK": ONE_BLOCK,
    "PC": PC,
    "OLD_PC": OLD_PC,
    "LARGE_PAGES": LARGE_PAGES,
    "LATE": LATE,
}


def small_driver(name: str) -> Driver:
    """Return a driver that works in batches of 48 pages and leaves its guest little."""
    device = DRIVERS[name]
    return attrs.evolve(
        device, batch=48, keeps=min(device.keeps, MIB), has_floor=False, block=min(device.block, 256 * KIB)
    )


def small_guest(world: World, name: str, chosen: dict[str, object]) -> Guest:
    """Boot a guest of 8 sections as it was chosen: `row`, `kernel`, `driver`, and what else `boot` takes."""
    row: Platform = ROWS[str(chosen["row"])]
    others = {key: value for key, value in chosen.items() if key not in ("row", "kernel", "driver")}
    kernel, size = KERNELS[str(chosen["kernel"])], row.section_size
    device = small_driver(str(chosen["driver"]))
    if device.accounting == "hidden":
        others["start"] = 0  # no driver that hides its pages begins with any
    return boot(world, name, SECTIONS * size, row, kernel, device, MOST * size, **others)


def small_world(*guests: dict[str, object]) -> World:
    """Return a world of small guests on a machine that has hardly more than they need."""
    sizes = [SECTIONS * ROWS[str(guest["row"])].section_size for guest in guests]
    world = World(seed=3, host_memory=sum(sizes) + 2 * MIB)
    for name, guest in zip(["web", "db", "app", "ci"], guests, strict=False):
        small_guest(world, name, guest)
    return world
