"""What pageblocks are for, where nothing tells it: guessed from what they hold and from how much is free of each type.

/proc/pagetypeinfo counts free blocks by migrate type and order, and does not say where they are.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout
from engine.memory.page_list import Array
from engine.memory.state import Column
from engine.units import Pfn

_OTHERS = (MigrateType.UNMOVABLE, MigrateType.RECLAIMABLE, MigrateType.HIGHATOMIC, MigrateType.CMA)
"""All that is not of these types is movable."""
_RECLAIMABLE = _OTHERS.index(MigrateType.RECLAIMABLE)
_UNMOVABLE = (Kind.KERNEL, Kind.PAGE_TABLE, Kind.SLAB)
_MOVABLE = (Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED, Kind.HUGETLB, Kind.BALLOON)
SILENT = Kind.PER_CPU
"""How pages without any flag are told here."""
_STEPS = 400
"""So many pageblocks change their type at most while the counts are approached."""
_CONTENT = 3.0
"""What it costs that a pageblock holds what its type is not for, beside a free block that is counted wrong."""


@attrs.frozen(eq=False)
class Guess:
    """Types of a stretch of pageblocks, and of the lists that free blocks in it stand on.

    Attributes:
        types: of each pageblock.
        on_list: by order, the type of the list that each free block stands on.
    """

    types: Column
    on_list: list[Column]


def guess_types(
    kinds: Column,
    first: Pfn,
    blocks: list[Array],
    counted: dict[int, tuple[int, ...]] | None,
    pageblocks: dict[int, int] | None,
    layout: Layout,
) -> Guess:
    """Guess the types of a zone's pageblocks.

    Args:
        kinds: of its pages from `first` on, whole pageblocks; those without any flag are SILENT.
        first: the first one.
        blocks: its free blocks by order, first pfns ascending.
        counted: by migrate type, free blocks per order; None: nobody counted them.
        pageblocks: by migrate type, how many there are; None: nobody counted them.
        layout: the geometry.
    """
    shift = layout.pageblock_order
    held = kinds.reshape(-1, layout.pageblock_pages)
    costs = _costs(held)
    types = costs.argmin(axis=1)
    inside = np.zeros((len(held), shift), np.int64)
    for order in range(shift):
        inside[:, order] = np.bincount((blocks[order] - first) >> shift, minlength=len(held))
    wanted = None if counted is None else _wanted(counted, len(blocks))
    if wanted is not None:
        types = _approach(types, costs, inside, wanted[:, :shift])
    if wanted is not None and pageblocks is not None:
        whole = wanted[_RECLAIMABLE, shift:] @ (1 << np.arange(len(blocks) - shift))
        reclaimable = pageblocks.get(int(MigrateType.RECLAIMABLE), 0) - int(whole)
        _count_reclaimable(types, costs, inside.sum(axis=1) == 0, reclaimable)
    found: Column = np.array((*_OTHERS, MigrateType.MOVABLE), np.uint8)[types]
    on_list = [found[(firsts - first) >> shift] for firsts in blocks]
    if wanted is not None:
        _count_right(on_list, blocks, first, wanted, costs, layout)
    for order in range(shift, len(blocks)):
        # a free block of several pageblocks is of one type
        for part in range(1 << order - shift):
            found[(blocks[order] - first >> shift) + part] = on_list[order]
    return Guess(found, on_list)


def _costs(held: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how ill each type (the columns: `_OTHERS`, then movable) fits what each pageblock holds.

    Pages that say nothing of themselves are the kernel's, or free ones that a CPU keeps, which were movable where other
    pages of the pageblock are. Reclaimable ones hold slab above all, and no page tables.
    """
    slab = (held == Kind.SLAB).sum(axis=1)
    kernel = np.isin(held, _UNMOVABLE).sum(axis=1)
    silent = (held == SILENT).sum(axis=1)
    tables = (held == Kind.PAGE_TABLE).any(axis=1)
    movable = np.isin(held, _MOVABLE).sum(axis=1)
    in_slab = slab / np.maximum(1, kernel + silent)
    kernel = np.where((movable == 0) & (kernel == 0), silent, kernel)
    used = np.maximum(1, kernel + movable)
    costs = np.empty((len(held), len(_OTHERS) + 1))
    costs[:, 0] = movable / used + np.maximum(0, in_slab - 0.4) + 0.5 * (kernel == 0)
    costs[:, 1] = movable / used + 1 - in_slab + tables
    costs[:, 2:4] = 2.0
    costs[:, 4] = kernel / used
    return costs * _CONTENT


