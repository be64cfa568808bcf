"""Carried along: which pages of page cache were read before others, which no snapshot shows.

Those read once go in the order in which they came: each joins the young end of the inactive list, and reclaim takes
them from the other end (mm/swap.c:folio_add_lru, mm/vmscan.c:shrink_inactive_list). Pages that were read in one step
are taken to have been read in the order in which the engine would have allocated them, list by list and batch by batch
(mm/readahead.c:page_cache_ra_unbounded takes a page after the other); what the kernel used otherwise meanwhile leaves
gaps. Pages on the active list are the youngest: they stay while the inactive list is long
(mm/vmscan.c:inactive_is_low).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.capture.imported import guest_from
from engine.capture.kpageflags import ACTIVE, has
from engine.capture.record import Capture, Pfns
from engine.fidelity.seen import seen_in
from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType
from engine.memory.lru import touch
from engine.memory.memory import Mark

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed

_NONE: Pfns = np.zeros(0, np.int64)


class _FileAge:
    """What is known are pfns, the one read first before others."""

    def learn(self, known: Pfns | None, passed: Passed) -> Pfns:
        """Keep the order of those that are still there; what came since stands behind them."""
        known = _NONE if known is None else known
        there = seen_in(passed.after).file
        stayed = known[np.isin(known, there)]
        came = np.setdiff1d(there, stayed, assume_unique=True)
        if passed.before is not None and len(came):
            came = as_allocated(passed.before, came)
        order = np.concatenate((stayed, came))
        active = has(passed.after.flags[order], ACTIVE)
        return np.concatenate((order[~active], order[active]))

    def guesses(self, known: Pfns | None, before: Capture) -> tuple[Pfns | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Pfns) -> None:
        """Let the guest's file pages have been used last in this order."""
        memory = guest.memory
        for kind in (Kind.FILE, Kind.FILE_DIRTY):
            touch(memory, kind, known[memory.frames.hold(known, kind)])


def as_allocated(before: Capture, came: Pfns) -> Pfns:
    """Return pages that became page cache, ascending, in the order in which a guest would have allocated them.

    Those that it would not have taken stand last.
    """
    memory = guest_from(before, "before", 0).guest.memory
    taken = memory.take(len(came), MigrateType.MOVABLE, Kind.FILE, mark=Mark.LOW).pfns()
    foreseen = taken[np.isin(taken, came)]
    return np.concatenate((foreseen, np.setdiff1d(came, foreseen, assume_unique=True)))


RULE = _FileAge()
