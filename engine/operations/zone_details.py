"""What /proc/zoneinfo and /proc/pagetypeinfo need of a guest: counted when it is asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.guest.guest import Guest
from engine.memory.frames import ISOLATED, MIXED
from engine.memory.kinds import KINDS, TYPES, MigrateType
from engine.memory.layout import ZONE_NAMES
from engine.memory.memory import Memory
from engine.memory.per_cpu import PerCpu
from engine.memory.zone import Zone
from engine.units import Pages
from engine.views.zones import CpuLists, KernelView, ZoneDetails


def kernel_view(guest: Guest) -> KernelView:
    """Return what of a guest's kernel shows in its files."""
    return KernelView(
        counted=guest.origin.counted if guest.origin else (),
        pageblock_order=guest.memory.layout.pageblock_order,
        of_2006=guest.kernel.release < (2, 6, 32),
        cma=guest.platform.name == "ppc64",
        of_today=guest.kernel.name == "current",
    )


def zone_details(guest: Guest) -> tuple[ZoneDetails, ...]:
    """Return every kind of zone that the kernel was built with on every node, also those without pages."""
    memory = guest.memory
    kinds = np.zeros((len(memory.zones), KINDS), np.int64)
    blocks = np.zeros((len(memory.zones), TYPES), np.int64)
    uniform = memory.frames.uniform != MIXED
    for place in range(len(memory.zones)):
        here = memory.section_zone == place
        kinds[place] = memory.counts[here].sum(axis=0)
        types = _shown(memory.frames.uniform_types[here & uniform])
        blocks[place] = np.bincount(types, minlength=TYPES) * memory.layout.section_pageblocks
        for section in np.flatnonzero(here & ~uniform).tolist():
            blocks[place] += np.bincount(_shown(memory.frames.types_of(section)), minlength=TYPES)
    for section in memory.parts:
        _count_parts(memory, section, kinds, blocks)
    names = _zone_names(guest)
    known = {
        (zone.node, zone.name): _details(zone, names, kinds[place], blocks[place])
        for place, zone in enumerate(memory.zones)
    }
    orders = memory.layout.max_order + 1
    return tuple(
        known.get((node, name)) or _without_pages(name, node, orders, len(names))
        for node in range(memory.nodes)
        for name in names
    )


def _zone_names(guest: Guest) -> tuple[str, ...]:
    """Return the kinds of zones upwards; kernels since 4.3 have one for the memory of devices, which is never here."""
    later = ("Movable",) if guest.kernel.movable_zone else ()
    devices = ("Device",) if guest.kernel.release >= (4, 3, 0) else ()
    return (*(name for name, _ in guest.platform.zones), *later, *devices)


def _count_parts(memory: Memory, section: int, kinds: NDArray[np.int64], blocks: NDArray[np.int64]) -> None:
    """Add the pages of a section of several zones, and its pageblocks, to those of its zones."""
    layout, first = memory.layout, section << memory.layout.section_shift
    pages = memory.zones_at(first + np.arange(layout.section_pages))
    types = _shown(memory.frames.types_of(section))
    for zone in memory.zones_in(section):
        kinds[zone] += np.bincount(memory.frames.kinds_of(section)[pages == zone], minlength=KINDS)
        blocks[zone] += np.bincount(types[pages[:: layout.pageblock_pages] == zone], minlength=TYPES)


def _shown(types: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the migrate types of pageblocks as the kernel shows them."""
    return np.where(types & ISOLATED, np.uint8(MigrateType.ISOLATE), types).astype(np.uint8)


def _details(
    zone: Zone, names: tuple[str, ...], kinds: NDArray[np.int64], pageblocks: NDArray[np.int64]
) -> ZoneDetails:
    protection = dict(zip(ZONE_NAMES, zone.protection, strict=True))
    return ZoneDetails(
        name=zone.name,
        node=zone.node,
        free=zone.free_pages,
        boost=zone.boost,
        min=zone.min,
        low=zone.low,
        high=zone.high,
        spanned=zone.end - zone.start,
        present=zone.present,
        managed=zone.managed,
        start=zone.start,
        protection=tuple(protection.get(name, zone.protection[-1]) for name in names),
        lists={t: zone.counts(t) for t, _ in zone.type_names()},
        pageblocks=tuple(pageblocks.tolist()),
        kinds=tuple(kinds.tolist()),
        cpu_lists=_cpu_lists(zone),
    )


def _cpu_lists(zone: Zone) -> tuple[CpuLists, ...]:
    """Return what each CPU keeps; paused lists pass all on (page_alloc.c:zone_pcp_disable)."""
    return tuple(
        CpuLists(kept.count, 0, 1)
        if kept.paused
        else CpuLists(kept.count, kept.high, kept.batch, *_bounds(kept))
        for kept in zone.cpus
    )


def _bounds(kept: PerCpu) -> tuple[Pages, Pages]:
    return (kept.high, kept.high) if kept.tuning is None else (kept.tuning.least, kept.tuning.most)


def _without_pages(name: str, node: int, orders: int, names: int) -> ZoneDetails:
    return ZoneDetails(
        name=name,
        node=node,
        free=0,
        boost=0,
        min=0,
        low=0,
        high=0,
        spanned=0,
        present=0,
        managed=0,
        start=0,
        protection=(0,) * names,
        lists={MigrateType.UNMOVABLE: (0,) * orders},
        pageblocks=(0,) * TYPES,
        kinds=(0,) * KINDS,
    )
