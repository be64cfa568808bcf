"""Moving pages out of a section (mm/memory_hotplug.c:do_migrate_range, mm/migrate.c)."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.guest.balloon_exchange import account
from engine.guest.guest import Guest
from engine.guest.held_up import hold_up
from engine.guest.reclaim import reclaim
from engine.host import Host
from engine.memory.holdings import move
from engine.memory.kinds import REMAPPED_KINDS, TYPE_OF_KIND, Kind, MigrateType
from engine.memory.memory import Mark, limit_of
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.zone import Zone, highest_rank
from engine.units import Nanoseconds, Pages

RECLAIM_TRIES = 8
"""Times that migration reclaims for one pageblock before it takes what there is."""
SINGLE_KINDS = (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED)
_IS_SINGLE = np.isin(np.arange(256), SINGLE_KINDS)
_IS_SINGLE_OR_BALLOON = np.isin(np.arange(256), (*SINGLE_KINDS, Kind.BALLOON))


@attrs.frozen
class Moved:
    """What one round over a pageblock did."""

    pages: Pages
    short: bool
    """Whether there was less room above the low watermarks than was asked for: kswapd is to be woken."""
    landing: tuple[int, ...]
    """Sections that pages arrived in, ascending."""
    cost: Nanoseconds
    swapped: Pages = 0
    """Pages that went to swap to make room."""


@attrs.frozen
class _Room:
    """What it took to make room for pages."""

    short: bool
    """Whether there was too little at first."""
    swapped: Pages
    cost: Nanoseconds


def migrate_pageblock(guest: Guest, host: Host, section: int, pageblock: int) -> Moved:
    """Move what can move out of one isolated pageblock.

    New pages are ordinary movable allocations, one for each old page in the kernel's order, whatever it holds, and may
    make the guest reclaim. Pages of the NORMAL zone, a balloon's too, never go to ZONE_MOVABLE
    (mm/migrate.c:alloc_migration_target). The old pages stay isolated.

    Args:
        guest: whose memory.
        host: backs balloon pages that move.
        section: the section.
        pageblock: counted from 0 in the section.
    """
    size = guest.memory.layout.pageblock_pages
    first = pageblock * size
    if guest.memory.frames.kinds_of(section)[first] == Kind.HUGETLB:
        return _migrate_huge(guest, section, first)
    return migrate_pages(guest, host, section, first, size)


def migrate_pages(guest: Guest, host: Host, section: int, at: int, pages: Pages) -> Moved:
    """Move what can move, but for huge pages, out of a part of an isolated section, as `migrate_pageblock` does.

    Args:
        guest: whose memory.
        host: backs balloon pages that move.
        section: the section.
        at: the first page of the part, counted from 0 in the section.
        pages: how many.
    """
    memory, layout = guest.memory, guest.memory.layout
    first = (section << layout.section_shift) + at
    room = _make_room(guest, section, at, pages)
    kinds = memory.frames.kinds_of(section)[at : at + pages].copy()
    leaves = np.flatnonzero(_one_by_one(guest)[kinds])
    if guest.kernel.migrates_downwards:
        leaves = leaves[::-1]
    landing = _migrate_each(guest, host, section, first + leaves, kinds[leaves])
    ballooned = int(np.count_nonzero(kinds[leaves[: len(landing)]] == Kind.BALLOON))
    moved = len(landing)
    cost = guest.costs.migrate(moved - ballooned) if moved > ballooned else 0
    cost += guest.costs.migrate_balloon(ballooned) if ballooned else 0
    cost += room.cost
    if guest.kernel.remaps_kernel:
        places = _remap(guest, first, kinds)
        landing = np.concatenate((landing, places))
        moved += len(places)
        cost += guest.costs.remap(len(places)) if len(places) else 0
    sections = tuple(np.unique(landing >> layout.section_shift).tolist())
    return Moved(moved, room.short, sections, cost, room.swapped)


def _one_by_one(guest: Guest) -> NDArray[np.bool_]:
    """Say of each kind whether migration moves single pages of it."""
    return _IS_SINGLE_OR_BALLOON if guest.balloon_pages == "migrate" else _IS_SINGLE


def _make_room(guest: Guest, section: int, at: int, pages: Pages) -> _Room:
    """Reclaim pages until what must leave a part of a section has room.

    The oldest go first, wherever they lie; those in isolated sections make no room, so there is more than one try.
    """
    memory, zones = guest.memory, zones_for(guest, section)
    cost = swapped = tries = 0
    while True:
        must_leave = _must_leave(guest, memory.frames.kinds_of(section)[at : at + pages])
        missing = must_leave - sum(zone.spare(limit_of(zone, Mark.LOW, zones), 0) for zone in zones)
        if missing <= 0:
            return _Room(tries > 0, swapped, cost)
        if tries == RECLAIM_TRIES or not (got := reclaim(guest, missing, highest=highest_rank(zones))).pages:
            return _Room(True, swapped, cost)
        cost += got.cost
        swapped += got.swapped
        tries += 1


def _must_leave(guest: Guest, kinds: NDArray[np.uint8]) -> Pages:
    """Count the pages that need another place."""
    leaves = _one_by_one(guest)[kinds] | (kinds == Kind.HUGETLB)
    if guest.kernel.remaps_kernel:
        leaves |= np.isin(kinds, REMAPPED_KINDS)
    return int(np.count_nonzero(leaves))


def zones_for(guest: Guest, section: int) -> list[Zone]:
    """Return the zones that a section's movable pages may go to.

    Where other nodes have memory, the pages go to those (mm/memory_hotplug.c:do_migrate_range).
    """
    memory = guest.memory
    zone = memory.zones[memory.zones_in(section)[-1]]
    node = (zone.node + 1) % memory.nodes
    zones = memory.zonelist(Kind.ANON, movable_zone=zone.movable, node=node)
    return [other for other in zones if other.node != zone.node] or zones


def room_for(guest: Guest, section: int) -> Pages:
    """Return how many of a section's movable pages find a place without reclaim, above the low watermarks."""
    zones = zones_for(guest, section)
    return sum(zone.spare(limit_of(zone, Mark.LOW, zones), 0) for zone in zones)


