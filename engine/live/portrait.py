"""This machine in the form of a guest's picture: counters of this moment, pages as they were read last."""

from __future__ import annotations

from itertools import pairwise

import attrs
import numpy as np

from engine.capture.free_lists import maximal_blocks
from engine.capture.geometry import kernel_of, layout_of, platform_of
from engine.capture.record import Capture, ZoneRecord
from engine.capture.sections import Places, places_of
from engine.live.page_map import PageMap
from engine.memory.fragmentation import largest_free_order, unusable_free_index
from engine.memory.kinds import BLOCKING_KINDS, KINDS, Kind, MigrateType, SectionState
from engine.memory.layout import Layout
from engine.memory.zones import NO_ZONE
from engine.snapshot import GuestView, OriginView, PagesView, SectionTable, ZoneView
from engine.units import KIB, Pages

NAME = "machine"
"""What the machine is called where guests have names."""


@attrs.frozen(eq=False)
class Frame:
    """What changes seldom: where sections and zones are."""

    layout: Layout
    places: Places
    platform: str

    @classmethod
    def of(cls, capture: Capture, pages: PageMap | None) -> Frame:
        """Return the frame of what the kernel says now."""
        platform = platform_of(capture)
        layout = layout_of(platform)
        kinds = np.zeros(0, np.uint8) if pages is None else pages.kinds.reshape(-1)
        return cls(layout, places_of(capture, layout, kinds), platform.name)


def portrait(capture: Capture, frame: Frame, pages: PageMap | None, wanted: tuple[int, ...]) -> GuestView:
    """Return the machine as a guest's picture.

    Args:
        capture: what the kernel counts now.
        frame: its sections and zones.
        pages: what they hold; None: that may not be read.
        wanted: sections whose pages are in view.
    """
    page, layout = capture.page_size, frame.layout
    zones = [(at, record) for at, (_, _, record) in enumerate(frame.places.zones) if record is not None]
    current = {(zone.name, zone.node): zone for zone in capture.zones}
    records = [current.get((record.name, record.node), record) for _, record in zones]
    total = capture.meminfo.get("MemTotal", 0) * KIB // page
    managed = total or sum(zone.managed for zone in records)
    deferred = managed - sum(zone.managed for zone in records) >= capture.section_pages
    table = _table(frame, [at for at, _ in zones], pages, deferred)
    counts = _counts(capture, pages, managed)
    blocks = [sum(column) for column in zip(*(zone.blocks for zone in records), strict=True)]
    largest = largest_free_order(blocks)
    online = int(np.count_nonzero(table.zone != NO_ZONE)) * capture.section_pages * page
    balloon = counts[Kind.BALLOON]
    ballooning = capture.balloon_device
    return GuestView(
        name=NAME,
        platform=frame.platform,
        kernel=capture.release,
        memory_model=kernel_of(capture).memory_model,
        driver="virtio" if ballooning else "none",
        driver_learns="config interrupt" if ballooning else "no balloon",
        balloon_pages_are="migrate",
        page_size=page,
        section_size=capture.section_pages * page,
        block_sections=capture.block_pages // capture.section_pages,
        max_order=capture.max_order,
        pageblock_order=capture.pageblock_order,
        boot=online,
        min=capture.section_pages * page,
        max=len(table.index) * capture.section_pages * page,
        target=online - balloon * page,
        present=len(table.index) * capture.section_pages * page,
        online=online,
        managed=managed * page,
        free=counts[Kind.FREE] * page,
        file_dirty=counts[Kind.FILE_DIRTY] * page,
        swap_total=capture.meminfo.get("SwapTotal", 0) * KIB,
        swap_used=(capture.meminfo.get("SwapTotal", 0) - capture.meminfo.get("SwapFree", 0)) * KIB,
        mem_map=counts[Kind.MEM_MAP] * page,
        balloon_pages=balloon,
        balloon_target_pages=balloon,
        counts=counts,
        zones=tuple(map(_zone, records)),
        sections=table,
        unusable_free_index=tuple(unusable_free_index(blocks, order) for order in range(len(blocks))),
        largest_free_block=0 if largest is None else page << largest,
        places=_places(table),
        runs_on=("this machine, as its own kernel tells of it",),
        can=frozenset(),
        origin=OriginView(capture.source, capture.release, capture.missing),
        pages={} if pages is None else {s: _pages(pages, layout, s) for s in wanted if s in table.index},
    )


def _zone(zone: ZoneRecord) -> ZoneView:
    reserve = max(zone.protection, default=0)
    return ZoneView(
        zone.name,
        zone.node,
        zone.min,
        zone.low,
        zone.high,
        zone.managed,
        zone.free,
        {"any": zone.blocks},
        reserve,
        (zone.min, zone.low, zone.high, reserve),
        zone.start,
        zone.spanned,
    )


