"""The pace at which a session goes: held, let go, one step on, faster or slower."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from engine.events import Held, PaceAsked
from engine.history import FOREVER
from engine.pacing import Pacer
from engine.session.compared import Compares
from engine.session.told import stop_view
from engine.units import Nanoseconds


class Paced(Compares):
    """A world whose time somebody holds.

    For the bases above: `_pacer` says how late it should be, by `_clock`; `_paused` whether time is held, `_live`
    whether it follows the wall clock. Whoever changes any of it sets `_woken`, so that a clock that sleeps looks again.

    Args:
        seed: the world's.
        clock: the wall clock, in seconds.
    """

    def __init__(self, seed: int, clock: Callable[[], float]) -> None:
        super().__init__(seed)
        self._pacer = Pacer(clock)
        self._clock = clock
        self._paused = False
        self._live = False
        self._woken = asyncio.Event()

    @property
    def paused(self) -> bool:
        """Whether virtual time is held."""
        return self._paused

    @property
    def speed(self) -> float:
        """The speed that was asked for."""
        return self._pacer.speed

    def pause(self) -> None:
        """Hold virtual time, between two instants."""
        self.finish_instant()
        self._paused = True
        self._woken.set()

    def resume(self) -> None:
        """Let virtual time go on."""
        self._pacer.anchor(self.world.now)
        self._paused, self._stop = False, None
        self._woken.set()

    def step(self) -> bool:
        """Pause, and run all that is due at the next instant; say whether there was anything."""
        self.pause()
        self._stop = None
        due = self.world.timeline.next_time()
        while due is not None and self._take_digest(due - 1):
            pass
        ran = self.world.run_instant()
        self._settle()
        return ran

    def set_speed(self, factor: float) -> None:
        """Go at another speed."""
        self._catch_up()
        self._pacer.set_speed(factor, self.world.now)
        self._woken.set()

    @property
    def _bound(self) -> Nanoseconds:
        """Up to when time goes on by itself."""
        return FOREVER

    def _catch_up(self) -> None:
        """While time is live, let it be as late as the wall clock says, but not past what is due."""
        if not self._live or self._paused:
            return
        due, target = self.world.timeline.next_time(), min(self._pacer.target(), self._bound)
        if due is None or due > target:
            while self._take_digest(target):
                pass
            self.world.let_pass(target)

    def finish_instant(self) -> None:
        """Be between two instants: run what is due now. Where a script pauses, its next lines are left for later."""
        self._catch_up()
        while not self._paused and self.world.step_one(self.world.now):
            self._hear()
        self.world.run_first_turn()

    def _hear(self) -> None:
        """Do what a script asks of the pace."""
        new = self.world.event_count - self._heard
        if not new:
            return
        self._heard = self.world.event_count
        for number, event in self.world.events[-new:]:
            if isinstance(event, Held):
                self._paused, self._stop = True, stop_view(number, event)
            elif isinstance(event, PaceAsked):
                if event.speed is not None:
                    self._pacer.set_speed(event.speed, self.world.now)
                elif event.pause:
                    self._paused = True
                else:
                    self.resume()

    def _settle(self) -> None:
        """Tell those who wait what has happened."""
        self._hear()
        self._audience.tell(self.world)
