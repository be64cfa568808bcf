"""Chunks of a column: which of them pages lie in."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.host.runs import Int64s
from engine.memory.runs import Runs
from engine.units import Pages

_FEW_EACH = 8
"""With fewer pages in a chunk than this, an array operation for each chunk costs more than a step for each page."""


def whole_chunks(run: Runs, size: Pages) -> tuple[Runs, int, int, Runs]:
    """Return what of one run comes before whole chunks [begin, end), their bounds, and what comes after."""
    first, count = int(run.starts[0]), int(run.counts[0])
    begin, end = -(-first // size), (first + count) // size
    before, after = (
        Runs.of([(first, begin * size - first)]),
        Runs.of([(end * size, first + count - end * size)]),
    )
    return before.filled(), begin, end, after.filled()


def only_chunk(runs: Runs, size: Pages) -> int:
    """Return the chunk in which all the pages lie, or -1."""
    starts = runs.starts
    if starts.size == 1:
        first = int(starts[0])
        end = first + int(runs.counts[0])
    elif starts.size:
        first, end = int(starts.min()), int((starts + runs.counts).max())
    else:
        return -1
    return first // size if first // size == (end - 1) // size else -1


def heads_of(array: NDArray[Any]) -> Int64s:
    """Return where each run of one value begins."""
    return np.concatenate([[0], np.flatnonzero(array[1:] != array[:-1]) + 1])


def by_chunk(chunks: Int64s) -> list[tuple[int, slice | Int64s]]:
    """Say for each chunk, ascending, at which places it stands."""
    if not chunks.size:
        return []
    order = None
    if (chunks[1:] < chunks[:-1]).any():
        order = np.argsort(chunks, kind="stable")
        chunks = chunks[order]
    heads = heads_of(chunks)
    edges = [*heads.tolist(), chunks.size]
    spans = zip(chunks[heads].tolist(), pairwise(edges), strict=True)
    if order is None:
        return [(chunk, slice(first, end)) for chunk, (first, end) in spans]
    return [(chunk, order[first:end]) for chunk, (first, end) in spans]


def are_few_each(parts: list[tuple[int, slice | Int64s]], pages: Int64s) -> bool:
    """Say whether pages lie so far apart that single steps are quicker than an array operation for each chunk."""
    return len(parts) > 1 and len(parts) * _FEW_EACH > len(pages)
