"""How far off a prediction is, in numbers that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.capture.kpageflags import BUDDY, LRU, OFFLINE
from engine.capture.record import DeviceRecord
from engine.fidelity.score import changed, differences, misplaced, off_marks, overlap
from engine.fidelity.seen import balloon_of, seen_in
from tests.engine.fidelity.states import capture, pfns, seen, zone

ORDER0, ORDER3 = (0, "DMA32", "order", 0), (0, "DMA32", "order", 3)
PARKED = (0, "DMA32", "cpu0", 1)


class TestMisplaced:
    def test_the_same_is_not_misplaced(self):
        assert misplaced(seen({ORDER0: 5, PARKED: 7}), seen({ORDER0: 5, PARKED: 7})) == 0

    def test_a_block_that_was_split_otherwise_counts_once(self):
        assert misplaced(seen({ORDER3: 8}), seen({ORDER0: 8})) == 8

    def test_pages_on_a_cpus_list_instead_of_a_free_list_count_once(self):
        assert misplaced(seen({ORDER0: 10}), seen({ORDER0: 7, PARKED: 3})) == 3

    def test_pages_that_are_free_in_one_only_count_half_and_upwards(self):
        assert misplaced(seen({ORDER0: 10}), seen({ORDER0: 13})) == 2

    def test_places_that_only_one_has_count_too(self):
        other_node = (1, "DMA32", "order", 0)
        assert misplaced(seen({ORDER0: 6}), seen({other_node: 6})) == 6

    def test_differences_say_where_more_was_predicted(self):
        assert differences(seen({ORDER3: 8, ORDER0: 1}), seen({ORDER0: 1, PARKED: 8})) == {
            PARKED: -8,
            ORDER3: 8,
        }


class TestPages:
    def test_overlap_is_of_the_larger_set(self):
        assert overlap(pfns(1, 2, 3, 4), pfns(3, 4)) == 0.5
        assert overlap(pfns(3, 4), pfns(1, 2, 3, 4)) == 0.5

    def test_two_empty_balloons_are_alike(self):
        assert overlap(pfns(), pfns()) == 1

    def test_what_did_not_move_does_not_count_as_foreseen(self):
        found = changed(pfns(1, 2, 3), pfns(1, 2, 3, 10, 11), pfns(1, 2, 3, 11, 12))
        assert (found.pages, found.right) == (2, 0.5)

    def test_coming_and_going_both_count(self):
        found = changed(pfns(1, 2), pfns(2, 3), pfns(2, 4))
        assert (found.pages, found.right) == (2, 0.5)

    def test_predicting_too_many_is_wrong_too(self):
        assert changed(pfns(), pfns(1, 2, 3, 4), pfns(1)).right == 0.25

    def test_how_many_go_is_another_matter_than_which(self):
        """As in a guest whose page cache goes in order, while nobody knows how much of it."""
        found = changed(pfns(1, 2, 3, 4, 5, 6), pfns(4, 5, 6), pfns(3, 4, 5, 6))
        assert (found.pages, found.off, found.same) == (2, 1, 1.0)
        assert changed(pfns(1, 2, 3), pfns(2, 3), pfns(1, 3)).same == 0.0


class TestMarks:
    def test_the_worst_of_all_marks_counts(self):
        zone_name = (0, "DMA32")
        mine, theirs = seen(marks={zone_name: (10, 20, 30)}), seen(marks={zone_name: (11, 20, 26)})
        assert off_marks(mine, theirs) == (4, zone_name)

    def test_a_zone_that_only_one_has_counts_whole(self):
        mine = seen(marks={(0, "DMA32"): (1, 2, 3)})
        theirs = seen(marks={(0, "DMA32"): (1, 2, 3), (0, "Movable"): (7, 8, 9)})
        assert off_marks(mine, theirs) == (9, (0, "Movable"))


class TestSeen:
    def test_free_pages_are_counted_by_list_with_the_order_of_cpus_lists(self):
        lists = {(1, 0): pfns(5), (0, 0): pfns(9), (1, 3): pfns(16, 64)}
        parked = {1: pfns(7, 8), 3 * 1 + 1: pfns(32), 12: pfns(512)}
        found = seen_in(capture(zone(lists=lists, cpu_lists=parked, parked=2 + 2 + 512), flags=[0] * 1024))
        place = {(where, number): pages for (_, _, where, number), pages in found.free.items()}
        assert place == {
            ("order", 0): 2,
            ("order", 3): 16,
            ("cpu0", 1): 2,
            ("cpu0", 4): 2,
            ("cpu0", 12): 512,
        }
        assert found.free_pages == 2 + 16 + 2 + 2 + 512

    def test_file_pages_are_those_on_the_lru_that_are_no_anonymous_ones(self):
        flags = [LRU, LRU | 1 << 12, LRU | 1 << 14, BUDDY, LRU | 1 << 6]
        assert seen_in(capture(flags=flags)).file.tolist() == [0, 4]

    def test_what_virtio_mem_keeps_out_is_no_balloon(self):
        flags = np.zeros(1024, np.uint64)
        flags[[3, 600]] = OFFLINE
        device = DeviceRecord(id="vm0", kind="virtio-mem", address=512 * 4096, size=0, region=512 * 4096)
        assert balloon_of(capture(flags=flags, devices=(device,))).tolist() == [3]
        assert balloon_of(capture(flags=flags)).tolist() == [3, 600]


@pytest.mark.parametrize("number", [0, 11])
def test_small_lists_have_the_order_of_their_number(number):
    found = seen_in(capture(zone(cpu_lists={number: pfns(0)}, parked=1 << number // 3), flags=[0] * 16))
    assert found.free_pages == 1 << number // 3


class TestCounts:
    LISTS = {(0, "DMA32", "cpu0", 1): 5, (0, "DMA32", "cpu0", 4): 2, (0, "DMA32", "order", 0): 3}

    def test_where_no_more_is_told_a_cpus_pages_are_compared_as_a_whole(self):
        real = seen_in(capture(zone(lists={(1, 0): pfns(1, 2, 3)}, parked=7), flags=[0] * 8))
        assert not real.listed
        assert misplaced(seen(self.LISTS), real) == 0
        assert differences(seen({**self.LISTS, (0, "DMA32", "cpu0", 9): 8}), real) == {
            (0, "DMA32", "cpu0", -1): 8
        }

    def test_counts_of_two_cpus_stay_apart(self):
        found = seen({(0, "DMA32", "cpu0", 1): 5, (0, "DMA32", "cpu1", 1): 2}).as_counted()
        assert dict(found.free) == {(0, "DMA32", "cpu0", -1): 5, (0, "DMA32", "cpu1", -1): 2}
