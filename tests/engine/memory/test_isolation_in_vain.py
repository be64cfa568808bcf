"""A memory block that refuses: what was isolated is given back, as the reference does it pageblock by pageblock."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from tests.engine.memory import reference
from tests.engine.memory.makes import EngineZone

LAYOUT = Layout(section_pages=64, max_order=5, pageblock_order=3)
SECTIONS, PER_SECTION = 4, 8
RULES = {"6.1": Rules(fallback="v6.6", isolate_keeps_type=False), "current": Rules()}


def in_order(pageblocks, ends_first):
    ends = [0, pageblocks - 1] if ends_first else []
    return ends + [it for it in range(pageblocks) if it not in ends]


def by_hand(zone, first, pageblocks, refused, ends_first):
    """start_isolate_page_range, and what undoes it: upwards, and then the last pageblock."""
    size, order = LAYOUT.pageblock_pages, in_order(pageblocks, ends_first)
    isolated = order[: order.index(refused)]
    for pageblock in isolated:
        zone.isolate(first + pageblock * size, size)
    last = pageblocks - 1
    for pageblock in sorted(isolated, key=lambda it: (it == last and refused != last, it)):
        zone.undo_isolate(first + pageblock * size, size)


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@given(
    freed=st.sets(st.integers(0, SECTIONS * 64 - 1)),
    wholly=st.sets(st.integers(0, SECTIONS - 1)),
    kernels=st.integers(0, 40),
    sections=st.integers(1, 2),
    refused=st.integers(0, 15),
    ends_first=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_it_leaves_the_lists_as_pageblock_by_pageblock(
    rules, freed, wholly, kernels, sections, refused, ends_first
):
    pageblocks = sections * PER_SECTION
    refused %= pageblocks
    twins = [make(LAYOUT, rules) for make in (reference.Zone, EngineZone)]
    freed |= {section * 64 + at for section in wholly for at in range(64)}
    first = 64
    page = first + refused * LAYOUT.pageblock_pages
    for zone in twins:
        zone.boot(SECTIONS * 64)
        zone.take(SECTIONS * 64, MigrateType.MOVABLE, Kind.ANON)
        zone.give(sorted(freed - {page}, key=lambda it: (-(it >> LAYOUT.max_order), it)))
        zone.take(min(kernels, len(freed - {page})), MigrateType.UNMOVABLE, Kind.SLAB)
    plain, engine = twins
    for section in range(SECTIONS):
        engine.memory.fold(section)
    by_hand(plain, first, pageblocks, refused, ends_first)
    engine.memory.isolate_in_vain(1, sections, refused, ends_first=ends_first)
    assert engine.lists == plain.lists
    assert [engine.block_type(it) for it in range(SECTIONS * PER_SECTION)] == [
        plain.block_type(it) for it in range(SECTIONS * PER_SECTION)
    ]


def test_the_last_pageblock_is_given_back_after_all_others():
    zone = EngineZone(LAYOUT, RULES["6.1"])
    zone.boot(128)
    zone.take(128, MigrateType.MOVABLE, Kind.ANON)
    zone.give([0, 16, 32, 57])
    zone.memory.isolate_in_vain(0, 1, 5, ends_first=True)
    assert zone.lists["movable"][0] == [0, 16, 32, 57]
    zone.memory.isolate_in_vain(0, 1, 3, ends_first=True)
    assert zone.lists["movable"][0] == [32, 0, 16, 57]
    zone.memory.isolate_in_vain(0, 1, 3, ends_first=False)
    assert zone.lists["movable"][0] == [32, 57, 0, 16]


def test_up_to_6_16_pageblocks_that_were_isolated_are_movable_and_the_others_as_they_were():
    zone = EngineZone(LAYOUT, RULES["6.1"])
    zone.boot(64)
    zone.take(64, MigrateType.UNMOVABLE, Kind.SLAB)
    zone.memory.isolate_in_vain(0, 1, 3, ends_first=True)
    names = [zone.block_type(it).name[0] for it in range(PER_SECTION)]
    assert "".join(names) == "MMMUUUUM"