def _wanted(counted: dict[int, tuple[int, ...]], orders: int) -> Array:
    """Return the free blocks that are not movable: [types, orders]."""
    rows = [(*counted.get(int(t), ()), *(0,) * orders)[:orders] for t in _OTHERS]
    return np.array(rows, np.int64)


def _approach(
    types: NDArray[np.intp], costs: NDArray[np.float64], inside: Array, wanted: Array
) -> NDArray[np.intp]:
    """Let pageblocks change their type one by one, each time the one that brings the counts nearest.

    Args:
        types: of each pageblock, a column of `costs`.
        costs: [pageblocks, types].
        inside: [pageblocks, orders], free blocks in each.
        wanted: [types but movable, orders].
    """
    types = types.copy()
    some = np.flatnonzero(inside.any(axis=1))
    free, rows = inside[some], np.arange(len(some))
    weights = 1.0 + np.arange(inside.shape[1])
    others = len(_OTHERS)
    left = wanted.astype(np.int64)
    for number in range(others):
        left[number] -= free[types[some] == number].sum(axis=0)
    for _ in range(_STEPS):
        gain = np.zeros((len(some), others + 1))
        loss = np.zeros((len(some), others + 1))
        for number in range(others):
            now = np.abs(left[number]) @ weights
            gain[:, number] = np.abs(left[number] - free) @ weights - now
            loss[:, number] = np.abs(left[number] + free) @ weights - now
        change = gain + loss[rows, types[some]][:, None]
        change += costs[some] - costs[some, types[some]][:, None]
        change[rows, types[some]] = 0
        if not len(some) or change.min() > -1e-9:
            break
        place, to = np.unravel_index(int(change.argmin()), change.shape)
        was = int(types[some[place]])
        if was < others:
            left[was] += free[place]
        if to < others:
            left[to] -= free[place]
        types[some[place]] = to
    return types


def _count_reclaimable(
    types: NDArray[np.intp], costs: NDArray[np.float64], nothing_free: NDArray[np.bool_], wanted: int
) -> None:
    """Let as many pageblocks as were counted be reclaimable, as far as those with nothing free can make up for it."""
    more = wanted - int(np.count_nonzero(types == _RECLAIMABLE))
    was, to = (0, _RECLAIMABLE) if more > 0 else (_RECLAIMABLE, 0)
    there = np.flatnonzero((types == was) & nothing_free)
    ill = costs[there, to] - costs[there, was]
    types[there[np.argsort(ill, kind="stable")][: abs(more)]] = to


def _count_right(
    on_list: list[Column],
    blocks: list[Array],
    first: Pfn,
    wanted: Array,
    costs: NDArray[np.float64],
    layout: Layout,
) -> None:
    """Move blocks between lists until each has as many as were counted: those go that fit it worst."""
    shift = layout.pageblock_order
    for order, kinds in enumerate(on_list):
        place = blocks[order] - first >> shift
        for number, list_type in enumerate(_OTHERS):
            ill = costs[place, number] - costs[place, len(_OTHERS)]
            mine = np.flatnonzero(kinds == list_type)
            if len(mine) > (most := int(wanted[number, order])):
                worst = mine[np.argsort(-ill[mine], kind="stable")]
                kinds[worst[: len(mine) - most]] = MigrateType.MOVABLE
        for number, list_type in enumerate(_OTHERS):
            ill = costs[place, number] - costs[place, len(_OTHERS)]
            lacking = int(wanted[number, order]) - int(np.count_nonzero(kinds == list_type))
            if lacking > 0:
                there = np.flatnonzero(kinds == MigrateType.MOVABLE)
                kinds[there[np.argsort(ill[there], kind="stable")][:lacking]] = list_type
