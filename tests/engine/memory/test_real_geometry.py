"""The engine against the reference with the section sizes and orders of real platforms: fewer steps, more pages."""

from __future__ import annotations

import random

import pytest

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout
from engine.platform import PLATFORMS
from tests.engine.memory.makes import CURRENT, RULES_2006, V2_6_24, V6_6, EngineZone
from tests.engine.memory.reference import Zone

LAYOUTS = {"ppc64": Layout.of(PLATFORMS["ppc64"]), "teaching": Layout()}
KERNELS = {"2006": RULES_2006, "v2.6.24": V2_6_24, "v6.6": V6_6, "current": CURRENT}


@pytest.mark.parametrize("rules", KERNELS.values(), ids=KERNELS)
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_an_aged_guest_is_the_same_page_by_page_and_in_bulk(layout, rules):
    chance = random.Random(layout.max_order)
    pages = 2 * layout.section_pages
    reference, engine = Zone(layout, rules), EngineZone(layout, rules)
    for zone in (reference, engine):
        zone.boot(pages)

    def take(count, migrate_type, kind):
        taken = engine.take(count, migrate_type, kind)
        assert taken == reference.take(count, migrate_type, kind)
        return taken

    def give(pfns):
        engine.give(pfns)
        reference.give(pfns)
        assert engine.lists == reference.lists

    slab = take(700, MigrateType.RECLAIMABLE, Kind.SLAB)
    anon = take(pages - 700, MigrateType.MOVABLE, Kind.ANON)
    give(anon[::2])
    kernel = take(1500, MigrateType.UNMOVABLE, Kind.KERNEL)
    chance.shuffle(kernel)
    give(kernel[:1000])
    give(slab[100:])
    rest = anon[1::2]
    chance.shuffle(rest)
    give(rest[: len(rest) // 2])
    balloon = take(3000, MigrateType.MOVABLE, Kind.BALLOON)
    give(rest[len(rest) // 2 :])
    give(balloon[::-1])
    for zone in (reference, engine):
        zone.isolate(layout.section_pages, layout.section_pages)
    give(kernel[1000:])
    give(slab[:100])
    for zone in (reference, engine):
        zone.undo_isolate(layout.section_pages, layout.section_pages)
    assert engine.lists == reference.lists
    assert engine.free_pages == reference.free_pages == pages
    orders = {order for lists in engine.lists.values() for order, blocks in enumerate(lists) if blocks}
    assert orders == {layout.max_order}
