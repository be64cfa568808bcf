"""What a capture does not tell, and what was taken for it: said, not guessed silently."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.capture.geometry import release_of
from engine.capture.mem_maps import plugged
from engine.capture.pages import PageFacts, Which
from engine.capture.record import Capture
from engine.errors import printable
from engine.events import counted
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType
from engine.units import KIB, Pages, short_size

_KEPT = {
    MigrateType.HIGHATOMIC: "pageblocks for urgent requests (HighAtomic)",
    MigrateType.CMA: "CMA's pageblocks",
}
"""Free lists that no request is served from here."""


def unknown_of(
    capture: Capture, guest: Guest, facts: PageFacts, lists: Which, unmanaged: Pages
) -> tuple[str, ...]:
    """Return it, a sentence each.

    Args:
        capture: what the kernel told.
        guest: what was made of it.
        facts: of its pages.
        lists: whether recorded lists counted.
        unmanaged: pages that nothing is told of and that are not managed.
    """
    return (
        *_unmanaged(capture, guest, unmanaged),
        *_rules(capture, guest),
        *_lists(capture, lists),
        *_pages(capture, guest),
        *_devices(capture, guest),
        *_differing(capture, guest, facts),
        *(
            f"{counted(pages, 'page')} {'is' if pages == 1 else 'are'} {what}"
            for what, pages in sorted(facts.blurred.items())
        ),
        *(f"not in the capture: {printable(what, 200)}" for what in capture.missing),
    )


def _differing(capture: Capture, guest: Guest, facts: PageFacts) -> Iterator[str]:
    """Say where the guest is not what was counted: files of a live machine are read one after the other."""
    shift = guest.memory.layout.pageblock_order
    zone_of_block, last = facts.zone_at[:: 1 << shift], guest.memory.layout.max_order
    for number, zone in enumerate(guest.memory.zones):
        record = next((it for it in capture.zones if (it.name, it.node) == (zone.name, zone.node)), None)
        if record is None:
            continue
        called = f"zone {zone.name} of node {zone.node}"
        orders = range(min(len(record.blocks), last + 1))
        more = [
            sum(lists[order].count for lists in zone.lists) - record.blocks[order] << order
            for order in orders
        ]
        if sum(record.blocks) and (pages := _apart(more)):
            yield f"why {called} differs from /proc/buddyinfo in {counted(pages, 'free page')}: {_IN_TURN}"
        types = facts.types[zone_of_block == number]
        said = record.pageblocks_of_type or {}
        if blocks := _apart([int(np.count_nonzero(types == it)) - count for it, count in said.items()]):
            yield f"why {called} differs from /proc/pagetypeinfo in {counted(blocks, 'pageblock')}: {_GUESSED}"


_IN_TURN = "the kernel's files were read one after the other"
_GUESSED = "their types are guessed, and files were read in turn"


def _apart(more: list[int]) -> int:
    """Return how much is too much or too little, whichever is more."""
    return max(sum(it for it in more if it > 0), -sum(it for it in more if it < 0))


def _unmanaged(capture: Capture, guest: Guest, pages: Pages) -> Iterator[str]:
    """Say why pages that nothing is told of are not managed.

    Where page frames are made late (mm/mm_init.c:deferred_init_memmap), MemTotal has such pages from the beginning
    (mm/memblock.c:memblock_free_all), and their zone manages them once they are given to it (__free_pages_core).
    """
    if not pages:
        return
    total = capture.meminfo.get("MemTotal", 0) * KIB // capture.page_size
    many, size = counted(pages, "page"), short_size(pages * capture.page_size)
    late = total - sum(zone.managed for zone in capture.zones)
    if pages < guest.section_pages:
        yield f"why {many} are not managed: they are reserved here"
    elif 2 * late >= pages:
        yield (
            f"what {many} hold that no zone manages yet, although MemTotal has them ({size}): their page frames "
            "were not made yet; they are reserved here, which keeps their blocks (EBUSY); a later capture tells"
        )
    else:
        yield (
            f"why {many} without any flag are not managed ({size}): perhaps their page frames were not made yet; "
            "they are reserved here, which keeps their blocks (EBUSY)"
        )


def _rules(capture: Capture, guest: Guest) -> Iterator[str]:
    kernel = guest.kernel
    if release_of(capture)[:2] != kernel.release[:2]:
        yield f"how Linux {printable(capture.release)} does it: the rules are those of {kernel.name}"
    zones = [zone for zone in capture.zones if zone.name in ("DMA", "DMA32")]
    if zones and not any(zone.protection for zone in zones):
        yield "lowmem reserves: as the marks say of how many pages they were computed"


def _lists(capture: Capture, lists: Which) -> Iterator[str]:
    rebuilt = lists == "rebuilt"
    if rebuilt or any(zone.lists is None for zone in capture.zones):
        yield "the order of the free lists: blocks stand in it by address"
    if rebuilt or capture.pageblock_types is None:
        yield "what pageblocks are for: guessed from what they hold and from what is free of each type"
    if rebuilt or any(cpu.lists is None for zone in capture.zones for cpu in zone.cpus):
        yield "which pages CPUs keep: as many as they keep, of those that no flag tells anything of"


def _pages(capture: Capture, guest: Guest) -> Iterator[str]:
    memory = guest.memory
    if guest.balloon.pages:
        yield "the order of the balloon's pages: as if it had taken them by address"
    if any(memory.held[kind].count for kind in (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON)):
        yield "which pages were used last: reclaim takes them by address, those that flags call active too"
        yield "which pages are pinned, for a pin leaves no flag, and which programs have them"
    if slab := memory.total(Kind.SLAB):
        yield f"which of {counted(slab, 'slab page')} reclaim could empty: none is taken to be"
    for list_type, whose in _KEPT.items():
        if pages := sum(
            blocks.count << order
            for zone in memory.zones
            for order, blocks in enumerate(zone.lists[list_type])
        ):
            yield f"who gets {counted(pages, 'free page')} of {whose}: nobody does here"
    if len(memory.node_of_cpu) > 1 and memory.nodes > 1 and not capture.node_of_cpu:
        yield "which CPU is on which node: as many in a row on each"


def _devices(capture: Capture, guest: Guest) -> Iterator[str]:
    asked = capture.balloon is not None
    if not guest.balloon.pages and not asked and not capture.balloon_device:
        yield "whether it has a balloon driver: virtio's is taken for it"
    if not capture.boot_memory:
        yield "what of its memory was plugged: all of it counts as there at boot"
    elif plugged(capture, guest.memory.layout) and not guest.memory.mem_map_of:
        yield "where the mem_map of plugged memory lies"
    if not capture.most_memory:
        yield (
            f"how far it may grow: {short_size(guest.max * guest.page_size)} is taken for its max, "
            "which `hotplug add` raises"
        )
