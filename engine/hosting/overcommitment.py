"""The Memory Overcommitment Manager of oVirt: rules over averages, no shares.

Source: oVirt mom, doc/balloon.rules, and doc/mom-balloon.conf for the intervals. Two things are otherwise, because
without them guests swing by a quarter of their memory, for ever: averages are over two samples instead of ten
(sample-history-length), and guests grow by no more than what is free well beyond the threshold of pressure.
"""

from __future__ import annotations

import attrs

from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.host.arbitration import PRESSURE, Reading, is_large_enough, overcommitment_target
from engine.hosting.retarget import has, least
from engine.units import Pages

MONITOR = 5
"""Seconds between two samples (host-monitor-interval, guest-monitor-interval)."""
EVALUATE = 10
"""Seconds between two looks at the rules (policy-engine-interval)."""
APART = 1
"""Percent of the machine between where guests grow and where they shrink."""
HISTORY = 2
"""Samples that averages are over."""


@attrs.frozen
class Manager:
    """What was sampled lately, the newest last. Values are replaced."""

    host: tuple[Pages, ...] = ()
    """Free frames of the machine; what guests that wait to boot need is none."""
    guests: tuple[tuple[str, tuple[tuple[Pages, Pages], ...]], ...] = ()
    """By guest: (what it has, what of it is free), in its pages."""

    def sampled(self, world: Surroundings, guests: list[Guest], seconds: int) -> Manager:
        """Return it with one more sample, if it is time for one."""
        if seconds % MONITOR:
            return self
        known = dict(self.guests)
        rows = tuple(
            (guest.name, (*known.get(guest.name, ()), (has(guest), _unused(guest)))[-HISTORY:])
            for guest in guests
        )
        free = world.host.free_frames - sum(frames for _, frames in world.host.line)
        return Manager((*self.host, max(0, free))[-HISTORY:], rows)

    def wants(self, world: Surroundings, guests: list[Guest], seconds: int) -> list[tuple[Guest, Pages]]:
        """Return what the rules make guests have from now on, if it is time to look at them."""
        if not seconds or seconds % EVALUATE or not self.host:
            return []
        free, known, total = sum(self.host) // len(self.host), dict(self.guests), world.host.total_frames
        spare = self.host[-1] - (PRESSURE + APART) * total // 100
        found = []
        for guest in guests:
            samples = known.get(guest.name, ())
            if not samples:
                continue
            reading = Reading(
                now=has(guest),
                average=sum(size for size, _ in samples) // len(samples),
                unused=sum(unused for _, unused in samples) // len(samples),
                lo=least(guest),
                hi=min(guest.max, guest.online_pages),
            )
            target = overcommitment_target(reading, free, total)
            if target is not None and target > reading.now:
                target = min(target, reading.now + max(0, spare) // guest.frames_per_page)
                spare -= (target - reading.now) * guest.frames_per_page
            if target is not None and is_large_enough(target, reading.now):
                found.append((guest, target))
        return found


def _unused(guest: Guest) -> Pages:
    """Return MemFree."""
    return sum(zone.free_pages for zone in guest.memory.zones)
