"""How a session's time runs: abreast of the wall clock, or as fast as it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from engine.events import Held
from engine.history import FOREVER
from engine.operations.judgement import settled
from engine.pacing import SLICE
from engine.session.paced import Paced
from engine.units import Nanoseconds


class Running(Paced):
    """A world whose time runs, in slices of a few milliseconds, so that others on the loop have their turn."""

    def run_ahead(self, seconds: float) -> None:
        """Run what is due now before anyone looks, for at most so long by the wall clock; `live` does the rest."""
        end = self._clock() + seconds
        while not self._paused and self._clock() < end and self.world.step_one(self.world.now):
            self._hear()

    async def live(self) -> None:
        """Keep virtual time abreast of the wall clock until cancelled; nothing happens while it is paused."""
        self._live = True
        self._pacer.anchor(self.world.now)
        try:
            while True:
                self._woken.clear()
                if self._paused:
                    await self._woken.wait()
                    continue
                if self._run_slice(self._pacer.target()):
                    await asyncio.sleep(0)
                elif not self._paused:
                    due = self.world.timeline.next_time()
                    await self._sleep(None if due is None else self._pacer.seconds_until(due))
        finally:
            self._live = False

    async def _sleep(self, seconds: float | None) -> None:
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            return

    def _run_slice(self, until: Nanoseconds) -> bool:
        """Run what is due, for a few milliseconds; say whether there is more."""
        end, begun = self._clock() + SLICE, self.world.now
        more = True
        while more and not self._paused and self._clock() < end:
            more = self._take_digest(until) or self.world.step_one(until)
            self._hear()
        if not more:
            if self.world.now > begun:
                self._rested()
            self.world.run_until(until)
        self._pacer.keep(self.world.now)
        self._settle()
        return more and not self._paused

    def _rested(self) -> None:
        """Heed that an instant is over, and the next one is still to come."""

    async def run(self, until: Nanoseconds | None = None) -> None:
        """Run as fast as it goes, without looking at the clock: to a time, or to the end of all scripts.

        Args:
            until: a virtual time; what is due at it happens, and it is that time then.
        """
        await self._run_while((lambda: True) if until is not None else self._scripts_run, until)
        if until is not None:
            self.world.run_until(until)

    async def advance(self, until: Nanoseconds, operation: int | None = None) -> bool:
        """Run as fast as it goes to a time, but no further than is waited for.

        Args:
            until: a virtual time.
            operation: it is waited for that it is known what became of this one; None: for the end of all scripts.

        Returns:
            Whether that has come, or nothing is due any more.
        """

        def wanted() -> bool:
            return self._scripts_run() if operation is None else not settled(self.world, operation)

        await self._run_while(wanted, until)
        return not wanted() or self.world.timeline.next_time() is None

    @property
    def idle(self) -> bool:
        """Whether nothing is due any more, so that time alone would pass."""
        return self.world.timeline.next_time() is None

    async def advance_to_told(self, until: Nanoseconds, *, beyond: bool = False) -> bool:
        """Run as fast as it goes to the end of the next instant in which something is told.

        Where a script would let time stand, that is shown as it is then: the rest of that instant comes next.

        Args:
            until: a virtual time, beyond which it does not go.
            beyond: whether it goes on where all scripts have ended.

        Returns:
            Whether something was told, and it is that instant now.
        """
        before = self.world.event_count

        def wanted() -> bool:
            return self.world.event_count == before and (beyond or self._scripts_run())

        await self._run_while(wanted, until)
        if self.world.event_count == before:
            return False
        while not isinstance(self.world.events[-1][1], Held) and self.world.step_one(self.world.now):
            pass
        self._heard = self.world.event_count
        self._settle()
        return True

    async def _run_while(self, wanted: Callable[[], bool], until: Nanoseconds | None) -> None:
        """Run in slices while that is wanted, and something is due up to a time."""
        limit = FOREVER if until is None else until
        more = True
        while more and wanted():
            end = self._clock() + SLICE
            while more and self._clock() < end and wanted():
                more = self._take_digest(limit) or self.world.step_one(limit)
                self._compared = self.comparing or self._compared
            self._heard = self.world.event_count
            self._settle()
            await asyncio.sleep(0)

    def _scripts_run(self) -> bool:
        return any(script.state == "running" for script in self.world.scripts.values())
