"""The kernel's rules on examples with known results, W1 to W10, on the reference and on the engine.

Lists are written as free blocks per order, from order 0 to 10. A pristine zone is all free and movable, in
blocks of order 10, the lowest at the head.
"""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind, MigrateType
from tests.engine.memory.makes import CURRENT, RULES_2006, V6_6, counts, orders

UNMOVABLE, MOVABLE, RECLAIMABLE = MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE


def test_w1_a_split_keeps_the_lowest_page_and_leaves_one_block_of_each_order(pristine):
    zone = pristine(1024)
    assert zone.alloc(0, MOVABLE, Kind.ANON) == 0
    assert zone.lists["movable"] == [[1], [2], [4], [8], [16], [32], [64], [128], [256], [512], []]


def test_w2_freed_pages_merge_as_soon_as_their_buddies_are_free(pristine):
    zone = pristine(1024)
    assert [zone.alloc(0, MOVABLE, Kind.ANON) for _ in range(3)] == [0, 1, 2]
    assert counts(zone) == [1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    zone.free(1, 0)
    assert counts(zone) == [2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    zone.free(0, 0)
    assert counts(zone) == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    zone.free(2, 0)
    assert counts(zone) == orders(o10=1)


def test_w3_the_smallest_sufficient_block_is_taken(pristine):
    zone = pristine(1024)
    assert zone.alloc(3, MOVABLE, Kind.ANON) == 0
    assert counts(zone) == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0]
    assert zone.alloc(1, MOVABLE, Kind.ANON) == 8
    assert counts(zone) == [0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0]
    assert zone.lists["movable"][1:3] == [[10], [12]]


@pytest.mark.parametrize(
    ("rules", "name", "singles"),
    [(CURRENT, "movable", [4, 0]), (RULES_2006, "any", [0, 4])],
    ids=["current", "2006"],
)
def test_w4_a_page_whose_merge_looks_likely_goes_to_the_tail(pristine, rules, name, singles):
    zone = pristine(1024, rules)
    assert zone.take(16, MOVABLE, Kind.ANON) == list(range(16))
    for pfn in (2, 3, 4, 0):
        zone.free(pfn, 0)
    assert counts(zone, name) == [2, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0]
    assert zone.lists[name][:2] == [singles, [2]]
    assert zone.alloc(0, MOVABLE, Kind.ANON) == singles[0]


def test_w5_nothing_merges_above_the_largest_order(pristine):
    zone = pristine(2048)
    pages = [zone.alloc(0, MOVABLE, Kind.ANON) for _ in range(2048)]
    assert counts(zone) == orders()
    assert zone.alloc(0, MOVABLE, Kind.ANON) is None
    for pfn in pages:
        zone.free(pfn, 0)
    assert counts(zone) == orders(o10=2)


def test_w6_a_checkerboard_is_single_pages_only(pristine):
    zone = pristine(1024)
    zone.take(1024, MOVABLE, Kind.ANON)
    zone.give(range(0, 1024, 2))
    assert counts(zone) == orders(o0=512)
    assert zone.alloc(1, MOVABLE, Kind.ANON) is None


@pytest.mark.parametrize("rules", [CURRENT, V6_6], ids=["current", "v6.6"])
def test_w7_the_first_unmovable_page_costs_two_pageblocks(pristine, rules):
    zone = pristine(4096, rules)
    assert zone.alloc(0, UNMOVABLE, Kind.KERNEL) == 0
    assert [zone.block_type(block) for block in range(8)] == [UNMOVABLE] * 2 + [MOVABLE] * 6
    assert counts(zone, "unmovable") == [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]
    assert counts(zone) == orders(o10=3)


@pytest.mark.parametrize("rules", [CURRENT, V6_6], ids=["current", "v6.6"])
def test_w8a_a_pageblock_is_claimed_when_half_of_it_is_free(pristine, rules):
    zone = pristine(1024, rules)
    zone.take(1024, MOVABLE, Kind.ANON)
    zone.give(range(256, 512))
    assert counts(zone) == orders(o8=1)
    assert zone.alloc(0, UNMOVABLE, Kind.KERNEL) == 256
    assert zone.block_type(0) == UNMOVABLE
    assert counts(zone, "unmovable") == [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]
    assert counts(zone) == orders()


@pytest.mark.parametrize(
    ("rules", "keeps", "lacks"),
    [(CURRENT, "movable", "unmovable"), (V6_6, "unmovable", "movable")],
    ids=["current", "v6.6"],
)
def test_w8b_below_half_the_pageblock_keeps_its_type(pristine, rules, keeps, lacks):
    zone = pristine(1024, rules)
    zone.take(1024, MOVABLE, Kind.ANON)
    zone.give(range(384, 512))
    assert counts(zone) == orders(o7=1)
    assert zone.alloc(0, UNMOVABLE, Kind.KERNEL) == 384
    assert zone.block_type(0) == MOVABLE
    assert counts(zone, keeps) == [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    assert counts(zone, lacks) == orders()


@pytest.mark.parametrize("rules", [CURRENT, V6_6], ids=["current", "v6.6"])
def test_w8c_pages_alike_count_towards_the_half(pristine, rules):
    zone = pristine(1024, rules)
    zone.take(200, MOVABLE, Kind.ANON)
    zone.take(212, MOVABLE, Kind.SLAB)
    zone.take(612, MOVABLE, Kind.ANON)
    zone.give(range(412, 512))
    assert counts(zone) == orders(o2=1, o5=1, o6=1)
    assert zone.alloc(0, UNMOVABLE, Kind.KERNEL) == 412
    assert zone.block_type(0) == UNMOVABLE
    assert counts(zone, "unmovable") == [1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("rules", "unmovable", "movable"),
    [(CURRENT, [1, 1, 0, 1], [0, 0, 0, 0]), (V6_6, [0, 0, 0, 1], [1, 1, 0, 0])],
    ids=["current", "v6.6"],
)
def test_w9_a_movable_page_steals_the_smallest_block(pristine, rules, unmovable, movable):
    zone = pristine(1024, rules)
    assert len(zone.take(1024, UNMOVABLE, Kind.KERNEL)) == 1024
    zone.give([*range(8, 16), 21, *range(32, 36)])
    assert zone.lists["unmovable"][:4] == [[21], [], [32], [8]]
    assert zone.alloc(0, MOVABLE, Kind.ANON) == 21
    assert zone.alloc(0, MOVABLE, Kind.ANON) == 32
    assert counts(zone, "unmovable")[:4] == unmovable
    assert counts(zone, "movable")[:4] == movable
    assert zone.block_type(0) == UNMOVABLE


@pytest.mark.parametrize("rules", [CURRENT, V6_6], ids=["current", "v6.6"])
def test_w10_size_beats_preference(pristine, rules):
    zone = pristine(1024, rules)
    zone.take(1024, MOVABLE, Kind.ANON)
    zone.give(range(512))
    assert zone.alloc(9, RECLAIMABLE, Kind.SLAB) == 0
    zone.give([*range(480, 512), *range(512, 1024)])
    assert (zone.lists["reclaimable"][5], zone.lists["movable"][9]) == ([480], [512])
    assert zone.alloc(0, UNMOVABLE, Kind.KERNEL) == 512
    assert [zone.block_type(0), zone.block_type(1)] == [RECLAIMABLE, UNMOVABLE]
    assert counts(zone, "reclaimable") == orders(o5=1)
    assert counts(zone, "unmovable") == [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]