def _table(frame: Frame, positions: list[int], pages: PageMap | None, deferred: bool) -> SectionTable:
    """Return the sections.

    Args:
        frame: where they are.
        positions: which of the frame's zones the picture has, in order.
        pages: what they hold.
        deferred: whether the kernel counts memory whose page frames it has not made yet: sections without any flag.
    """
    places = frame.places
    index = np.flatnonzero(places.state != SectionState.ABSENT)
    new = np.full(NO_ZONE + 1, NO_ZONE, np.uint8)
    new[positions] = np.arange(len(positions), dtype=np.uint8)
    zone = new[places.section_zone[index]]
    several = {
        section: tuple(int(new[number]) for _, number in parts) for section, parts in places.parts.items()
    }
    for section, found in several.items():
        zone[np.searchsorted(index, section)] = found[-1]
    counts = np.zeros((len(index), KINDS), np.int64)
    counts[:, Kind.HOLE] = frame.layout.section_pages
    versions = np.zeros(len(index), np.uint32)
    if pages is not None:
        known = index < pages.sections
        counts[known], versions[known] = pages.counts[index[known]], pages.versions[index[known]]
        if deferred:
            blank = np.zeros(len(index), bool)
            blank[known] = pages.blank[index[known]]
            counts[blank] = 0
            counts[blank, Kind.FREE] = frame.layout.section_pages
    blockers = np.zeros_like(counts)
    blockers[:, BLOCKING_KINDS] = counts[:, BLOCKING_KINDS]
    for array in (counts, versions, blockers, zone):
        array.flags.writeable = False
    state = places.state[index]
    return SectionTable(index, state, zone, places.section_node[index], counts, versions, blockers, several)


def _places(table: SectionTable) -> tuple[tuple[int, int], ...]:
    if not len(table.index):
        return ()
    cuts = [0, *(np.flatnonzero(np.diff(table.index) != 1) + 1).tolist(), len(table.index)]
    return tuple((int(table.index[a]), int(table.index[b - 1]) + 1) for a, b in pairwise(cuts))


def _counts(capture: Capture, pages: PageMap | None, managed: Pages) -> tuple[Pages, ...]:
    """Return pages of each kind as the kernel counts them now (fs/proc/meminfo.c), so that all add up to all there is.

    Only the balloon's are counted in the page flags where those may be read. What nobody counts is the kernel's.
    """

    def told(*names: str) -> Pages:
        return sum(capture.meminfo.get(name, 0) for name in names) * KIB // capture.page_size

    present = sum(zone.present for zone in capture.zones)
    found = [0] * KINDS
    found[Kind.FREE] = told("MemFree") or sum(zone.free for zone in capture.zones)
    found[Kind.PER_CPU] = sum(cpu.count for zone in capture.zones for cpu in zone.cpus)
    found[Kind.FILE_DIRTY] = told("Dirty", "Writeback")
    found[Kind.FILE] = max(0, told("Cached", "Buffers") - told("Shmem") - found[Kind.FILE_DIRTY])
    found[Kind.MLOCKED] = told("Mlocked")
    found[Kind.ANON] = max(0, told("AnonPages", "Shmem") - found[Kind.MLOCKED])
    found[Kind.HUGETLB] = told("Hugetlb")
    found[Kind.SLAB], found[Kind.PAGE_TABLE] = told("Slab"), told("PageTables")
    found[Kind.KERNEL] = max(0, managed - sum(found))
    if pages is not None:
        found[Kind.BALLOON] = int(pages.counts[:, Kind.BALLOON].sum())
    else:
        found[Kind.BALLOON] = capture.vmstat.get("nr_balloon_pages", 0)
    found[Kind.RESERVED] = max(0, present - managed - found[Kind.BALLOON])
    return tuple(found)


def _pages(pages: PageMap, layout: Layout, section: int) -> PagesView:
    """Return a section's pages; no file tells of which type its pageblocks are: they are judged by what is in them."""
    if section >= pages.sections:
        kinds = np.full(layout.section_pages, Kind.HOLE, np.uint8)
    else:
        kinds = pages.kinds[section].copy()
    of_block = kinds.reshape(layout.section_pageblocks, -1)
    types = np.full(layout.section_pageblocks, MigrateType.MOVABLE, np.uint8)
    types[np.isin(of_block, BLOCKING_KINDS).any(axis=1)] = MigrateType.UNMOVABLE
    types[(of_block == Kind.SLAB).mean(axis=1) > 0.5] = MigrateType.RECLAIMABLE
    first = section * layout.section_pages
    orders = np.full(layout.section_pages, -1, np.int8)
    for order, heads in enumerate(maximal_blocks(kinds == Kind.FREE, first, types, layout)):
        orders[heads - first] = order
    for array in (kinds, types, orders):
        array.flags.writeable = False
    return PagesView(section, first, kinds, orders, types)
