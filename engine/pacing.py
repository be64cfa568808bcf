"""Keeps virtual time abreast of the wall clock. It reads a clock that it is given; the simulation knows none."""

from __future__ import annotations

from collections.abc import Callable

from engine.units import SECOND, Nanoseconds

SLICE = 0.005
"""Seconds of the wall that events are run for before others have their turn."""
WINDOW = 1.0
"""Seconds of the wall over which the speed that was reached is measured."""
LAG = 0.1
"""Virtual time that is behind by more wall time than this is not made up for."""

SHORTEST = 1e-6
"""Seconds of the wall that are waited for at least."""


class Pacer:
    """Says which virtual time it should be now, at a speed, and how fast it really went."""

    def __init__(self, clock: Callable[[], float], speed: float = 1.0) -> None:
        self._clock = clock
        self.speed = speed
        self.reached = speed
        self._wall = clock()
        self._virtual: Nanoseconds = 0
        self._window = (self._wall, self._virtual)

    def anchor(self, now: Nanoseconds) -> None:
        """Count from this virtual time and the present wall time."""
        self._wall, self._virtual = self._clock(), now
        self._window = (self._wall, now)
        self.reached = self.speed

    def set_speed(self, speed: float, now: Nanoseconds) -> None:
        """Go at another speed from now."""
        self.speed = speed
        self.anchor(now)

    def target(self) -> Nanoseconds:
        """Return the virtual time that it should be."""
        return self._virtual + int((self._clock() - self._wall) * self.speed * SECOND)

    def keep(self, now: Nanoseconds) -> None:
        """Note how far virtual time has come; what it is far behind is given up."""
        wall = self._clock()
        since, then = self._window
        if wall - since >= WINDOW:
            self.reached = (now - then) / SECOND / (wall - since)
            self._window = (wall, now)
        if (self.target() - now) / SECOND > LAG * self.speed:
            self._wall, self._virtual = wall, now

    def seconds_until(self, time: Nanoseconds) -> float:
        """Return the wall seconds until a virtual time is due, never fewer than a loop's clock can tell."""
        left = time - self.target()
        return max(SHORTEST, left / SECOND / self.speed) if left > 0 else 0.0
