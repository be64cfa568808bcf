"""Carried along: the order of the balloon's list, which no snapshot shows.

It is the order in which the engine itself took the pages, brought in line with those that the real balloon has: what
it has not is taken off the list, what the engine did not foresee stands at its head, as migrated pages do
(mm/balloon_compaction.c:balloon_page_putback, drivers/virtio/virtio_balloon.c:virtballoon_migratepage). Where somebody
else got a page that the balloon was to have, it has one more in the end, and each batch began a page later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.capture.record import Capture, Pfns
from engine.fidelity.seen import balloon_of
from engine.guest.balloon import Balloon
from engine.guest.guest import Guest
from engine.memory.runs import Runs

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed


class _BalloonOrder:
    """What is known is a `Balloon`."""

    def learn(self, known: Balloon | None, passed: Passed) -> Balloon | None:
        """Take the order that the engine left, and bring it in line with the real pages."""
        left = passed.guest.balloon if passed.guest is not None else known
        return in_line(left or Balloon(), balloon_of(passed.after), known)

    def guesses(self, known: Balloon | None, before: Capture) -> tuple[Balloon | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Balloon) -> None:
        """Give the guest's driver a list in this order."""
        guest.balloon = known.fork()


def in_line(balloon: Balloon, real: Pfns, before: Balloon | None = None) -> Balloon:
    """Return a balloon of these pages, ascending, in an order that another one had as far as it had them.

    Args:
        balloon: the other one.
        real: the pages.
        before: the other one before it took the last batches.
    """
    found, held = balloon.fork(), _pages(balloon)
    gone, new = (np.setdiff1d(*pair, assume_unique=True) for pair in ((held, real), (real, held)))
    taken = held[~np.isin(held, _pages(before))] if before is not None and len(new) else held[:0]
    if np.isin(gone, taken).any():
        size = next(batch.pages for batch in balloon.batches if batch.starts[0] in taken)
        found.forget(np.union1d(gone, taken))
        new = np.concatenate((taken[~np.isin(taken, gone)], new))
        for first in range(0, len(new), size):
            found.keep(Runs.of_pfns(new[first : first + size]))
        return found
    if len(gone):
        found.forget(gone)
    if len(new):
        found.keep(Runs.of_pfns(new))
    return found


def _pages(balloon: Balloon) -> Pfns:
    """Return a balloon's pages, batch after batch, the oldest first."""
    return Runs.joined([*balloon.batches, *balloon.last]).pfns()


RULE = _BalloonOrder()
