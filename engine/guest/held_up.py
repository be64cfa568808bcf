"""Who waits for pages that are being moved: while a page has no place, whoever uses it stands still."""

from __future__ import annotations

import numpy as np

from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.memory.page_list import Array
from engine.memory.standing import owners_of
from engine.units import SECOND, Nanoseconds, Pages

TOGETHER: Pages = 512
"""Pages that are unmapped at once, where it is not done one by one (mm/migrate.c: NR_MAX_BATCHED_MIGRATION)."""
_MAPPED = [Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED]


def hold_up(guest: Guest, pfns: Array) -> None:
    """Let programs that run on wait for their pages among those that are moved now, as long as is to be expected.

    A program uses its pages evenly, at its rate. The first use of one that has no place lasts until all that were
    unmapped with it have theirs (mm/migrate.c: migration_entry_wait, migrate_pages_batch since 6.3); kernels before
    that unmapped a page, copied it and mapped it before they turned to the next.

    Args:
        guest: whose memory.
        pfns: where the pages are that will be moved.
    """
    if not guest.workloads or not len(pfns):
        return
    pages = np.bincount(owners_of(guest.memory.frames, pfns)).tolist()
    waits = dict(guest.held_up)
    for owner, moved in enumerate(pages):
        program = guest.programs.get(owner)
        if moved and program is not None and program.process:
            whole = int(guest.memory.frames.owned.of(owner)[_MAPPED].sum())
            waits[owner] = waits.get(owner, 0) + _expected(guest, program.rate, moved, whole, len(pfns))
    guest.held_up = waits


def let_go(guest: Guest, owner: int) -> Nanoseconds:
    """Return how long a program has to wait for pages that were moved since it last asked; then it has waited."""
    found = guest.held_up.get(owner, 0)
    if found:
        guest.held_up = {other: wait for other, wait in guest.held_up.items() if other != owner}
    return found


def _expected(guest: Guest, rate: Pages, moved: Pages, whole: Pages, together: Pages) -> Nanoseconds:
    """Return how long a program waits.

    Args:
        guest: where.
        rate: pages that it uses a second.
        moved: how many of its pages are moved.
        whole: how many it has.
        together: how many pages are moved in all.
    """
    if guest.kernel.migrates_in_batches:
        times = -(-together // TOGETHER)
        return times * _wait(rate * moved // times, whole, guest.costs.migrate(-(-together // times)))
    return moved * _wait(rate, whole, guest.costs.migrate(1))


def _wait(uses: int, whole: Pages, window: Nanoseconds) -> Nanoseconds:
    """Return the wait of someone who uses one of `whole` pages evenly, until the end of the window.

    Args:
        uses: page uses a second, times the pages that have no place.
        whole: all pages.
        window: for how long they have none.

    The exact one is w - (1 - exp(-xw)) / x with x = uses / whole; this is the simplest fraction that has its two ends.
    """
    hits = uses * window
    return window * hits // (2 * whole * SECOND + hits) if hits else 0
