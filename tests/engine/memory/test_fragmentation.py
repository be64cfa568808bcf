"""The indices of mm/vmstat.c, on free lists whose figures are known."""

from __future__ import annotations

import pytest

from engine.memory.fragmentation import (
    extfrag_index,
    free_pages,
    largest_free_order,
    suitable_blocks,
    unusable_free_index,
)


def counts(*blocks: int) -> list[int]:
    """Return counts for orders 0..10, those not named being 0."""
    return [*blocks] + [0] * (11 - len(blocks))


def extfrag(given: list[int]) -> list[int]:
    return [extfrag_index(given, order) for order in range(11)]


def unusable(given: list[int]) -> list[int]:
    return [unusable_free_index(given, order) for order in range(11)]


def test_w6_a_checkerboard_serves_single_pages_and_nothing_else():
    checkerboard = counts(512)
    assert unusable(checkerboard) == [0] + [1000] * 10
    assert extfrag(checkerboard) == [-1000, 499, 749, 874, 936, 967, 983, 991, 995, 997, 998]


def test_w15_small_blocks_only():
    small = counts(1000, 500, 100)
    assert (free_pages(small), sum(small)) == (2400, 1600)
    assert extfrag(small) == [-1000, -1000, -1000, 812, 906, 953, 976, 988, 994, 997, 998]
    assert unusable(small) == [0, 416, 833] + [1000] * 8


def test_w15_a_few_single_pages():
    few = counts(10)
    assert extfrag_index(few, 4) == 838
    assert extfrag_index(few, 9) == 899


def test_w15_some_small_and_some_large_blocks():
    both = counts(4, 2, 0, 0, 0, 0, 0, 0, 3)
    assert (extfrag_index(both, 9), extfrag_index(both, 10)) == (721, 805)
    assert unusable(both) == [0, 5, 10, 10, 10, 10, 10, 10, 10, 1000, 1000]


def test_nothing_free_is_no_fragmentation_but_all_of_it_is_unusable():
    assert extfrag(counts()) == [0] * 11
    assert unusable(counts()) == [1000] * 11
    assert largest_free_order(counts()) is None


def test_one_large_block_is_usable_at_every_order():
    whole = counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    assert unusable(whole) == [0] * 11
    assert extfrag(whole) == [-1000] * 11
    assert [suitable_blocks(whole, order) for order in (0, 5, 10)] == [1024, 32, 1]


@pytest.mark.parametrize(
    ("given", "order"), [(counts(1), 0), (counts(5, 0, 1), 2), (counts(0, 9, 0, 0, 1), 4)]
)
def test_largest_free_order(given, order):
    assert largest_free_order(given) == order
