"""A zone's free blocks: its lists as they were recorded, or rebuilt from the pages that are free."""

from __future__ import annotations

import numpy as np

from engine.capture.kpageflags import Mask
from engine.memory.kinds import MigrateType
from engine.memory.layout import Layout
from engine.memory.page_list import Array
from engine.memory.state import Column
from engine.units import Pages, Pfn

Lists = dict[tuple[int, int], Array]
"""By (migrate type, order), first pfns from head to tail."""
_APART = (MigrateType.HIGHATOMIC, MigrateType.CMA)
"""Whole pageblocks of these types do not merge with others (mm/page_alloc.c:migratetype_is_mergeable)."""


def maximal_blocks(free: Mask, first: Pfn, types: Column, layout: Layout) -> list[Array]:
    """Return the largest aligned blocks that free pages make up: by order, first pfns ascending.

    Free buddies are always merged, so that the free pages alone tell the blocks.

    Args:
        free: of pages from `first` on, whether each is free; whole blocks of the largest order.
        first: a pfn aligned to the largest order.
        types: the migrate type of each of their pageblocks.
        layout: the geometry.
    """
    whole = [free]
    kept = np.where(np.isin(types, _APART), types, 0)
    for order in range(layout.max_order):
        pairs = whole[-1].reshape(-1, 2)
        merged = pairs[:, 0] & pairs[:, 1]
        if order >= layout.pageblock_order:
            sides = kept.reshape(-1, 2)
            merged &= sides[:, 0] == sides[:, 1]
            kept = sides[:, 0]
        whole.append(merged)
    found: list[Array] = []
    for order, mask in enumerate(whole):
        alone = mask
        if order < layout.max_order:
            alone = mask & ~np.repeat(whole[order + 1], 2)
        found.append(first + (np.flatnonzero(alone).astype(np.int64) << order))
    return found


def in_recorded_order(
    blocks: list[Array], lists: Lists, types_of: Column, layout: Layout
) -> tuple[Lists, Pages]:
    """Put blocks on lists: those that were recorded as they stand there, others behind them by their pageblock's type.

    Args:
        blocks: by order, first pfns ascending.
        lists: as recorded.
        types_of: the migrate type of each pageblock from pfn 0 on.
        layout: the geometry.

    Returns:
        The lists, and how many pages were recorded in other blocks or in none.
    """
    found: dict[tuple[int, int], list[Array]] = {}
    strangers: Pages = 0
    for order, wanted in enumerate(blocks):
        left = np.ones(len(wanted), bool)
        for (list_type, recorded_order), firsts in sorted(lists.items()):
            if recorded_order != order or not len(firsts) or not len(wanted):
                continue
            at = np.minimum(np.searchsorted(wanted, firsts), len(wanted) - 1)
            there = wanted[at] == firsts
            if list_type == MigrateType.ISOLATE:
                continue
            # a block that stands on two lists stays where it was met first
            there &= left[at]
            _, once = np.unique(firsts, return_index=True)
            is_first = np.zeros(len(firsts), bool)
            is_first[once] = True
            there &= is_first
            left[at[there]] = False
            found.setdefault((list_type, order), []).append(firsts[there])
        rest = wanted[left]
        strangers += len(rest) << order
        kinds = types_of[rest >> layout.pageblock_order]
        for list_type in np.unique(kinds).tolist():
            found.setdefault((list_type, order), []).append(rest[kinds == list_type])
    return {key: np.concatenate(parts) for key, parts in found.items()}, strangers


def pages_of(lists: Lists) -> Array:
    """Return every page of the lists' blocks, in no order that matters."""
    every = [
        (firsts[:, None] + np.arange(1 << order, dtype=np.int64)).reshape(-1)
        for (_, order), firsts in lists.items()
    ]
    return np.concatenate(every) if every else np.zeros(0, np.int64)
