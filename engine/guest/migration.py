"""Moving pages out of a section (mm/memory_hotplug.c:do_migrate_range, mm/migrate.c)."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.guest.balloon_exchange import account, take_for_balloon
from engine.guest.guest import Guest
from engine.guest.reclaim import reclaim
from engine.host import Host
from engine.memory.holdings import move
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.units import Nanoseconds, Pages

RECLAIM_TRIES = 8
"""Times that migration reclaims for one pageblock before it takes what there is."""
SINGLE_KINDS = (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED)
_IS_SINGLE = np.isin(np.arange(256), SINGLE_KINDS)


@attrs.frozen
class Moved:
    """What one round over a pageblock did."""

    pages: Pages
    left: Pages
    """Pages that would not or could not go."""
    pinned: Pages
    """Those of them that are held by a long-term reference."""
    landing: tuple[int, ...]
    """Sections that pages arrived in, ascending."""
    cost: Nanoseconds


def migrate_pageblock(guest: Guest, host: Host, section: int, pageblock: int) -> Moved:
    """Move what can move out of one isolated pageblock.

    New pages are ordinary movable allocations, taken in ascending order of the old ones, and may make the guest
    reclaim. Pages of the NORMAL zone never go to ZONE_MOVABLE. The old pages stay isolated.

    Args:
        guest: whose memory.
        host: backs balloon pages that move.
        section: the section.
        pageblock: counted from 0 in the section.
    """
    size = guest.memory.layout.pageblock_pages
    first = pageblock * size
    if guest.memory.frames.kinds_of(section)[first] == Kind.HUGETLB:
        return _migrate_huge(guest, section, (section << guest.memory.layout.section_shift) + first)
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
    reclaiming = _make_room(guest, section, at, pages)
    kinds = memory.frames.kinds_of(section)[at : at + pages].copy()
    singles = np.flatnonzero(_IS_SINGLE[kinds])
    moved, landing = _migrate_singles(guest, section, first + singles, kinds[singles])
    cost = guest.costs.migrate(moved) if moved else 0
    cost += reclaiming
    balloon = np.flatnonzero(kinds == Kind.BALLOON) if guest.balloon_pages == "migrate" else singles[:0]
    if len(balloon):
        places = _migrate_balloon(guest, host, first + balloon)
        landing = np.concatenate((landing, places))
        moved += len(places)
        cost += guest.costs.migrate_balloon(len(places)) if len(places) else 0
    in_use = int(np.count_nonzero((kinds != Kind.FREE) & (kinds != Kind.HOLE)))
    pinned = int(np.count_nonzero(kinds == Kind.PINNED))
    sections = tuple(np.unique(landing >> layout.section_shift).tolist())
    return Moved(moved, in_use - moved, pinned, sections, cost)


def _make_room(guest: Guest, section: int, at: int, pages: Pages) -> Nanoseconds:
    """Reclaim pages until what must leave a part of a section has room, and return how long that took.

    The oldest go first, wherever they lie; those in isolated sections make no room, so there is more than one try.
    """
    memory, zones = guest.memory, _zones_for(guest, section)
    cost = 0
    for _ in range(RECLAIM_TRIES):
        kinds = memory.frames.kinds_of(section)[at : at + pages]
        missing = int(np.count_nonzero(_IS_SINGLE[kinds])) - sum(zone.spare(zone.low, 0) for zone in zones)
        if missing <= 0 or not (got := reclaim(guest, missing)).pages:
            break
        cost += got.cost
    return cost


def _zones_for(guest: Guest, section: int) -> list[Zone]:
    """Return the zones that a section's movable pages may go to."""
    memory = guest.memory
    zone = memory.zones[memory.zones_in(section)[-1]]
    # other nodes are preferred where there are any (mm/memory_hotplug.c:do_migrate_range)
    node = (zone.node + 1) % memory.nodes
    return memory.zonelist(Kind.ANON, movable_zone=zone.movable, node=node)


def _destinations(guest: Guest, section: int, pages: Pages) -> Runs:
    """Allocate pages for what must move, above the low watermark first, then above min."""
    memory, zones = guest.memory, _zones_for(guest, section)
    runs = memory.take(pages, MigrateType.MOVABLE, Kind.ANON, mark=Mark.LOW, zones=zones)
    if runs.pages < pages:
        more = memory.take(pages - runs.pages, MigrateType.MOVABLE, Kind.ANON, mark=Mark.MIN, zones=zones)
        runs = Runs.joined([runs, more])
    return runs


def _migrate_singles(guest: Guest, section: int, old: Array, kinds: NDArray[np.uint8]) -> tuple[Pages, Array]:
    memory = guest.memory
    new = _destinations(guest, section, len(old)).pfns() if len(old) else old
    old, kinds = old[: len(new)], kinds[: len(new)]
    for kind in SINGLE_KINDS:
        here = kinds == kind
        some = int(np.count_nonzero(here))
        if some:
            those = slice(None) if some == len(kinds) else here
            if kind is not Kind.ANON:
                memory.frames.mark_pfns(new[those], kind, Kind.ANON)
            move(memory, kind, old[those], new[those])
    return len(new), new


def _migrate_huge(guest: Guest, section: int, first: int) -> Moved:
    memory, order = guest.memory, guest.memory.layout.pageblock_order
    zones = _zones_for(guest, section)
    new = memory.alloc(order, MigrateType.MOVABLE, Kind.HUGETLB, mark=Mark.MIN, zones=zones)
    if new is None:
        return Moved(0, 1 << order, 0, (), 0)
    move(memory, Kind.HUGETLB, np.array([first], np.int64), np.array([new], np.int64))
    return Moved(1 << order, 0, 0, (memory.layout.section_of(new),), guest.costs.migrate(1 << order))


def _migrate_balloon(guest: Guest, host: Host, old: Array) -> Array:
    """Give the host new pages for old ones: the balloon keeps its size (mm/balloon_compaction.c)."""
    memory = guest.memory
    runs = take_for_balloon(guest, len(old), Mark.LOW)
    if runs.pages < len(old):
        runs = Runs.joined([runs, take_for_balloon(guest, len(old) - runs.pages, Mark.MIN)])
    new = runs.pfns()
    old = old[: len(new)]
    if len(new):
        backed = host.backing(guest.name, new) >= 0 if guest.reports is not None else slice(None)
        host.remap(guest.name, old[backed], new[backed])
        guest.balloon.forget(old)
        guest.balloon.put_first(new, newest_first=guest.driver.newest_first)
        guest.changes += 1
        account(guest, runs, -1)
        account(guest, Runs.of_singles(old), +1)
        memory.give(Runs.of_singles(old))
    return new
