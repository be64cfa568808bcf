"""What one guest looks like now: its tables are copied, and its pages as far as they are in view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.guest.guest import Guest
from engine.guest.hotplug_add import absent_sections, device_sections
from engine.guest.marks import managed_without_balloon
from engine.guest.needs import needs
from engine.guest.slab import can_be_emptied
from engine.guest.virtio_mem import plugged_pages, subblock_pages
from engine.hypervisors import Limit
from engine.memory.fragmentation import largest_free_order, unusable_free_index
from engine.memory.frames import ISOLATED, MIXED, NO_TAG, ORDER_BITS
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.memory import Memory
from engine.memory.runs import Runs
from engine.memory.watermarks import recomputed
from engine.memory.zone import Zone
from engine.memory.zones import NO_ZONE
from engine.snapshot import (
    DimmView,
    GuestView,
    PagesView,
    PagingView,
    ProgramView,
    SectionTable,
    VirtioMemView,
    ZoneView,
)
from engine.units import Pages

_Item = TypeVar("_Item", bound=np.generic)
_Array = TypeVar("_Array", bound=NDArray[Any])


def guest_view(
    guest: Guest,
    pages: dict[int, PagesView],
    before: GuestView | None = None,
    paging: PagingView | None = None,
) -> GuestView:
    """Return the guest as it is now.

    Args:
        guest: the guest.
        pages: by section, the pages that are in view.
        before: what was returned last for this guest: what costs much and changes seldom is taken from it.
        paging: what its host has paged out.
    """
    memory, page = guest.memory, guest.page_size
    zones = _zones_in_use(memory)
    sections = _section_table(guest, zones)
    counts = _online_counts(sections)
    dimms = tuple(
        DimmView(dimm.id, dimm.memdev, dimm.slot, dimm.node, dimm.first, dimm.count) for dimm in guest.dimms
    )
    alike = before and before.dimms == dimms and np.array_equal(before.sections.index, sections.index)
    blocks = [sum(column) for column in zip(*(zone.blocks_per_order() for zone in memory.zones), strict=True)]
    largest = largest_free_order(blocks)
    wants = needs(guest)
    return GuestView(
        name=guest.name,
        platform=guest.platform.name,
        kernel=guest.kernel.name,
        hypervisor=guest.hypervisor.name,
        runs_on=_runs_on(guest),
        can=frozenset(way for way, limit in limits_of(guest).items() if limit is None),
        memory_model=guest.kernel.memory_model,
        driver=guest.driver.name,
        driver_learns=guest.driver.learns,
        balloon_pages_are=guest.balloon_pages,
        driver_does=_driver_does(guest),
        page_size=page,
        section_size=guest.platform.section_size,
        block_sections=guest.block_sections,
        max_order=memory.layout.max_order,
        pageblock_order=memory.layout.pageblock_order,
        boot=guest.boot * page,
        min=guest.min * page,
        max=guest.max * page,
        target=guest.target * page,
        present=len(sections.index) * guest.section_pages * page,
        online=guest.online_pages * page,
        managed=sum(zone.managed for zone in memory.zones) * page,
        free=sum(zone.free_pages for zone in memory.zones) * page,
        file_dirty=counts[Kind.FILE_DIRTY] * page,
        swap_total=guest.swap * page,
        swap_used=sum(guest.swapped.values()) * page,
        mem_map=counts[Kind.MEM_MAP] * page,
        balloon_pages=guest.balloon.pages,
        balloon_target_pages=guest.wanted_balloon,
        counts=counts,
        zones=_zone_views(guest, zones),
        sections=sections,
        unusable_free_index=tuple(unusable_free_index(blocks, order) for order in range(len(blocks))),
        largest_free_block=0 if largest is None else page << largest,
        places=before.places if before and alike else _places(guest, sections),
        workloads=tuple(words for _, words in guest.workloads),
        programs=_programs(guest),
        dimms=dimms,
        virtio_mem=_virtio_mem(guest),
        unplugged=memory.unplugged_present * page,
        swapped_in=guest.swap_ins * page,
        swapped_out=guest.swap_outs * page,
        working_set=wants.used * page,
        needs=wants.pages * page,
        oom_kills=guest.oom_kills,
        oom_helped=guest.oom_helped * page,
        uevents=guest.uevents.counts,
        work_done=guest.work_done * page,
        course=guest.course,
        paging=paging,
        pages=pages,
    )


def _programs(guest: Guest) -> tuple[ProgramView, ...]:
    views = []
    for number, program in sorted(guest.programs.items()):
        pages = guest.memory.frames.owned.of(number).tolist()
        holds = {kind: pages[kind] * guest.page_size for kind in Kind if pages[kind]}
        swapped = guest.swapped.get(number, 0)
        if program.busy or holds or swapped:
            views.append(
                ProgramView(
                    program.name,
                    program.pid,
                    program.command,
                    program.since,
                    program.busy,
                    holds,
                    swapped * guest.page_size,
                    program.rate * guest.page_size,
                    program.work * guest.page_size,
                    number,
                    program.measured,
                    program.waits_for,
                    program.waited,
                )
            )
    return tuple(views)


def limits_of(guest: Guest) -> dict[str, Limit | None]:
    """Return the ways to resize a guest, and for each what its hypervisor has against it."""
    row = guest.hypervisor
    return {"balloon": guest.cannot_balloon, "add": row.cannot_add, "remove": row.cannot_remove}


def _runs_on(guest: Guest) -> tuple[str, ...]:
    row = guest.hypervisor
    refused = [way for way, limit in limits_of(guest).items() if limit]
    refused += ["page out"] if row.cannot_page else []
    return (
        row.title,
        "it partitions memory" if row.partitions else "it virtualizes memory",
        *((f"it cannot {' or '.join(refused)}",) if refused else ()),
        *((f"{guest.name} is its domain {guest.domain}",) if row.xenstore else ()),
        *row.facts,
    )


def _virtio_mem(guest: Guest) -> VirtioMemView | None:
    device, page = guest.virtio_mem, guest.page_size
    if device is None:
        return None
    return VirtioMemView(
        id=device.id,
        memdev=device.memdev,
        node=device.node,
        first=device.first,
        count=device.count,
        block_size=device.block * page,
        subblock_size=subblock_pages(guest, device.block) * page,
        requested=device.requested * page,
        plugged=plugged_pages(guest) * page,
    )


def _driver_does(guest: Guest) -> tuple[str, ...]:
    """Say what tells a guest's balloon driver from the usual ones."""
    driver = guest.driver
    found = {
        "MemTotal stays as it is": driver.accounting == "hidden",
        "it helps out of memory": driver.oom_pages > 0,
        "free blocks are reported": guest.reports is not None,
    }
    return tuple(words for words, so in found.items() if so)


