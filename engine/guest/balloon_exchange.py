"""Pages between a guest and its host: taken for the balloon and handed over, got back and freed."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.guest.kswapd import wake_if_boosted
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.units import SECOND, Nanoseconds, Pages

HOST_PATIENCE: Nanoseconds = SECOND
"""How long a guest waits at most before it asks the host again for frames."""


def take_for_balloon(guest: Guest, pages: Pages, mark: Mark) -> Runs:
    """Allocate pages as the guest's driver asks for them: movable where they can be migrated."""
    wanted = MigrateType.MOVABLE if _may_lie_in_movable_zone(guest) else MigrateType.UNMOVABLE
    return guest.memory.take(pages, wanted, Kind.BALLOON, mark=mark, zones=balloon_zones(guest))


def take_blocks_for_balloon(guest: Guest, most: int, mark: Mark) -> Runs:
    """Allocate up to so many large blocks, each split into pages at once (hv_balloon.c:alloc_balloon_pages)."""
    pages = guest.driver.block // guest.page_size
    zones = balloon_zones(guest)
    found: list[tuple[int, int]] = []
    while len(found) < most:
        pfn = guest.memory.alloc(
            pages.bit_length() - 1, MigrateType.UNMOVABLE, Kind.BALLOON, mark=mark, zones=zones
        )
        if pfn is None:
            break
        found.append((pfn, pages))
    return Runs.of(found)


def balloon_zones(guest: Guest) -> list[Zone]:
    """Return the zones that the driver's pages may come from: those of its worker's CPU's node are preferred."""
    memory, movable = guest.memory, _may_lie_in_movable_zone(guest)
    return memory.zonelist(Kind.BALLOON, movable_zone=movable, node=memory.cpu_node)


def _may_lie_in_movable_zone(guest: Guest) -> bool:
    """Say whether the driver asks for movable pages: those that it can migrate."""
    return guest.driver.movable and guest.memory.rules.balloon_movable


def account(guest: Guest, runs: Runs, sign: int) -> None:
    """Let pages stop (-1) or start (+1) counting in MemTotal, where the driver has them counted at all."""
    if guest.driver.accounting == "shrink":
        guest.memory.adjust_managed(runs, sign)


def inflate(world: Surroundings, guest: Guest, pages: Pages, mark: Mark) -> Runs:
    """Take up to so many pages, as far as a watermark allows, and let the host have them."""
    return _hand_over(world, guest, take_for_balloon(guest, pages, mark))


def inflate_by_blocks(world: Surroundings, guest: Guest, pages: Pages) -> Runs:
    """Let the host have large blocks, as long as there are any above the low watermark, and at most so many pages."""
    most = min(guest.driver.blocks, pages * guest.page_size // guest.driver.block)
    return _hand_over(world, guest, take_blocks_for_balloon(guest, most, Mark.LOW))


def _hand_over(world: Surroundings, guest: Guest, taken: Runs) -> Runs:
    """Keep what was allocated on the driver's list, and let the host have it."""
    wake_if_boosted(world, guest)
    if len(taken):
        keep(guest, taken)
        guest.changes += 1
        account(guest, taken, -1)
        surrender(world, guest, taken)
    return taken


def keep(guest: Guest, taken: Runs) -> None:
    """Put a batch on the driver's list."""
    memory, driver = guest.memory, guest.driver
    if not driver.high_memory_last or not any(zone.name == "HighMem" for zone in memory.zones):
        guest.balloon.keep(taken)
        return
    high = np.array([zone.name == "HighMem" for zone in memory.zones])
    of_high = high[memory.zones_at(taken.starts)]
    low, rest = (Runs(taken.starts[some], taken.counts[some]) for some in (~of_high, of_high))
    if len(low):
        guest.balloon.keep(low)
    if len(rest):
        guest.balloon.keep_for_last(rest if driver.newest_first else rest.reverse())


def surrender(world: Surroundings, guest: Guest, runs: Runs) -> None:
    """Let the host have pages; free ones that were reported before, it has already."""
    if guest.reports is None:
        world.host.take_back(guest.name, runs.starts, runs.counts)
    else:
        world.host.discard(guest.name, runs.starts, runs.counts)
    world.signal("zeroing")


def deflate(world: Surroundings, guest: Guest, pages: Pages) -> Pages:
    """Give up to so many pages back to the guest, in the driver's order; what the host can back bounds it."""
    pages = min(pages, guest.balloon.pages, world.host.room(guest.name))
    if pages > 0:
        gone = guest.balloon.let_go(pages, newest_first=guest.driver.newest_first)
        _return(world, guest, gone, gone.reverse() if guest.driver.frees_backwards else gone)
    return max(0, pages)


def release_section(world: Surroundings, guest: Guest, section: int) -> Pages:
    """Give back all balloon pages of a section that is to go, lowest first (paper 6.3; cmm.c:cmm_mem_going_offline).

    The host must have as many frames free. The pages join the lists of their pageblocks: those of an isolated section
    go to nobody.
    """
    layout = guest.memory.layout
    inside = np.flatnonzero(guest.memory.frames.kinds_of(section) == Kind.BALLOON)
    release(world, guest, (section << layout.section_shift) + inside)
    return len(inside)


def release(world: Surroundings, guest: Guest, pfns: Array) -> None:
    """Give back these balloon pages, ascending, wherever they stand in the driver's list."""
    if len(pfns):
        guest.balloon.forget(pfns)
        runs = Runs.of_pfns(pfns)
        _return(world, guest, runs, runs)


def _return(world: Surroundings, guest: Guest, backed: Runs, freed: Runs) -> None:
    """Have pages backed in one order and freed in another."""
    guest.changes += 1
    world.host.give(guest.name, backed.starts, backed.counts)
    account(guest, backed, +1)
    guest.memory.give(freed)
