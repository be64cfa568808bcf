"""Moving pages out of a section (mm/memory_hotplug.c:do_migrate_range, mm/migrate.c)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.guest.balloon_exchange import account
from engine.guest.guest import Guest
from engine.guest.held_up import hold_up
from engine.guest.migrate_huge import Moved, migrate_huge, migrate_thp
from engine.guest.migration_room import SINGLE_KINDS, make_room, one_by_one, zones_for
from engine.host import Host
from engine.memory.holdings import move
from engine.memory.kinds import REMAPPED_KINDS, TYPE_OF_KIND, Kind, MigrateType
from engine.memory.memory import Mark
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.thp import is_thp, split
from engine.units import Pages


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
        return migrate_huge(guest, section, first)
    pfn = (section << guest.memory.layout.section_shift) + first
    if is_thp(guest.memory, pfn):
        if moved := migrate_thp(guest, section, pfn):
            return moved
        split(guest.memory, pfn)
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
    room = make_room(guest, section, at, pages)
    kinds = memory.frames.kinds_of(section)[at : at + pages].copy()
    leaves = np.flatnonzero(one_by_one(guest)[kinds])
    if guest.kernel.migrates_downwards:
        leaves = leaves[::-1]
    landing = _migrate_each(guest, host, section, first + leaves, kinds[leaves])
    ballooned = int(np.count_nonzero(kinds[leaves[: len(landing)]] == Kind.BALLOON))
    moved, full = len(landing), len(landing) < len(leaves)
    cost = guest.costs.migrate(moved - ballooned) if moved > ballooned else 0
    cost += guest.costs.migrate_balloon(ballooned) if ballooned else 0
    cost += room.cost
    if guest.kernel.remaps_kernel:
        places = _remap(guest, first, kinds)
        landing = np.concatenate((landing, places))
        moved += len(places)
        cost += guest.costs.remap(len(places)) if len(places) else 0
    sections = tuple(np.unique(landing >> layout.section_shift).tolist())
    return Moved(moved, room.short, sections, cost, room.swapped, full=full)


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
