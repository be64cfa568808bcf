"""What isolation does to pageblocks of several types that lie in one block of the largest order."""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from tests.engine.memory.makes import MAKES

UNMOVABLE, MOVABLE = MigrateType.UNMOVABLE, MigrateType.MOVABLE
LAYOUT = Layout(section_pages=64, max_order=5, pageblock_order=4)


@pytest.fixture(params=MAKES)
def two_types(request):
    """Return a function that boots two sections: all in use, the first pageblock unmovable, the others movable."""

    def boot(rules):
        zone = MAKES[request.param](LAYOUT, rules)
        zone.boot(128)
        zone.take(128, MOVABLE, Kind.ANON)
        zone.give(range(16))
        assert zone.take(16, UNMOVABLE, Kind.KERNEL) == list(range(16))
        return zone

    return boot


def types(zone):
    return [zone.block_type(pageblock) for pageblock in range(4)]


def test_pages_freed_while_isolated_merge_across_types_and_reach_nobody(two_types):
    zone = two_types(Rules())
    zone.isolate(0, 64)
    zone.give(range(64))
    assert zone.lists["isolate"][5] == [32, 0]
    assert zone.free_pages == 0
    assert zone.alloc(0, MOVABLE, Kind.ANON) is None


def test_an_undone_block_takes_the_type_of_its_last_pageblock(two_types):
    zone = two_types(Rules())
    zone.isolate(0, 64)
    zone.give(range(64))
    zone.undo_isolate(0, 64)
    assert zone.lists["movable"][5] == [0, 32]
    assert types(zone) == [MOVABLE] * 4


def test_undone_pageblocks_that_do_not_merge_keep_their_types(two_types):
    zone = two_types(Rules())
    zone.isolate(0, 64)
    assert types(zone) == [MigrateType.ISOLATE] * 4
    zone.give(range(24))
    zone.undo_isolate(0, 64)
    assert (zone.lists["unmovable"][4], zone.lists["movable"][3]) == ([0], [16])
    assert types(zone) == [UNMOVABLE, MOVABLE, MOVABLE, MOVABLE]


def test_up_to_6_16_undone_pageblocks_are_all_movable(two_types):
    zone = two_types(Rules(fallback="v6.6", isolate_keeps_type=False))
    zone.isolate(0, 64)
    zone.give(range(24))
    zone.undo_isolate(0, 64)
    assert (zone.lists["movable"][4], zone.lists["movable"][3]) == ([0], [16])
    assert types(zone) == [MOVABLE] * 4


@pytest.mark.parametrize(
    ("rules", "first"), [(Rules(), MOVABLE), (Rules(fallback="v6.6"), UNMOVABLE)], ids=["current", "v6.6"]
)
@pytest.mark.parametrize("at_once", [True, False], ids=["bulk", "one by one"])
def test_merging_pageblocks_take_the_type_of_the_last_page_freed_today(two_types, rules, first, at_once):
    zone = two_types(rules)
    for pages in [range(32)] if at_once else [[pfn] for pfn in range(32)]:
        zone.give(pages)
    assert zone.lists["movable"][5] == [0]
    assert types(zone) == [first, MOVABLE, MOVABLE, MOVABLE]


def test_with_the_fallback_of_6_6_an_undone_block_leaves_its_pageblocks_their_types(two_types):
    zone = two_types(Rules(fallback="v6.6"))
    zone.isolate(0, 64)
    zone.give(range(32))
    zone.undo_isolate(0, 64)
    assert zone.lists["movable"][5] == [0]
    assert types(zone) == [UNMOVABLE, MOVABLE, MOVABLE, MOVABLE]


def test_undone_blocks_go_behind_those_that_were_free_all_the_time(two_types):
    zone = two_types(Rules())
    zone.give(range(32, 128))
    zone.isolate(0, 64)
    zone.undo_isolate(0, 64)
    assert zone.lists["movable"][5] == [96, 64, 32]
