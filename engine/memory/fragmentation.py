"""The kernel's indices of external fragmentation, from the counts of free blocks per order.

Source: mm/vmstat.c (fill_contig_page_info, __fragmentation_index, unusable_free_index). All divisions are
integer divisions, as there, so that the figures are those of /sys/kernel/debug/extfrag.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.units import Pages

ALL = 1000
"""The indices are in thousandths."""
WOULD_SUCCEED = -1000
"""The fragmentation index where a block that is large enough is free: nothing fails, so there is no cause."""


def free_pages(counts: Sequence[int]) -> Pages:
    """Return how many pages the free blocks of all orders hold."""
    return sum(blocks << order for order, blocks in enumerate(counts))


def suitable_blocks(counts: Sequence[int], order: int) -> int:
    """Return how many blocks of `order` the free blocks of this order and above could be cut into."""
    return sum(blocks << (larger - order) for larger, blocks in enumerate(counts) if larger >= order)


def extfrag_index(counts: Sequence[int], order: int) -> int:
    """Return why a request of `order` would fail, in thousandths.

    Args:
        counts: free blocks of each order, from order 0.
        order: the order that is asked for.

    Returns:
        Towards 0 there is too little memory, towards 1000 what there is lies in pieces; WOULD_SUCCEED where
        the request is served; 0 where no block is free at all.
    """
    blocks = sum(counts)
    if not blocks:
        return 0
    if suitable_blocks(counts, order):
        return WOULD_SUCCEED
    return ALL - (ALL + free_pages(counts) * ALL // (1 << order)) // blocks


def unusable_free_index(counts: Sequence[int], order: int) -> int:
    """Return how much of the free memory a request of `order` cannot use: 0 none of it is lost, 1000 all is.

    Args:
        counts: free blocks of each order, from order 0.
        order: the order that is asked for.
    """
    free = free_pages(counts)
    if not free:
        return ALL
    return (free - (suitable_blocks(counts, order) << order)) * ALL // free


def largest_free_order(counts: Sequence[int]) -> int | None:
    """Return the order of the largest free block, or None where nothing is free."""
    return next((order for order in reversed(range(len(counts))) if counts[order]), None)
