"""Freeing pages that follow each other: as few blocks, with the same result as page by page, list order included.

Pages of an aligned block merge with nothing outside it before the last of them is free, so the block can be freed as
one. Blocks of several pageblocks are not: each page brings its own pageblock's type.
"""

from __future__ import annotations

import numpy as np

from engine.memory.buddy import free_block
from engine.memory.frames import Frames
from engine.memory.kinds import Kind
from engine.memory.layout import Layout
from engine.memory.zone import Zone
from engine.units import Pages, Pfn


def free_stretches(
    frames: Frames, zone: Zone, stretches: list[tuple[Pfn, Pages]], *, downwards: bool = False
) -> None:
    """Free pages in use, stretch by stretch. Kinds are changed to free here.

    Args:
        frames: the guest's page frames.
        zone: where all the pages belong.
        stretches: first pfn and pages, in the order in which they are freed.
        downwards: whether the last page of each is freed first.
    """
    for first, pages in stretches:
        _mark(frames, first, pages)
        blocks = _blocks(frames.layout, first, pages)
        for pfn, order in reversed(blocks) if downwards else blocks:
            free_block(frames, zone, pfn, order)


def _mark(frames: Frames, first: Pfn, pages: Pages) -> None:
    section_pages = frames.layout.section_pages
    while pages:
        here = min(pages, section_pages - first % section_pages)
        at = first % section_pages
        kinds = frames.columns(first // section_pages).kinds[at : at + here]
        frames.count_freed(first // section_pages, np.bincount(kinds))
        kinds[:] = Kind.FREE
        first, pages = first + here, pages - here


def _blocks(layout: Layout, first: Pfn, pages: Pages) -> list[tuple[Pfn, int]]:
    """Cut pages into the largest aligned blocks of at most a pageblock: first pfns and orders, upwards."""
    blocks, end, most = [], first + pages, layout.pageblock_order
    while first < end:
        order = min(most, (end - first).bit_length() - 1)
        if first:
            order = min(order, (first & -first).bit_length() - 1)
        blocks.append((first, order))
        first += 1 << order
    return blocks
