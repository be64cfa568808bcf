"""Which memory block leaves next: none that is kept, and of the others the one that costs least."""

from __future__ import annotations

import attrs
import numpy as np

from engine.guest.blockers import unblocked
from engine.guest.guest import Guest
from engine.guest.memory_block import sections_of
from engine.memory.frames import MIXED, NO_TAG, ORDER_BITS
from engine.memory.kinds import Kind, SectionState
from engine.units import Pages

LOOKED_AT = 32
"""Memory blocks whose free blocks are looked at; those with the fewest pages to move."""


@attrs.frozen
class Candidate:
    """A memory block that could leave; counts are in pages."""

    first: int
    """Its first section."""
    balloon: Pages
    """What the balloon holds of it."""
    to_move: Pages
    """In use by others than the balloon."""
    large: Pages
    """Free in blocks of a pageblock and more."""


def candidates(guest: Guest, but: tuple[int, ...] = ()) -> list[Candidate]:
    """Return memory blocks that could leave, the best first.

    Best are those without large free blocks, which would be lost to the guest; of these, the fewest pages to move.

    Args:
        guest: whose.
        but: first sections of memory blocks that have been tried.
    """
    memory, span = guest.memory, guest.block_sections
    sections = len(memory.state) // span * span
    fit = (unblocked(guest) & (memory.state == SectionState.ONLINE))[:sections].reshape(-1, span).all(axis=1)
    fit[[first // span for first in but if first < sections]] = False
    counts = memory.counts[:sections].astype(np.int64).reshape(len(fit), span, -1).sum(axis=1)
    use = guest.block_pages - counts[:, [Kind.FREE, Kind.PER_CPU, Kind.BALLOON]].sum(axis=1)
    blocks = np.flatnonzero(fit)
    blocks = blocks[np.argsort(use[blocks], kind="stable")][:LOOKED_AT]
    found = [
        Candidate(
            block * span,
            int(counts[block, Kind.BALLOON]),
            int(use[block]),
            sum(large_free(guest, section) for section in sections_of(guest, block * span)),
        )
        for block in blocks.tolist()
    ]
    return sorted(found, key=lambda it: (it.large, it.to_move))


def large_free(guest: Guest, section: int) -> Pages:
    """Return the free pages of a section that lie in free blocks of a pageblock and more."""
    frames = guest.memory.frames
    if frames.uniform[section] != MIXED:
        return guest.section_pages if frames.uniform[section] == Kind.FREE else 0
    tags = frames.mixed[section].tags
    orders = (tags[tags != NO_TAG] & ORDER_BITS).astype(np.int64)
    return int((1 << orders[orders >= guest.memory.layout.pageblock_order]).sum())