def pages_views(
    memory: Memory, wanted: Iterable[int], known: dict[int, tuple[int, PagesView]]
) -> dict[int, tuple[int, PagesView]]:
    """Return the pages of sections, each with the version at which it was copied.

    Args:
        memory: the guest's.
        wanted: indices of sections; those that are absent are left out.
        known: what was returned last; views of sections that have not changed are taken from it.
    """
    views: dict[int, tuple[int, PagesView]] = {}
    for section in wanted:
        if not 0 <= section < len(memory.state) or memory.state[section] == SectionState.ABSENT:
            continue
        version = int(memory.frames.versions[section])
        before = known.get(section)
        views[section] = (
            before if before and before[0] == version else (version, _pages_view(memory, section))
        )
    return views


def _pages_view(memory: Memory, section: int) -> PagesView:
    layout, frames = memory.layout, memory.frames
    types, owners = frames.types_of(section), None
    if frames.uniform[section] == MIXED:
        tags, owners = frames.mixed[section].tags, frames.mixed[section].owners
        orders = np.where(tags == NO_TAG, np.int8(-1), tags & ORDER_BITS).astype(np.int8)
    else:
        orders = np.full(layout.section_pages, -1, np.int8)
        if frames.uniform[section] == Kind.FREE:
            orders[:: 1 << layout.max_order] = layout.max_order
    return PagesView(
        section,
        section << layout.section_shift,
        _sealed(frames.kinds_of(section).copy()),
        _sealed(orders),
        _sealed(np.where(types & ISOLATED, np.uint8(MigrateType.ISOLATE), types).astype(np.uint8)),
        None if owners is None else _sealed(owners.copy()),
    )


def _zones_in_use(memory: Memory) -> list[int]:
    """Return the positions of the zones that have pages, or get their first ones just now."""
    return [index for index, zone in enumerate(memory.zones) if zone.present or zone.isolated_pages]


def _zone_views(guest: Guest, indices: list[int]) -> tuple[ZoneView, ...]:
    memory = guest.memory
    fresh = recomputed(
        memory.zones,
        managed_without_balloon(guest),
        memory.layout,
        memory.rules,
        huge_pages=memory.huge_pages,
    )
    return tuple(_zone_view(memory.zones[index], fresh[index]) for index in indices)


