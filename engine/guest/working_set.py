"""What a program uses of what it has: a working set that moves, and what of it is in memory.

It is a model of amounts, not of places: the program uses the pages of its working set evenly, so that of those in
memory the younger ones are the set, and reclaim takes the others first.
"""

from __future__ import annotations

import attrs

from engine.random_stream import RandomStream
from engine.units import SECOND, Nanoseconds, Pages

LEAST_STAY: Nanoseconds = 5 * SECOND
STAYS = 15
"""A working set stays of one size for 5 s to 20 s, in whole seconds."""
DRIFT = 16
"""It moves by one page for so many that are used."""

WAITS = ("swap", "reclaim", "files", "moves", "memory", "host")
"""What programs wait for: pages on swap, reclaim to make room, files on disk, pages that are moved, memory that will
come free, pages that the host has no frame behind."""
NO_WAIT: tuple[Nanoseconds, ...] = (0,) * len(WAITS)


@attrs.frozen
class WorkingSet:
    """How large a working set is, and how much of it is in memory. Values are replaced."""

    size: Pages = 0
    warm: Pages = 0
    """Pages of it that are in memory."""
    until: Nanoseconds = 0
    """When it changes next."""
    drift: int = 0
    """Pages used since it last moved by one, below DRIFT."""

    def renewed(self, whole: Pages, now: Nanoseconds, stream: RandomStream) -> WorkingSet:
        """Return the working set as it is now: at its time it has another size, and a part of it is left behind.

        Args:
            whole: what it can be at most: it is a half of that or more.
            now: virtual time.
            stream: draws size, part and time.
        """
        if now < self.until and self.size:
            return self
        size = max(1, whole * (2 + stream.below(3)) // 4)
        kept = self.warm * stream.below(4) // 4 if self.size else self.warm
        until = now + LEAST_STAY + stream.below(STAYS + 1) * SECOND
        return attrs.evolve(self, size=size, warm=min(kept, size), until=until)

    def capped(self, resident: Pages) -> WorkingSet:
        """Return it with no more in memory than the program has there: reclaim took what was used longest ago."""
        return self if self.warm <= resident else attrs.evolve(self, warm=resident)

    def within(self, whole: Pages) -> WorkingSet:
        """Return it as small as it must be where there are no more than `whole` pages."""
        size = max(1, min(self.size, whole))
        return attrs.evolve(self, size=size, warm=min(self.warm, size))

    def moved(self, used: Pages, cold: Pages, outside: Pages) -> WorkingSet:
        """Return it after it has moved on while pages were used.

        Args:
            used: how many pages.
            cold: the program's pages in memory that are not of the set.
            outside: all pages that it can move on to, in memory or not; 0: it moves on to what was never read.
        """
        steps, drift = divmod(self.drift + used, DRIFT)
        steps = min(steps, self.size)
        left = -(-steps * self.warm // max(1, self.size))
        found = min(cold, steps * cold // outside) if outside else 0
        return attrs.evolve(self, warm=min(self.size, self.warm - min(left, self.warm) + found), drift=drift)

    def misses(self, used: Pages, stream: RandomStream) -> Pages:
        """Draw how many different pages out of so many uses are not in memory."""
        if self.warm >= self.size or used <= 0:
            return 0
        missed = int((stream.many_below(self.size, used) >= self.warm).sum())
        return min(missed, self.size - self.warm)

    def filled(self, pages: Pages) -> WorkingSet:
        """Return it with more of it in memory."""
        return attrs.evolve(self, warm=min(self.size, self.warm + pages))


@attrs.frozen
class Work:
    """What a program did lately, second by second. Values are replaced."""

    since: Nanoseconds = -1
    """When this second began; -1: nothing was done yet."""
    pages: Pages = 0
    rate: Pages = -1
    """Pages a second in the second before; -1: it is not over yet."""
    waited: tuple[Nanoseconds, ...] = NO_WAIT
    """How long it waited in this second, by what it waited for."""
    waits_for: str = ""
    """What it waited for most in the second before."""
    share: int = 0
    """For how much of that second, in percent."""

    def done(self, pages: Pages, now: Nanoseconds, waited: tuple[Nanoseconds, ...] = NO_WAIT) -> Work:
        """Return it after pages were worked on, which ended now.

        Args:
            pages: how many.
            now: virtual time.
            waited: how long it waited meanwhile, as WAITS has it.
        """
        if self.since < 0:
            return Work(now, pages, waited=waited)
        passed = now - self.since
        if passed < SECOND:
            return attrs.evolve(self, pages=self.pages + pages, waited=together(self.waited, waited))
        most = max(self.waited)
        words = WAITS[self.waited.index(most)] if most else ""
        return Work(now, pages, self.pages * SECOND // passed, waited, words, min(100, 100 * most // passed))


def together(one: tuple[Nanoseconds, ...], other: tuple[Nanoseconds, ...]) -> tuple[Nanoseconds, ...]:
    """Return the waits of two, by what was waited for."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def waiting(**times: Nanoseconds) -> tuple[Nanoseconds, ...]:
    """Return how long was waited for each of WAITS."""
    return tuple(times.get(what, 0) for what in WAITS)
