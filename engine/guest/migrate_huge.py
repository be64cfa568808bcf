"""Huge pages on the move: each goes as a whole, to a place as large (mm/migrate.c:alloc_migration_target)."""

from __future__ import annotations

import attrs
import numpy as np

from engine.guest.guest import Guest
from engine.guest.held_up import hold_up
from engine.guest.migration_room import make_room, zones_for
from engine.memory import thp
from engine.memory.holdings import move
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark
from engine.units import Nanoseconds, Pages, Pfn


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
    full: bool = False
    """Whether a page found no place: nothing more is tried in this round (mm/migrate.c:migrate_pages, -ENOMEM)."""


def migrate_huge(guest: Guest, section: int, at: int) -> Moved:
    """Move a huge page of hugetlbfs that begins `at` pages into an isolated section, if there is room."""
    memory, order = guest.memory, guest.memory.layout.pageblock_order
    first = (section << memory.layout.section_shift) + at
    room = make_room(guest, section, at, 1 << order)
    zones = zones_for(guest, section)
    new = memory.alloc(order, MigrateType.MOVABLE, Kind.HUGETLB, mark=Mark.MIN, zones=zones)
    if new is None:
        return Moved(0, True, (), room.cost, room.swapped, full=True)
    move(memory, Kind.HUGETLB, np.array([first], np.int64), np.array([new], np.int64))
    cost = room.cost + guest.costs.migrate(1 << order)
    return Moved(1 << order, room.short, (memory.layout.section_of(new),), cost, room.swapped)


def migrate_thp(guest: Guest, section: int, pfn: Pfn) -> Moved | None:
    """Move a transparent huge page of a program to one elsewhere, or return None: there is none, it has to be split.

    It may go to ZONE_MOVABLE from any zone, as the flags of such requests allow high memory, and nothing is reclaimed
    for it but by compaction (include/linux/gfp_types.h: GFP_TRANSHUGE).
    """
    memory, order = guest.memory, guest.memory.layout.pageblock_order
    zones = zones_for(guest, section, high=True)
    kind = memory.kind(pfn)
    for mark in (Mark.LOW, Mark.MIN):
        new = memory.alloc(order, MigrateType.MOVABLE, kind, mark=mark, zones=zones)
        if new is not None:
            break
    else:
        return None
    every = np.arange(1 << order, dtype=np.int64)
    hold_up(guest, pfn + every)
    if memory.rules.notes_used:
        memory.used.append(pfn + every)
    move(memory, kind, pfn + every, new + every)
    thp.moved(memory, pfn, new)
    return Moved(1 << order, False, (memory.layout.section_of(new),), guest.costs.migrate(1 << order))
