"""Balloons, offlining and hot-add on examples with known results, W11 to W16, on the reference and on the engine.

The drivers and the migration are written out here; lists are written as in `test_worked_examples`.
"""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind, MigrateType
from tests.engine.memory.makes import CURRENT, RULES_2006, V6_6, counts, orders, total

UNMOVABLE, MOVABLE = MigrateType.UNMOVABLE, MigrateType.MOVABLE
BATCH = 256
"""Pages that virtio's balloon driver takes or gives at a time."""


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