def _zone_view(zone: Zone, fresh: Zone) -> ZoneView:
    always = zone.rules.grouping or zone.isolated_pages
    return ZoneView(
        zone.name,
        zone.node,
        zone.min,
        zone.low,
        zone.high,
        zone.managed,
        zone.free_pages,
        {name: zone.counts(t) for t, name in zone.type_names() if always or t != MigrateType.ISOLATE},
        max(zone.protection),
        (fresh.min, fresh.low, fresh.high, max(fresh.protection)),
        zone.start,
        zone.end - zone.start,
    )


def _section_table(guest: Guest, zones: list[int]) -> SectionTable:
    memory = guest.memory
    index = memory.present_sections()
    # copying stretches is much quicker than picking rows
    stretches = [slice(first, first + count) for first, count in Runs.of_pfns(index).pairs()]
    positions = np.full(NO_ZONE + 1, NO_ZONE, np.uint8)
    positions[zones] = np.arange(len(zones), dtype=np.uint8)
    zone = positions[_copied(memory.section_zone, stretches)]
    several = {
        section: tuple(int(positions[number]) for number in memory.zones_in(section))
        for section in memory.parts
    }
    for section, found in several.items():
        zone[np.searchsorted(index, section)] = found[-1]
    by_kind = _copied(memory.counts.T, stretches)
    blockers = np.zeros(by_kind.shape, by_kind.dtype)
    for kind in guest.blocking_kinds:
        if by_kind[kind].any():
            # what is never written costs no memory
            blockers[kind] = by_kind[kind]
    if guest.kernel.offline_reclaim and blockers[Kind.SLAB].any():
        for row in np.flatnonzero(blockers[Kind.SLAB]).tolist():
            blockers[Kind.SLAB, row] -= can_be_emptied(memory, int(index[row]))
    for section, pages in memory.own_mem_map.items():
        blockers[Kind.MEM_MAP, np.searchsorted(index, section)] -= min(
            pages, int(memory.counts[section, Kind.MEM_MAP])
        )
    return SectionTable(
        _sealed(index),
        _sealed(_copied(memory.state, stretches)),
        _sealed(zone),
        _sealed(_copied(memory.section_node, stretches)),
        _sealed(by_kind.T),
        _sealed(_copied(memory.frames.versions, stretches)),
        _sealed(blockers.T),
        several,
    )


def _places(guest: Guest, sections: SectionTable) -> tuple[tuple[int, int], ...]:
    """Return where memory is, was at boot, or may come, as ranges of sections [first, end)."""
    size, index = guest.platform.section_size, sections.index
    boot = [(low // size, -(-high // size)) for low, high in guest.platform.ram(guest.boot * guest.page_size)]
    parts = [np.array(part, np.int64) for part in (*device_sections(guest), guest.coming)]
    spoken_for, states = np.concatenate(parts), guest.memory.state
    there_already = np.pad(states != SectionState.ABSENT, (0, int(spoken_for.max(initial=0)) + 1))
    coming = spoken_for[~there_already[spoken_for]]
    room = (guest.max - len(index) * guest.section_pages) // guest.section_pages - len(coming)
    may_come = absent_sections(guest, room) if room > 0 else index[:0]
    last = max(int(part.max(initial=-1)) for part in (index[-1:], coming, may_come[-1:]))
    there = np.zeros(max([last + 1, *(end for _, end in boot)]) + 1, bool)
    there[index] = there[coming] = there[may_come] = True
    for first, end in boot:
        there[first:end] = True
    edges = np.flatnonzero(np.diff(there, prepend=False)).tolist()
    return tuple(zip(edges[0::2], edges[1::2], strict=True))


def _online_counts(sections: SectionTable) -> tuple[Pages, ...]:
    online = sections.zone != NO_ZONE
    rows = slice(None) if online.all() else online
    return tuple(int(column[rows].sum()) if column.any() else 0 for column in sections.counts.T)


def _copied(table: NDArray[_Item], stretches: list[slice]) -> NDArray[_Item]:
    """Copy stretches of a table's last axis."""
    return np.concatenate([table[..., stretch] for stretch in stretches or [slice(0)]], axis=-1)


def _sealed(array: _Array) -> _Array:
    """Make an array read-only and return it."""
    array.flags.writeable = False
    return array
