"""Carried along: the order in which huge pages were obtained, which no snapshot shows.

They are given back in it: those obtained last are taken off first and put before each other
(mm/hugetlb.c:remove_pool_huge_page, set_max_huge_pages).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.capture.record import Capture, Pfns
from engine.guest.guest import Guest
from engine.memory.kinds import Kind
from engine.memory.lru import touch

if TYPE_CHECKING:
    from engine.fidelity.carrying import Passed


class _HugePages:
    """What is known is the first pfn of each, the one obtained first before others."""

    def learn(self, known: Pfns | None, passed: Passed) -> Pfns | None:
        """Take the order in which the engine obtained them; as long as nothing is predicted, none changes."""
        return known if passed.guest is None else passed.guest.memory.held[Kind.HUGETLB].entries()

    def guesses(self, known: Pfns | None, before: Capture) -> tuple[Pfns | None, ...]:
        """Return what is known."""
        del before
        return (known,)

    def apply(self, guest: Guest, known: Pfns) -> None:
        """Let those that the guest has stand in this order; others were obtained when nobody expected more, at last."""
        held = guest.memory.held[Kind.HUGETLB].entries()
        others = held[~np.isin(held, known)]
        touch(guest.memory, Kind.HUGETLB, np.concatenate((known[np.isin(known, held)], others)))


RULE = _HugePages()
