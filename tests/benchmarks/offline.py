"""What taking a section of 128 MiB offline costs, half full of movable pages, against doing it page by page.

As an operation does it: isolate, migrate pageblock by pageblock, take the free pages away. Both end the same.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from measure import compare, heading, in_turns
from memories import same

from engine.guest.guest import Guest
from engine.guest.migration import migrate_pageblock, migrate_pages
from engine.memory.frames import ISOLATED, NO_TAG, ORDER_BITS, tag_of
from engine.memory.holdings import release
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark, Memory
from engine.session import Session
from engine.units import SECOND
from engine.world import World

SECTION = 4
"""In the middle of a guest of 1 GiB."""
TIMES = 7


def half_full() -> World:
    """Return a world with one guest; half of the section's pages, at random, are a program's, and little else is."""
    session = Session(seed=7)
    session.perform("guest add web memory=1G min=128M")
    session.perform("workload web fill 900M kind=anon")
    session.world.run_until(3600 * SECOND)
    guest = session.world.guests["web"]
    random = np.random.Generator(np.random.PCG64(7))
    for section in range(guest.memory.frames.sections):
        pfns = (section << guest.memory.layout.section_shift) + np.flatnonzero(
            guest.memory.frames.kinds_of(section) == Kind.ANON
        )
        share = len(pfns) // 2 if section == SECTION else len(pfns) * 9 // 10
        release(guest.memory, Kind.ANON, random.permutation(pfns)[:share])
    return session.world


def fork_of(world: World) -> World:
    """Return a copy whose arrays are its own by now, as they are after the first change."""
    twin = world.fork()
    frames = twin.guests["web"].memory.frames
    for section in list(frames.mixed):
        frames.columns(section)
    return twin


def offline_at_once(world: World) -> None:
    """Do the same for the whole section at a time."""
    guest = world.guests["web"]
    guest.memory.isolate(SECTION)
    migrate_pages(guest, world.host, SECTION, 0, guest.section_pages)
    guest.memory.take_offline(SECTION)


def offline_by_pageblock(world: World) -> None:
    """Do what `section offline` does, without its waits."""
    guest = world.guests["web"]
    memory = guest.memory
    memory.isolate(SECTION)
    for pageblock in range(memory.layout.section_pageblocks):
        migrate_pageblock(guest, world.host, SECTION, pageblock)
    memory.take_offline(SECTION)


def offline_page_by_page(world: World) -> None:
    """Do the same one free block and one page at a time."""
    guest = world.guests["web"]
    memory = guest.memory
    first = SECTION << memory.layout.section_shift
    _isolate_each(memory, first)
    for pfn in range(first, first + memory.layout.section_pages):
        if memory.kind(pfn) is Kind.ANON:
            _migrate_one(guest, pfn)
    _take_each(memory, first)
    memory.take_offline(SECTION)


def _isolate_each(memory: Memory, first: int) -> None:
    frames, zone = memory.frames, memory.zone_of(first)
    columns = frames.columns(SECTION)
    for pageblock in range(memory.layout.section_pageblocks):
        columns.type_at[pageblock] |= ISOLATED
    for at in range(memory.layout.section_pages):
        tag = columns.tag_at[at]
        if tag == NO_TAG:
            continue
        order = tag & ORDER_BITS
        zone.lists[tag >> 4][order].remove(columns.slot_at[at])
        lists = zone.lists[MigrateType.ISOLATE][order]
        columns.slot_at[at] = lists.push_tail(first + at, frames.set_slots)
        columns.tag_at[at] = tag_of(order, MigrateType.ISOLATE)
        zone.free_pages -= 1 << order
        zone.isolated_pages += 1 << order


def _migrate_one(guest: Guest, old: int) -> None:
    memory, frames = guest.memory, guest.memory.frames
    new = memory.alloc(0, MigrateType.MOVABLE, Kind.ANON, mark=Mark.LOW)
    assert new is not None
    layout = memory.layout
    slot = frames.mixed[old >> layout.section_shift].slot_at[old & layout.section_pages - 1]
    memory.held[Kind.ANON].replace(slot, new)
    frames.columns(new >> layout.section_shift).slot_at[new & layout.section_pages - 1] = slot
    memory.free(old, 0)


def _take_each(memory: Memory, first: int) -> None:
    """Take the free blocks off the isolate lists one by one, and put them back as one record that is cheap to take."""
    zone, columns = memory.zone_of(first), memory.frames.columns(SECTION)
    lists = zone.lists[MigrateType.ISOLATE]
    for at in range(memory.layout.section_pages):
        tag = columns.tag_at[at]
        if tag != NO_TAG:
            lists[tag & ORDER_BITS].remove(columns.slot_at[at])
            columns.tag_at[at] = NO_TAG


def main() -> None:
    """Check that both end the same, and print their times."""
    world = half_full()
    moving = int(world.guests["web"].memory.counts[SECTION, Kind.ANON])
    ways = (offline_page_by_page, offline_by_pageblock, offline_at_once)
    ends = [fork_of(world) for _ in ways]
    for way, end in zip(ways, ends, strict=True):
        way(end)
    assert all(same(ends[0].guests["web"].memory, end.guests["web"].memory) for end in ends[1:])
    heading(f"a section of 128 MiB, {moving:,} pages to move", "page by page", "in bulk")
    make = partial(fork_of, world)
    slow, steps, once = in_turns(list(ways), make, TIMES, [1, 2, 4])
    compare("offline at once, endings checked to be equal", slow, once, 8)
    compare("offline pageblock by pageblock, as an operation", slow, steps)


if __name__ == "__main__":
    main()
