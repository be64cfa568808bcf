"""How often a balloon driver woke, and what that took: what polling and being told cost a guest (paper 5.1)."""

from __future__ import annotations

import attrs

from engine.costs import Costs
from engine.drivers import Driver
from engine.events import counted
from engine.units import Nanoseconds, duration_text


@attrs.frozen
class Wakes:
    """What is counted of a driver. Nothing in a guest depends on it, and the digest leaves it out."""

    since: Nanoseconds = 0
    """When the guest booted: from then on it polls."""
    told: int = 0
    """How often a watch, an interrupt or a timer of its own woke it; its polls are not counted here."""
    target_at: Nanoseconds = -1
    """When it got a target that it has not looked at; -1: there is none."""
    reaction: Nanoseconds = -1
    """How long it took to look at its last target; -1: it never had any."""

    def once_more(self) -> Wakes:
        """Return this after one more."""
        return attrs.evolve(self, told=self.told + 1)

    def with_target(self, now: Nanoseconds, *, woken: bool) -> Wakes:
        """Return this after a target was set, and whether that woke the driver besides what is counted already."""
        return attrs.evolve(self, target_at=now, told=self.told + woken)

    def looked(self, now: Nanoseconds) -> Wakes:
        """Return this after the driver looked at its target."""
        if self.target_at < 0:
            return self
        return attrs.evolve(self, target_at=-1, reaction=now - self.target_at)

    def periodic(self, driver: Driver, now: Nanoseconds) -> int:
        """Return how often its polls and its status reports woke it, at whole periods of virtual time."""
        polls = now // driver.poll - self.since // driver.poll if driver.poll else 0
        if not driver.status:
            return polls
        return polls + max(0, (now - self.since - driver.status_delay) // driver.status)

    def count(self, driver: Driver, now: Nanoseconds) -> int:
        """Return how often it woke since boot."""
        return self.told + self.periodic(driver, now)

    def share(self, driver: Driver, costs: Costs, now: Nanoseconds) -> float:
        """Return the part of a CPU that waking and looking took since boot."""
        return self.time(driver, costs, now) / (now - self.since) if now > self.since else 0.0

    def text(self, driver: Driver, costs: Costs, now: Nanoseconds) -> str:
        """Say all of it."""
        times, percent = self.count(driver, now), 100 * self.share(driver, costs, now)
        woke = (
            f"woke {counted(times, 'time')}, which took {percent:.2g} % of a CPU"
            if times
            else "never woke yet"
        )
        if self.reaction < 0:
            return woke
        return f"{woke}; it saw its last target in {duration_text(int(float(f'{self.reaction:.2g}')))}"

    def time(self, driver: Driver, costs: Costs, now: Nanoseconds) -> Nanoseconds:
        """Return the CPU time of waking and looking; what it then moves is not in it."""
        return costs.poll(self.periodic(driver, now)) + costs.wake(self.told)
