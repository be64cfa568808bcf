"""One guest: its sizes, and what is in it."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.guest.needs import needs
from engine.guest.virtio_mem import plugged_pages, subblock_pages
from engine.guest_picture.below import driver_does, limits_of, runs_on
from engine.guest_picture.places import places
from engine.guest_picture.sections import online_counts, section_table
from engine.guest_picture.zones import zone_views, zones_in_use
from engine.memory.fragmentation import largest_free_order, unusable_free_index
from engine.memory.kinds import Kind
from engine.snapshot import DimmView, GuestView, OriginView, PagesView, PagingView, ProgramView, VirtioMemView


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
    zones = zones_in_use(memory)
    sections = section_table(guest, zones)
    counts = online_counts(sections)
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
        runs_on=runs_on(guest),
        can=frozenset(way for way, limit in limits_of(guest).items() if limit is None),
        memory_model=guest.kernel.memory_model,
        driver=guest.driver.name,
        driver_learns=guest.driver.learns,
        balloon_pages_are=guest.balloon_pages,
        driver_does=driver_does(guest),
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
        zones=zone_views(guest, zones),
        sections=sections,
        unusable_free_index=tuple(unusable_free_index(blocks, order) for order in range(len(blocks))),
        largest_free_block=0 if largest is None else page << largest,
        places=before.places if before and alike else places(guest, sections),
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
        origin=None
        if guest.origin is None
        else OriginView(
            guest.origin.source,
            guest.origin.release,
            guest.origin.unknown,
            guest.origin.bounded,
            guest.origin.counted,
        ),
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
