"""Where the mem_map of added sections comes from: the next zone before the first one is drawn below its low mark."""

from __future__ import annotations

from engine.guest.mem_map import take_mem_map
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark
from tests.engine.playing import typed

PC = "guest add web memory=1G max=2G platform=x86-64 swap=0K"


def drawn_down(mark):
    """A guest whose zone DMA32 has no page above a mark."""
    guest = typed(PC).world.guests["web"]
    zone = next(zone for zone in guest.memory.zones if zone.name == "DMA32")
    guest.memory.take(1 << 20, MigrateType.MOVABLE, Kind.BALLOON, mark=mark, zones=[zone])
    return guest


def zones_of(guest, places):
    return {guest.memory.zone_of(pfn).name for pfn, _ in places}


def test_it_is_one_block_of_the_platforms_order():
    guest = typed(PC).world.guests["web"]
    ((pfn, pages),) = take_mem_map(guest, 32, 0, in_place=False)
    assert (pfn % 512, pages) == (0, 512)


def test_a_lower_zone_is_asked_before_one_is_drawn_below_low():
    guest = drawn_down(Mark.LOW)
    assert zones_of(guest, take_mem_map(guest, 32, 0, in_place=False)) == {"DMA"}


def test_where_all_are_at_low_it_is_drawn_towards_min():
    guest = drawn_down(Mark.LOW)
    dma = next(zone for zone in guest.memory.zones if zone.name == "DMA")
    guest.memory.take(1 << 20, MigrateType.MOVABLE, Kind.BALLOON, mark=Mark.LOW, zones=[dma])
    places = take_mem_map(guest, 32, 0, in_place=False)
    assert zones_of(guest, places) == {"DMA32"}
    assert sum(pages for _, pages in places) == 512
