"""How much of its memory a guest uses, as a host finds out that asks nobody (Waldspurger 2002, section 5.3)."""

from __future__ import annotations

import attrs

from engine.guest.guest import Guest
from engine.guest.host_faults import KERNELS_OWN
from engine.guest.surroundings import Surroundings
from engine.host.arbitration import ALL
from engine.units import Pages

PERIOD = 30
"""Seconds of a sampling period."""
EVERY = 3
"""Seconds between two draws."""
SAMPLES = 100
"""Pages that are drawn in a period."""
_SLOW = 4
"""The slow average takes one part in so many from each period, the fast one a half (E)."""


@attrs.frozen
class Activity:
    """What was found of one guest so far, in thousandths; -1: no period is over yet. Values are replaced."""

    slow: int = -1
    fast: int = -1
    drawn: int = 0
    """Pages of this period that were looked at."""
    used: int = 0
    """Those among them that the guest had used."""

    @property
    def is_known(self) -> bool:
        """Whether anything was found out."""
        return self.fast >= 0 or self.drawn >= SAMPLES // 2

    @property
    def estimate(self) -> int:
        """The highest of a slow average, a fast one, and a fast one with this period in it: quick up, slow down.

        A guest of which nothing is known uses all that it has.
        """
        if self.drawn < SAMPLES // 2:
            # too few yet to say anything
            return max(self.slow, self.fast) if self.fast >= 0 else ALL
        now = self.used * ALL // self.drawn
        return max(self.slow, self.fast, now if self.fast < 0 else (self.fast + now) // 2)

    def sampled(self, drawn: int, used: int) -> Activity:
        """Return it after some more pages were looked at; with the last of a period its averages move."""
        drawn, used = self.drawn + drawn, self.used + used
        if drawn < SAMPLES:
            return attrs.evolve(self, drawn=drawn, used=used)
        now = used * ALL // drawn
        if self.fast < 0:
            return Activity(now, now)
        return Activity(((_SLOW - 1) * self.slow + now) // _SLOW, (self.fast + now) // 2)


def sample(guest: Guest, active: Pages, holds: Pages, activity: Activity) -> Activity:
    """Look at a few random pages of a guest, and return what is known then."""
    draws = SAMPLES * EVERY // PERIOD
    if holds <= 0:
        return activity
    used = int((guest.streams["host"].many_below(holds, draws) < active).sum())
    return activity.sampled(draws, used)


def active_pages(world: Surroundings, guest: Guest) -> Pages:
    """Return how many pages a guest uses within a period: its programs' working sets, and the kernel's own pages.

    It is a model of amounts: of a working set that is in memory a program uses as much as its rate allows in that time.
    """
    found = sum(int(guest.memory.total(kind)) for kind in KERNELS_OWN)
    for number, _ in guest.workloads:
        process = world.process(number)
        uses = getattr(process, "uses", None) or getattr(process, "window", None)
        rate = getattr(process, "rate", 0)
        if uses is not None:
            found += min(int(uses.warm), int(rate) * PERIOD)
    return found
