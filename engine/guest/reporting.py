"""Free page reporting: a guest tells its host of large free blocks, and they stay the guest's (mm/page_reporting.c).

The host gives up their frames. When the guest uses such a page again, the host backs it again, which takes time; where
it has no frame free, the guest stands still until it has one, as a virtual CPU does in a fault.
"""

from __future__ import annotations

import attrs
import numpy as np

from engine.events import BlocksReported, HostShort
from engine.guest.guest import Guest
from engine.guest.reports import Reports
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Memory
from engine.memory.page_list import section_of_entry
from engine.memory.relist import relist
from engine.memory.report_order import CAPACITY, ReportOrder
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.timeline import After, Done, Process, Wait
from engine.units import SECOND, Nanoseconds, Pages

DELAY: Nanoseconds = 2 * SECOND
"""Between a block that came free and the pass that reports it (PAGE_REPORTING_DELAY)."""
TOLD_EVERY: Nanoseconds = SECOND
"""While frames arrive a few at a time, a guest says so often at most that it waits for more."""
_FREE_KINDS = (Kind.FREE, Kind.PER_CPU, Kind.BALLOON, Kind.HOLE, Kind.UNPLUGGED)
"""Pages that need no frame."""


@attrs.define
class ReportPass(Process[Surroundings]):
    """Goes over the zones' lists and reports a part of each, again and again until nothing is left."""

    guest: str

    def step(self, world: Surroundings) -> Wait:
        """Do one pass."""
        guest = world.guests[self.guest]
        assert guest.reports is not None, "the guest reports"
        pages, more = 0, False
        for zone in guest.memory.zones:
            reported, left = _report_zone(world, guest, zone)
            pages += reported
            more |= left
        told = guest.reports.told + pages
        if pages:
            world.signal("zeroing")
        if not more and told:
            world.emit(BlocksReported(guest=self.guest, size=told * guest.page_size))
        guest.reports = attrs.evolve(
            guest.reports, requested=more, large=large_free(guest.memory), told=told if more else 0
        )
        if more:
            return After(DELAY + guest.costs.report(pages))
        guest.reporter = 0
        return Done()


def large_free(memory: Memory) -> Pages:
    """Return the free pages that lie in blocks of a pageblock and more."""
    orders = range(memory.layout.pageblock_order, memory.layout.max_order + 1)
    return sum(
        row[order].count << order
        for zone in memory.zones
        for list_type, row in enumerate(zone.lists)
        if list_type != MigrateType.ISOLATE
        for order in orders
    )


def request(world: Surroundings, guest: Guest) -> None:
    """Let a pass follow in two seconds, unless one is due anyway (page_reporting.c:__page_reporting_request)."""
    if guest.reports is not None and not guest.reports.requested:
        guest.reports = attrs.evolve(guest.reports, requested=True)
        guest.reporter = world.start(ReportPass(guest.name), DELAY)


def _report_zone(world: Surroundings, guest: Guest, zone: Zone) -> tuple[Pages, bool]:
    """Report a part of a zone's large blocks; return the pages that gave up frames, and whether there is more."""
    memory, host = guest.memory, world.host
    layout = memory.layout
    if zone.free_pages <= zone.low + zone.boost + (CAPACITY << layout.pageblock_order):
        return 0, False
    types = [t for t, _ in zone.type_names() if t != MigrateType.ISOLATE]
    orders = range(layout.pageblock_order, layout.max_order + 1)
    lists = {(k, int(t)): zone.lists[t][k].entries().tolist() for k in orders for t in types}
    least, _ = host.bounds(guest.name)
    work = ReportOrder(
        lists=lists,
        counts={k: sum(zone.lists[t][k].count for t in types) for k in orders},
        known=_known(world, guest, lists),
        weigh=lambda entry: layout.section_blocks if entry < 0 else 1,
        grouping=zone.rules.grouping,
        spare=zone.free_pages - zone.min,
        allowance=max(0, host.held(guest.name) - least) // guest.frames_per_page,
    )
    work.run()
    for order, list_type in sorted(work.changed):
        place = (order, list_type)
        relist(memory.frames, zone, list_type, order, work.lists[place], work.arrived.get(place, ()))
    runs = Runs.of([_extent(guest, order, entry) for order, entry in work.reported])
    return host.discard(guest.name, runs.starts, runs.counts) if len(runs) else 0, work.more


def _extent(guest: Guest, order: int, entry: int) -> tuple[int, Pages]:
    if entry < 0:
        return section_of_entry(entry) * guest.section_pages, guest.section_pages
    return entry, 1 << order


def _known(
    world: Surroundings, guest: Guest, lists: dict[tuple[int, int], list[int]]
) -> set[tuple[int, int]]:
    """Return the blocks for which the host holds no frame at all: those that were reported, and not touched since."""
    known: set[tuple[int, int]] = set()
    for (order, _), entries in lists.items():
        found = np.array(entries, np.int64)
        for part, size in ((found[found >= 0], 1 << order), (found[found < 0], guest.section_pages)):
            if len(part):
                starts = part if part[0] >= 0 else (-2 - part) * guest.section_pages
                empty = world.host.unbacked_blocks(guest.name, starts, size)
                known |= {(order, entry) for entry in part[empty].tolist()}
    return known


def settle(world: Surroundings, guest: Guest) -> Nanoseconds:
    """Back what the guest took of what it had reported, and notice large blocks that came free; return what it cost.

    It is called after everything that a process of the guest did.
    """
    memory, reports = guest.memory, guest.reports
    assert reports is not None, "the guest reports"
    cost = 0
    if memory.allotted or reports.owed:
        cost = _fault_in(world, guest, reports)
    large = large_free(memory)
    if large > reports.large:
        request(world, guest)
    if large != reports.large:
        assert guest.reports is not None
        guest.reports = attrs.evolve(guest.reports, large=large)
    return cost


def _fault_in(world: Surroundings, guest: Guest, reports: Reports) -> Nanoseconds:
    memory = guest.memory
    runs = Runs.joined([Runs.of(list(reports.owed)), *memory.allotted])
    memory.allotted = []
    without = world.host.unbacked(guest.name, runs.starts, runs.counts)
    if not len(without) and not reports.owed:
        return 0
    pfns = np.unique(without.pfns())
    for kind in _FREE_KINDS:
        pfns = pfns[~memory.frames.hold(pfns, kind)]
    now, later = Runs.of_pfns(pfns).first(world.host.room(guest.name))
    if len(now):
        world.host.give(guest.name, now.starts, now.counts)
    if len(later) and not reports.owed and (reports.said < 0 or world.now - reports.said >= TOLD_EVERY):
        reports = attrs.evolve(reports, said=world.now)
        shortage = world.host.shortage(later.pages * guest.frames_per_page)
        world.emit(HostShort(guest=guest.name, wants=later.pages * guest.page_size, shortage=shortage))
    if reports.owed or len(later):
        guest.reports = attrs.evolve(reports, owed=tuple(later.pairs()))
    return guest.costs.fault(now.pages) if len(now) else 0


def stands_still(world: Surroundings, guest: Guest) -> str:
    """Return why a guest cannot go on: the host owes it frames for pages that it touched; or nothing."""
    reports = guest.reports
    if reports is None or not reports.owed:
        return ""
    settle(world, guest)
    assert guest.reports is not None
    owed = sum(pages for _, pages in guest.reports.owed)
    return world.host.shortage(owed * guest.frames_per_page) if owed else ""
