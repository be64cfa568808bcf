"""The kernel's rules on examples with known results, W1 to W16, on the reference and on the engine.

Lists are written as free blocks per order, from order 0 to 10. A pristine zone is all free and movable, in
blocks of order 10, the lowest at the head.
"""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from tests.engine.memory.makes import MAKES

UNMOVABLE, MOVABLE, RECLAIMABLE = MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE
RULES_2006 = Rules(grouping=False, tail_placement=False, isolate_keeps_type=False, online_in_blocks=False)
CURRENT, V6_6 = Rules(), Rules(fallback="v6.6", isolate_keeps_type=False)
BATCH = 256
"""Pages that virtio's balloon driver takes or gives at a time."""


@pytest.fixture(params=MAKES)
def pristine(request):
    """Return a function that boots a zone of so many pages."""

    def boot(pages, rules=CURRENT, section_pages=1024):
        zone = MAKES[request.param](Layout(section_pages=section_pages), rules)
        zone.boot(pages)
        return zone

    return boot


def counts(zone, name="movable"):
    return [len(blocks) for blocks in zone.lists[name]]


def orders(**blocks):
    """`orders(o2=1)` is one free block of order 2 and nothing else."""
    return [blocks.get(f"o{order}", 0) for order in range(11)]


def total(zone):
    """Free blocks per order over all types: a line of /proc/buddyinfo."""
    return [sum(blocks) for blocks in zip(*(counts(zone, name) for name in zone.lists), strict=True)]


class Balloon:
    """What virtio's driver keeps: the pages of the last batch first, each batch in the order it was taken."""

    def __init__(self, zone):
        self.zone, self.pages = zone, []

    def inflate(self, pages):
        while pages:
            batch = self.zone.take(min(pages, BATCH), MOVABLE, Kind.BALLOON)
            self.pages[:0] = batch
            pages -= len(batch)

    def deflate(self, pages):
        """Give pages back, and return them; each batch is freed last page first."""
        released = self.pages[:pages]
        del self.pages[:pages]
        for first in range(0, len(released), BATCH):
            self.zone.give(released[first : first + BATCH][::-1])
        return released


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


def test_w11_a_balloon_in_a_pristine_guest_fragments_nothing(pristine):
    zone = pristine(4096)
    balloon = Balloon(zone)
    balloon.inflate(1000)
    assert sorted(balloon.pages) == list(range(1000))
    assert balloon.pages[0] == 768
    assert counts(zone) == [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 3]
    assert balloon.deflate(300) == [*range(768, 1000), *range(512, 580)]
    assert counts(zone) == [0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 3]
    assert [zone.lists["movable"][order] for order in (2, 6, 8)] == [[576], [512], [768]]
    balloon.deflate(700)
    assert counts(zone) == orders(o10=4)


def test_w12_a_balloon_in_an_aged_guest_sits_in_the_sections_freed_last(pristine):
    zone = pristine(4096)
    zone.take(4096, MOVABLE, Kind.ANON)
    zone.give(range(0, 4096, 2))
    assert counts(zone) == orders(o0=2048)
    balloon = Balloon(zone)
    balloon.inflate(1024)
    assert sorted(balloon.pages) == list(range(2048, 4096, 2))
    zone.give(range(1, 4096, 2))
    assert counts(zone) == orders(o0=1024, o10=2)
    assert zone.free_pages == 3072
    assert [zone.kind_counts(section).get(Kind.BALLOON, 0) for section in range(4)] == [0, 0, 512, 512]


def section_1_in_use(zone):
    """W13's guest: 1000 pages in use in section 0; in section 1 100 of a process and 50 of a balloon."""
    zone.take(4096 + 100, MOVABLE, Kind.ANON)
    rest = zone.take(4096 - 100, MOVABLE, Kind.BALLOON)
    balloon = set(range(4200, 4300, 2))
    zone.give(pfn for pfn in rest if pfn not in balloon)
    zone.give(range(4095, 999, -1))
    return [*range(4096, 4196), *sorted(balloon)]


def migrate(zone, pages):
    """Move pages in ascending order, as an offline does, and return where they went."""
    went = []
    for pfn in pages:
        kind = zone.kind(pfn)
        went.append(zone.alloc(0, MOVABLE, kind))
        zone.free(pfn, 0)
    return went


def test_w13_an_offline_section_leaves_by_isolation_and_migration(pristine):
    zone = pristine(8192, V6_6, section_pages=4096)
    in_use = section_1_in_use(zone)
    assert total(zone) == [50, 0, 2, 1, 2, 1, 0, 0, 1, 1, 6]
    assert zone.free_pages == 7042

    zone.isolate(4096, 4096)
    assert counts(zone, "isolate") == [50, 0, 2, 0, 1, 1, 0, 0, 1, 1, 3]
    assert total(zone) == [50, 0, 2, 1, 2, 1, 0, 0, 1, 1, 6]
    assert zone.free_pages == 7042 - 3946
    assert zone.block_type(8) == MigrateType.ISOLATE

    assert migrate(zone, in_use) == list(range(1000, 1150))
    assert counts(zone, "isolate") == orders(o10=4)

    zone.take_isolated(4096, 4096)
    assert total(zone) == [0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 2]
    assert zone.free_pages == 2946
    assert zone.kind_counts(0) == {Kind.ANON: 1100, Kind.BALLOON: 50, Kind.FREE: 2946}


def slab_at_4096(zone):
    """W14's guest: one slab page is the first of section 1, and its two pageblocks are unmovable."""
    zone.take(4096, MOVABLE, Kind.ANON)
    assert zone.alloc(0, UNMOVABLE, Kind.SLAB) == 4096
    zone.give(range(1000, 4096))


def as_sets(zone):
    return {name: [set(blocks) for blocks in lists] for name, lists in zone.lists.items()}


def test_w14_isolation_undone_leaves_the_lists_as_they_were(pristine):
    zone = pristine(8192, CURRENT, section_pages=4096)
    slab_at_4096(zone)
    before, free = as_sets(zone), zone.free_pages
    zone.isolate(4096, 4096)
    assert zone.free_pages == free - 4095
    zone.undo_isolate(4096, 4096)
    assert (as_sets(zone), zone.free_pages) == (before, free)
    assert [zone.block_type(block) for block in range(8, 16)] == [UNMOVABLE] * 2 + [MOVABLE] * 6


def test_w14_up_to_6_16_undone_isolation_leaves_every_pageblock_movable(pristine):
    zone = pristine(8192, V6_6, section_pages=4096)
    slab_at_4096(zone)
    before = total(zone)
    zone.isolate(4096, 4096)
    zone.undo_isolate(4096, 4096)
    assert total(zone) == before
    assert counts(zone, "unmovable") == orders()
    assert [zone.block_type(block) for block in range(8, 16)] == [MOVABLE] * 8


@pytest.mark.parametrize(
    ("rules", "name", "heads"),
    [(CURRENT, "movable", [0, 4096, 5120, 6144, 7168]), (RULES_2006, "any", [7168, 6144, 5120, 4096, 0])],
    ids=["current", "2006"],
)
def test_w16_onlined_memory_is_used_last_today_and_was_used_first(pristine, rules, name, heads):
    zone = pristine(4096, rules, section_pages=4096)
    zone.take(4096, MOVABLE, Kind.ANON)
    zone.give(range(1024))
    zone.online(4096, 4096)
    assert zone.lists[name] == [[]] * 10 + [heads]
    assert zone.alloc(0, MOVABLE, Kind.ANON) == heads[0]
