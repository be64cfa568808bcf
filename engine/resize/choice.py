"""Which memory blocks leave, and where the balloon gives back what moving takes."""

from __future__ import annotations

from collections.abc import Set

import attrs
import numpy as np

from engine.guest.blockers import unblocked
from engine.guest.guest import Guest
from engine.guest.memory_block import sections_of
from engine.memory.frames import MIXED, NO_TAG, ORDER_BITS
from engine.memory.kinds import Kind, SectionState
from engine.memory.memory import Mark, limit_of
from engine.units import Pages

LOOKED_AT = 32
"""Memory blocks whose free blocks are looked at: those with the fewest pages to move."""


@attrs.frozen
class Candidate:
    """A memory block that could leave; counts are in pages."""

    first: int
    """Its first section."""
    balloon: Pages
    """What the balloon holds of it."""
    to_move: Pages
    """In use by others."""
    large: Pages
    """Free in blocks of a pageblock and more, which the guest would lose."""

    def loses(self, guest: Guest) -> Pages:
        """Return how much less the guest has when the block has left: what the balloon held of it, it had not."""
        return guest.block_pages - self.balloon


def candidates(guest: Guest, refused: tuple[int, ...]) -> list[Candidate]:
    """Return memory blocks that nothing keeps, those with the fewest pages to move first.

    Args:
        guest: whose balloon lets go of what lies in a section that leaves.
        refused: first sections of memory blocks that have been tried.
    """
    memory, span = guest.memory, guest.block_sections
    sections = len(memory.state) // span * span
    fit = (unblocked(guest) & (memory.state == SectionState.ONLINE))[:sections].reshape(-1, span).all(axis=1)
    fit[[first // span for first in refused]] = False
    if (device := guest.virtio_mem) is not None:
        # its driver alone removes what is in its region
        fit[device.first // span : (device.first + device.count) // span] = False
    counts = memory.counts[:sections].reshape(len(fit), span, -1).sum(axis=1, dtype=np.int64)
    to_move = guest.block_pages - counts[:, [Kind.FREE, Kind.PER_CPU, Kind.BALLOON]].sum(axis=1)
    blocks = np.flatnonzero(fit)
    blocks = blocks[np.argsort(to_move[blocks], kind="stable")][:LOOKED_AT]
    return [
        Candidate(
            block * span,
            int(counts[block, Kind.BALLOON]),
            int(to_move[block]),
            sum(large_free(guest, section) for section in sections_of(guest, block * span)),
        )
        for block in blocks.tolist()
    ]


def large_free(guest: Guest, section: int) -> Pages:
    """Return the pages of a section that lie in free blocks of a pageblock and more."""
    frames = guest.memory.frames
    if frames.uniform[section] != MIXED:
        return guest.section_pages if frames.uniform[section] == Kind.FREE else 0
    tags = frames.mixed[section].tags
    orders = (tags[tags != NO_TAG] & ORDER_BITS).astype(np.int64)
    return int((1 << orders[orders >= guest.memory.layout.pageblock_order]).sum())


def free_below(guest: Guest, order: int) -> Pages:
    """Return the free pages that lie in blocks of less than an order, where a balloon can take them."""
    memory = guest.memory
    zones = memory.zonelist(Kind.ANON)
    return sum(
        zone.lists[memory.free_type][smaller].count << smaller
        for zone in zones
        if zone.spare(limit_of(zone, Mark.LOW, zones), 0)
        for smaller in range(order)
    )


def lenders(guest: Guest, leaving: Set[int]) -> tuple[int, ...]:
    """Return the sections in which the balloon gives back, those of which it holds least first.

    Args:
        guest: whose balloon.
        leaving: sections that are to leave, which give nothing.
    """
    held = guest.memory.counts[:, Kind.BALLOON].astype(np.int64)
    order = np.flatnonzero(held)
    order = order[np.argsort(held[order], kind="stable")]
    return tuple(section for section in order.tolist() if section not in leaving)
