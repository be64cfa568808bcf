"""How programs get memory: free pages, then reclaim by themselves, then the OOM killer (mm/page_alloc.c)."""

from __future__ import annotations

import attrs

from engine.guest.guest import Guest
from engine.guest.kswapd import wake_if_boosted, wake_kswapd
from engine.guest.reclaim import reclaim
from engine.guest.surroundings import Surroundings
from engine.guest.swap import tell_swapping
from engine.memory.holdings import acquire, unit_pages
from engine.memory.kinds import Kind
from engine.memory.memory import Mark, limit_of
from engine.memory.zone import Zone, highest_rank
from engine.units import Bytes, Nanoseconds, Pages

FILE_KINDS = (Kind.FILE, Kind.FILE_DIRTY)
MOST_RECLAIMED: Pages = 1 << 16
"""Pages that a program reclaims for one request at most: as long as that gets anywhere, memory is not out."""
PAGE_TABLE_ENTRY: Bytes = 8
"""A page table is one page, and maps as many as it has entries (512 with pages of 4 KiB, 8192 with 64 KiB)."""


@attrs.frozen
class Obtained:
    """What a program got."""

    pages: Pages
    cost: Nanoseconds
    """What reclaim by the program itself took; taking the pages is not in it."""


def obtain(
    world: Surroundings, guest: Guest, pages: Pages, kind: Kind, owner: int, *, recycles: bool | None = None
) -> Obtained:
    """Let a program get pages, fewer where there are no more.

    Free pages above the low marks come first. Where those end kswapd is woken, and pages above the min marks are taken;
    where those end too the program reclaims, in its own time.

    Args:
        world: the guest's.
        guest: whose memory.
        pages: how many; huge pages are taken whole.
        kind: what they hold.
        owner: whose they are.
        recycles: whether it may reclaim; if not said, all but file pages may: reading is no reason to lose a file.

    Source: mm/page_alloc.c:get_page_from_freelist, __alloc_pages_slowpath.
    """
    memory = guest.memory
    unit = unit_pages(memory, kind)
    # each program runs on a CPU of one node, and gets that node's memory first
    zones = memory.zonelist(kind, node=owner % memory.cpu_nodes)
    got = acquire(memory, pages, kind, mark=Mark.LOW, owner=owner, zones=zones).pages
    wake_if_boosted(world, guest)
    if pages - got < unit:
        return Obtained(got, 0)
    wake_kswapd(world, guest)
    got += acquire(memory, pages - got, kind, mark=Mark.MIN, owner=owner, zones=zones).pages
    cost = reclaimed = 0
    if recycles is None:
        recycles = kind not in FILE_KINDS
    while recycles and pages - got >= unit and reclaimed < MOST_RECLAIMED and not in_pieces(guest, kind):
        taken = reclaim(guest, pages - got + _below_min(zones), highest=highest_rank(zones))
        cost += taken.cost
        tell_swapping(world, guest, taken.swapped)
        got += acquire(memory, pages - got, kind, mark=Mark.MIN, owner=owner, zones=zones).pages
        if not taken.pages and not memory.drain_per_cpu():
            break
        reclaimed += taken.pages
    return Obtained(got, cost)


def _below_min(zones: list[Zone]) -> Pages:
    """Return how many pages must come free before the first can be taken.

    Where a section was isolated, or marks were raised, no zone may be above its min; the kernel reclaims on as long as
    it gets anywhere (mm/page_alloc.c:should_reclaim_retry).
    """
    return min((max(0, limit_of(zone, Mark.MIN, zones) - zone.free_pages) for zone in zones), default=0)


def in_pieces(guest: Guest, kind: Kind) -> bool:
    """Say whether huge pages are refused because memory is in pieces: reclaim would not help (compaction_suitable)."""
    unit = unit_pages(guest.memory, kind)
    return unit > 1 and any(zone.free_pages > zone.high + unit for zone in guest.memory.zonelist(kind))


def grow_page_tables(world: Surroundings, guest: Guest, owner: int) -> Nanoseconds:
    """Let a program have the page tables that map its memory, as far as they can be had; return what reclaim took."""
    pages = guest.memory.frames.owned.of(owner)
    mapped = int(pages[Kind.ANON] + pages[Kind.MLOCKED]) + guest.swapped.get(owner, 0)
    missing = mapped // (guest.page_size // PAGE_TABLE_ENTRY) - int(pages[Kind.PAGE_TABLE])
    return obtain(world, guest, missing, Kind.PAGE_TABLE, owner).cost if missing > 0 else 0
