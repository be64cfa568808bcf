"""Pages that are themselves in another state than predicted, and how few of them can move many.

One page that is in use keeps its buddies apart: a free block of 1,024 pages that lacks one lies as ten smaller ones.
What is misplaced beyond the pages that are astray are such buddies, free in both.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.capture.kpageflags import BUDDY, LRU, has
from engine.capture.record import Capture
from engine.fidelity.seen import pfns_of, seen_in
from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.units import Pages

USED, LISTED, KEPT, BALLOON = range(4)
"""States of a page: in use, on the free lists, kept by a CPU, in the balloon."""


@attrs.frozen
class Astray:
    """Pages by what they were to be and what they are.

    Attributes:
        pages: those whose state is another one.
        kernel_took, kernel_freed: the kernel's own, where they were to be free; and the other way round.
        fetched: kept by a CPU, where they were to be on the free lists.
        returned: on the free lists, where they were to be kept by a CPU.
    """

    pages: Pages
    kernel_took: Pages
    kernel_freed: Pages
    fetched: Pages
    returned: Pages


def astray(guest: Guest, before: Capture, real: Capture) -> Astray:
    """Compare the state of every page of a prediction with what it really is."""
    end = max(len(real.flags), len(guest.memory.state) * guest.section_pages)
    mine, theirs = _predicted(guest, end), _real(real, end)
    free = (mine == LISTED) | (mine == KEPT)
    is_free = (theirs == LISTED) | (theirs == KEPT)
    kernels, were_kernels = (_off_lru(it, end) for it in (real, before))
    return Astray(
        pages=_count(mine != theirs),
        kernel_took=_count(free & (theirs == USED) & kernels),
        kernel_freed=_count((mine == USED) & is_free & were_kernels),
        fetched=_count((mine == LISTED) & (theirs == KEPT)),
        returned=_count((mine == KEPT) & (theirs == LISTED)),
    )


def _off_lru(capture: Capture, end: int) -> NDArray[np.bool_]:
    """Say of each page whether it is on none of the lists of what programs and files use."""
    off = np.ones(end, bool)
    off[: len(capture.flags)] = ~has(capture.flags, LRU)
    return off


def _count(mask: NDArray[np.bool_]) -> Pages:
    return int(np.count_nonzero(mask))


def _predicted(guest: Guest, end: int) -> NDArray[np.uint8]:
    states = np.zeros(end, np.uint8)
    for kind, state in ((Kind.FREE, LISTED), (Kind.PER_CPU, KEPT), (Kind.BALLOON, BALLOON)):
        states[pfns_of(guest.memory, kind)] = state
    return states


def _real(real: Capture, end: int) -> NDArray[np.uint8]:
    states, seen = np.zeros(end, np.uint8), seen_in(real)
    states[seen.free_pfns] = KEPT
    states[np.flatnonzero(has(real.flags, BUDDY))] = LISTED
    states[seen.balloon] = BALLOON
    return states