def _destinations(guest: Guest, section: int, pages: Pages) -> Runs:
    """Allocate pages for what must move, above the low watermark first, then above min."""
    memory, zones = guest.memory, zones_for(guest, section)
    runs = memory.take(pages, MigrateType.MOVABLE, Kind.ANON, mark=Mark.LOW, zones=zones)
    if runs.pages < pages:
        more = memory.take(pages - runs.pages, MigrateType.MOVABLE, Kind.ANON, mark=Mark.MIN, zones=zones)
        runs = Runs.joined([runs, more])
    return runs


def _migrate_each(guest: Guest, host: Host, section: int, old: Array, kinds: NDArray[np.uint8]) -> Array:
    """Move single pages in the order given as far as there is room, and return where they arrived."""
    memory = guest.memory
    new = _destinations(guest, section, len(old)).pfns() if len(old) else old
    old, kinds = old[: len(new)], kinds[: len(new)]
    balloon = kinds == Kind.BALLOON
    hold_up(guest, old[~balloon])
    if memory.rules.notes_used:
        memory.used.append(old[~balloon])
    for kind in SINGLE_KINDS:
        here = kinds == kind
        some = int(np.count_nonzero(here))
        if some:
            those = slice(None) if some == len(kinds) else here
            if kind is not Kind.ANON:
                memory.frames.mark_pfns(new[those], kind, Kind.ANON)
            move(memory, kind, old[those], new[those])
    if balloon.any():
        memory.frames.mark_pfns(new[balloon], Kind.BALLOON, Kind.ANON)
        _exchange_balloon(guest, host, old[balloon], new[balloon])
    return new


def _remap(guest: Guest, first: int, kinds: NDArray[np.uint8]) -> Array:
    """Move pages of the kernel's own to where such pages may lie, and return where they arrived.

    Args:
        guest: whose kernel can do that.
        first: the pfn of the first page.
        kinds: what that page and those behind it hold.
    """
    memory, landed = guest.memory, [np.zeros(0, np.int64)]
    for kind in REMAPPED_KINDS:
        old = first + np.flatnonzero(kinds == kind)
        for mark in (Mark.LOW, Mark.MIN):
            new = memory.take(len(old), TYPE_OF_KIND[kind], kind, mark=mark).pfns() if len(old) else old
            move(memory, kind, old[: len(new)], new)
            old = old[len(new) :]
            landed.append(new)
    return np.concatenate(landed)


def _migrate_huge(guest: Guest, section: int, at: int) -> Moved:
    memory, order = guest.memory, guest.memory.layout.pageblock_order
    first = (section << memory.layout.section_shift) + at
    room = _make_room(guest, section, at, 1 << order)
    zones = zones_for(guest, section)
    new = memory.alloc(order, MigrateType.MOVABLE, Kind.HUGETLB, mark=Mark.MIN, zones=zones)
    if new is None:
        return Moved(0, True, (), room.cost, room.swapped)
    move(memory, Kind.HUGETLB, np.array([first], np.int64), np.array([new], np.int64))
    cost = room.cost + guest.costs.migrate(1 << order)
    return Moved(1 << order, room.short, (memory.layout.section_of(new),), cost, room.swapped)


def _exchange_balloon(guest: Guest, host: Host, old: Array, new: Array) -> None:
    """Give the host new pages of the balloon for old ones: it keeps its size (mm/balloon_compaction.c).

    Each new page goes to the head of the driver's list (drivers/virtio/virtio_balloon.c:virtballoon_migratepage).
    """
    memory = guest.memory
    backed = host.keeps(guest.name, new) if guest.reports is not None else slice(None)
    host.remap(guest.name, old[backed], new[backed])
    guest.balloon.forget(old)
    guest.balloon.put_first(new, newest_first=guest.driver.newest_first)
    guest.changes += 1
    account(guest, Runs.of_singles(new), -1)
    account(guest, Runs.of_singles(old), +1)
    memory.give(Runs.of_singles(old))
