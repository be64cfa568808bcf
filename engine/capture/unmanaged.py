"""Pages that the kernel does not manage although nothing is told of them: something keeps them from it."""

from __future__ import annotations

import numpy as np

from engine.capture.pages import PageFacts
from engine.capture.record import Capture
from engine.capture.sections import Places
from engine.memory.kinds import Kind
from engine.memory.layout import Layout
from engine.units import Pages

NOT_MANAGED = (Kind.RESERVED, Kind.MEM_MAP, Kind.UNPLUGGED)


def counts_balloon(places: Places, facts: PageFacts) -> bool:
    """Say whether the balloon's pages are managed, as the zones' numbers have it (VIRTIO_BALLOON_F_DEFLATE_ON_OOM)."""
    ballooned = int(np.count_nonzero(facts.kinds == Kind.BALLOON))
    managed = sum(record.managed for _, _, record in places.zones if record)
    there = np.count_nonzero(~np.isin(facts.kinds, (Kind.HOLE, *NOT_MANAGED)))
    return ballooned > 0 and abs(int(there) - managed) < abs(int(there) - ballooned - managed)


def keep_unmanaged(
    capture: Capture, layout: Layout, places: Places, facts: PageFacts, *, balloon: bool
) -> Pages:
    """Let pages without any flag be reserved where zones manage fewer pages than there seem to be; return how many.

    Whole pageblocks are taken, those of the longest runs first.

    Args:
        capture: what the kernel told.
        layout: its geometry.
        places: its sections and zones.
        facts: of its pages; their kinds are changed.
        balloon: whether the balloon's pages are managed.
    """
    away = (Kind.HOLE, *NOT_MANAGED, *(() if balloon else (Kind.BALLOON,)))
    silent = np.zeros(len(facts.kinds), bool)
    silent[: len(capture.flags)] = capture.flags == 0
    size, total = layout.pageblock_pages, 0
    for number, (_, _, record) in enumerate(places.zones):
        if record is None or not record.spanned:
            continue
        mine = facts.zone_at == number
        excess = int(np.count_nonzero(mine & ~np.isin(facts.kinds, away))) - record.managed
        if excess < size:
            continue
        whole = (silent & mine & (facts.kinds == Kind.KERNEL)).reshape(-1, size).all(axis=1)
        for block in _longest_first(whole)[: excess // size].tolist():
            facts.kinds[block * size : (block + 1) * size] = Kind.RESERVED
            total += size
    return total


def _longest_first(whole: np.ndarray) -> np.ndarray:
    """Return the positions that are true, those in long runs before others."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], whole, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    at = np.flatnonzero(whole)
    length = np.repeat(ends - starts, ends - starts)
    return at[np.argsort(-length, kind="stable")]
