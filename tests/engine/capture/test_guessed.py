"""Where lists are not known, what pageblocks are for and what CPUs keep is guessed from counts, and the counts hold."""

from __future__ import annotations

import attrs
import numpy as np

from engine.capture.imported import guest_from
from engine.capture.record import Capture, CpuRecord, ZoneRecord
from engine.guest.guest import Guest
from engine.memory.kinds import MigrateType
from engine.memory.per_cpu import HUGE
from tests.engine.capture.captures import PAGEBLOCK_ORDER, capture_of, with_zone
from tests.engine.invariants import check_memory

BLOCK = 1 << PAGEBLOCK_ORDER
MIXED = {
    (512, 20): "SLAB",
    (512 + BLOCK, 9): "PGTABLE",
    (512 + 2 * BLOCK, 25): "SLAB",
    (512 + 3 * BLOCK, 10): "LRU ANON",
    (512 + 3 * BLOCK + 10, 6): "",
    (512 + 4 * BLOCK, 30): "LRU UPTODATE",
}
"""A pageblock each: slab and free pages, page tables, reclaimable slab, and two with movable pages."""


def free_of(*blocks: int, capture: Capture) -> tuple[int, ...]:
    """Return the free blocks per order that begin in pageblocks, as /proc/pagetypeinfo counts them."""
    lists = capture.zones[0].lists or {}
    orders = range(capture.max_order + 1)
    return tuple(
        sum(
            1
            for (_, at), pfns in lists.items()
            for pfn in pfns.tolist()
            if at == order and pfn // BLOCK in blocks
        )
        for order in orders
    )


def counted(capture: Capture, **changes: object) -> ZoneRecord:
    zone = capture.zones[0]
    unmovable = free_of(16, 17, capture=capture)
    reclaimable = free_of(18, capture=capture)
    rest = tuple(a - b - c for a, b, c in zip(zone.blocks, unmovable, reclaimable, strict=True))
    types = {
        MigrateType.UNMOVABLE: unmovable,
        MigrateType.MOVABLE: rest,
        MigrateType.RECLAIMABLE: reclaimable,
    }
    return attrs.evolve(
        zone, lists=None, blocks_of_type={int(t): counts for t, counts in types.items()}, **changes
    )


def guessed(ranges: dict[tuple[int, int], str], kept: int = 0) -> Guest:
    capture = capture_of(ranges)
    cpus = (CpuRecord(cpu=0, count=kept, high=100, batch=3),)
    found = attrs.evolve(capture, zones=(counted(capture, cpus=cpus),), pageblock_types=None)
    guest = guest_from(found, "real", 0).guest
    check_memory(guest.memory)
    return guest


class TestTypes:
    def test_pageblocks_are_for_what_they_hold(self):
        types = guessed(MIXED).memory.frames.types_of(2)
        assert types[:5].tolist() == [
            MigrateType.UNMOVABLE,
            MigrateType.UNMOVABLE,
            MigrateType.RECLAIMABLE,
            MigrateType.MOVABLE,
            MigrateType.MOVABLE,
        ]

    def test_free_blocks_of_each_type_are_as_many_as_were_counted(self):
        capture = capture_of(MIXED)
        zone = guessed(MIXED).memory.normal
        wanted = counted(capture).blocks_of_type
        assert wanted is not None
        for list_type, counts in wanted.items():
            assert zone.counts(MigrateType(list_type)) == counts

    def test_as_many_are_reclaimable_as_were_counted(self):
        """Two pageblocks are full of slab: which is which is not seen, but one of them is counted."""
        capture = capture_of({(512, 2 * BLOCK): "SLAB"})
        zoned = with_zone(capture, lists=None, pageblocks_of_type={MigrateType.RECLAIMABLE: 1})
        found = attrs.evolve(zoned, pageblock_types=None)
        types = guest_from(found, "real", 0).guest.memory.frames.types_of(2)[:2].tolist()
        assert sorted(types) == [MigrateType.UNMOVABLE, MigrateType.RECLAIMABLE]

    def test_without_counts_by_type_all_free_blocks_are_there(self):
        capture = capture_of(MIXED)
        found = attrs.evolve(with_zone(capture, lists=None, blocks_of_type=None), pageblock_types=None)
        memory = guest_from(found, "real", 0).guest.memory
        check_memory(memory)
        assert tuple(memory.normal.blocks_per_order()) == capture.zones[0].blocks


class TestCpus:
    def test_silent_pages_among_movable_ones_are_on_the_list_of_such(self):
        kept = guessed(MIXED, kept=6).memory.normal.cpus[0]
        assert {number: pfns.tolist() for number, pfns in kept.lists.items()} == {
            MigrateType.MOVABLE: [*range(512 + 3 * BLOCK + 10, 512 + 3 * BLOCK + 16)]
        }

    def test_whole_pageblocks_are_huge_pages_where_so_many_are_left(self):
        whole = {(1024, BLOCK): ""}
        kept = guessed({**MIXED, **whole}, kept=6 + BLOCK).memory.normal.cpus[0]
        assert kept.lists[HUGE].tolist() == [1024]
        assert kept.count == 6 + BLOCK

    def test_the_rest_is_unmovable_and_spread_over_orders(self):
        kept = guessed({**MIXED, (512 + 20, 8): "", (1024, BLOCK - 1): ""}, kept=6 + 24).memory.normal.cpus[0]
        pages = {number: len(pfns) << number // 3 for number, pfns in kept.lists.items()}
        assert pages == {MigrateType.MOVABLE: 6, 0: 8, 3: 8, 6: 8}

    def test_what_is_not_found_is_said(self):
        capture = capture_of()
        cpus = (CpuRecord(cpu=0, count=9, high=100, batch=3),)
        found = guest_from(with_zone(capture, lists=None, cpus=cpus), "real", 0)
        assert found.guest.memory.normal.cpus[0].count == 0
        assert any("9 pages are counted on CPUs' lists and not found" in what for what in found.unknown)
        assert not np.any(found.guest.memory.frames.kinds_of(3) == 2)
