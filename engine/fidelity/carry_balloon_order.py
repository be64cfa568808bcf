"""Carried along: the order of the balloon's list, which no snapshot shows.

It is the order in which the engine itself took the pages, brought in line with those that the real balloon has: what
it has not is taken off the list, what the engine did not foresee stands at its head, as migrated pages do
(mm/balloon_compaction.c:balloon_page_putback, drivers/virtio/virtio_balloon.c:virtballoon_migratepage).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.capture.record import Capture
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
        return in_line(left or Balloon(), balloon_of(passed.after))

    def guesses(self, known: Balloon | None, before: Capture) -> tuple[Balloon | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Balloon) -> None:
        """Give the guest's driver a list in this order."""
        guest.balloon = known.fork()


def in_line(balloon: Balloon, real: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Balloon:
    """Return a balloon of these pages, ascending, in an order that another one had as far as it had them."""
    found = balloon.fork()
    runs = Runs.joined([*found.batches, *found.last])
    held = runs.pfns()
    if len(gone := np.setdiff1d(held, real, assume_unique=True)):
        found.forget(gone)
    if len(new := np.setdiff1d(real, held, assume_unique=True)):
        found.keep(Runs.of_pfns(new))
    return found


RULE = _BalloonOrder()
