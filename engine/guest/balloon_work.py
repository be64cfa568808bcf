"""The balloon driver at work: batch by batch to the size that is wanted (paper 5.1)."""

from __future__ import annotations

import attrs
import numpy as np

from engine.events import (
    BalloonAtWatermark,
    BalloonLimited,
    BalloonReached,
    BalloonStuck,
    HostShort,
    counted,
)
from engine.guest.available import available, kept_back
from engine.guest.balloon_exchange import HOST_PATIENCE, balloon_zones, deflate, inflate, inflate_by_blocks
from engine.guest.balloon_goal import goal, limit_text, may_act_at, next_poll
from engine.guest.guest import Guest
from engine.guest.kswapd import keeps_pages, wake_kswapd
from engine.guest.oom import out_of_memory
from engine.guest.reclaim import CLUSTER, reclaim
from engine.guest.surroundings import Surroundings
from engine.guest.swap import tell_swapping
from engine.memory.kinds import Kind
from engine.memory.memory import Mark
from engine.memory.runs import Runs
from engine.memory.zone import highest_rank
from engine.timeline import After, Done, On, Process, Wait
from engine.units import Nanoseconds, Pages, clock_text


@attrs.define
class BalloonWork(Process[Surroundings]):
    """Inflate or deflate until the balloon holds what is wanted.

    Inflation takes free pages down to the low watermark; then it reclaims; when nothing is left to reclaim it goes on
    down to the min watermark, and then it sleeps and tries again as its driver does, or has a program killed.
    """

    guest: str
    operation: int
    """0: nobody asked; the driver makes good what its balloon lost."""
    start: Pages = -1
    """What the balloon held at first; -1 before the first step."""
    taken: Pages = 0
    singles: Pages = 0
    failures: int = 0
    warned: bool = False
    singly: bool = False
    """No more large blocks: a driver that prefers them takes single pages from now on."""

    def step(self, world: Surroundings) -> Wait:
        """Do one batch."""
        guest = world.guests[self.guest]
        if self.start < 0:
            self._begin(world, guest)
            if guest.driver.poll:
                return self._until(world, next_poll(guest, world.now), "its next look at the target")
        until, why = may_act_at(guest, world.now)
        if until > world.now:
            return self._until(world, until, why)
        guest.wakes = guest.wakes.looked(world.now + self._to_look(guest))
        aim, held = goal(guest), guest.balloon.pages
        if aim > held:
            return self._inflate(world, guest, aim - held)
        if guest.wanted_balloon < held:
            return self._deflate(world, guest, min(guest.driver.batch, held - guest.wanted_balloon))
        return self._reached(world, guest)

    def _to_look(self, guest: Guest) -> Nanoseconds:
        return guest.costs.poll(1) if guest.driver.poll else guest.costs.wake(1)

    def _begin(self, world: Surroundings, guest: Guest) -> None:
        self.start = guest.balloon.pages
        if self.operation:
            told_by_key = guest.name in world.xenstore.told
            guest.wakes = guest.wakes.with_target(world.now, woken=not (guest.driver.poll or told_by_key))
        if guest.refill:
            world.end_process(guest.refill, Done())
        guest.refill, guest.driving = 0, True
        guest.changes += 1
        self._progress(world, total=abs(guest.wanted_balloon - self.start))

    def _until(self, world: Surroundings, time: Nanoseconds, why: str) -> Wait:
        self._waits(world, f"the {world.guests[self.guest].driver.name} driver: {why}, at {clock_text(time)}")
        return After(time - world.now)

    def _reached(self, world: Surroundings, guest: Guest) -> Wait:
        held, size = guest.balloon.pages, guest.page_size
        self._sleep(guest)
        if held < guest.wanted_balloon:
            missing = (guest.wanted_balloon - held) * size
            why = limit_text(guest)
            world.emit(BalloonLimited(guest=self.guest, balloon=held * size, missing=missing, why=why))
            guest.set_target(guest.online_pages - held)
            return Done(why, "partial" if held != self.start else "failed")
        if self.operation or held != self.start:
            world.emit(
                BalloonReached(
                    guest=self.guest,
                    before=self.start * size,
                    after=held * size,
                    pages=self.taken,
                    singles=self.singles,
                    late=self._late(world),
                )
            )
        return Done(f"the balloon holds {counted(held, 'page')}")

    def _late(self, world: Surroundings) -> Nanoseconds:
        operation = world.operations.get(self.operation)
        deadline = operation.deadline if operation else None
        return 0 if deadline is None else max(0, world.now - deadline)

    def _inflate(self, world: Surroundings, guest: Guest, missing: Pages) -> Wait:
        if guest.driver.block and not self.singly:
            if len(blocks := inflate_by_blocks(world, guest, missing)):
                self._count(world, guest, blocks)
                return After(guest.costs.inflate_blocks(blocks.pages))
            self.singly = True
        asked = min(guest.driver.batch, missing)
        pages = min(asked, available(guest)) if guest.driver.stops_at_available else asked
        short = not pages
        taken = inflate(world, guest, pages, Mark.LOW) if pages else Runs.none()
        if pages > taken.pages and keeps_pages(guest):
            taken = Runs.joined([taken, *self._below_low(world, guest, pages - taken.pages)])
            short = taken.pages < pages
        elif pages and not len(taken):
            self._warn(world, guest)
            if (got := reclaim(guest, pages, highest=highest_rank(balloon_zones(guest)))).pages:
                tell_swapping(world, guest, got.swapped)
                self._progress(world, detail=f"{got.text}, {got.pages:,} pages at a time", hindered=got.text)
                return After(got.cost)
            taken = inflate(world, guest, pages, Mark.MIN)
            short = taken.pages < pages
        if len(taken):
            self._count(world, guest, taken)
        if short and guest.driver.may_oom and out_of_memory(world, guest, "the balloon") != "none":
            self._waits(world, "the memory of a program that was killed")
            return On(f"memory {self.guest}", guest.driver.back_off[0])
        if short or self._at_its_limit(guest, missing, taken.pages):
            return self._back_off(world, guest, taken.pages)
        self.failures = 0
        return After(guest.costs.inflate(taken.pages))

    def _below_low(self, world: Surroundings, guest: Guest, pages: Pages) -> list[Runs]:
        """Take what kswapd has to make up for, down to the min marks, and reclaim a little once where those end.

        Source: mm/page_alloc.c:__alloc_pages_slowpath with __GFP_NORETRY.
        """
        self._warn(world, guest)
        wake_kswapd(world, guest)
        found = [inflate(world, guest, pages, Mark.MIN)]
        while (missing := pages - sum(runs.pages for runs in found)) > 0:
            got = reclaim(guest, CLUSTER, highest=highest_rank(balloon_zones(guest)))
            tell_swapping(world, guest, got.swapped)
            found.append(inflate(world, guest, missing, Mark.MIN))
            if not got.pages or not len(found[-1]):
                break
        return found

    def _at_its_limit(self, guest: Guest, missing: Pages, taken: Pages) -> bool:
        """Say whether a driver that asks for MemAvailable found next to nothing (xen/balloon.c:balloon_thread)."""
        if not guest.driver.stops_at_available:
            return False
        return available(guest) + taken < min(missing, kept_back(guest))

    def _count(self, world: Surroundings, guest: Guest, taken: Runs) -> None:
        self.taken += taken.pages
        self.singles += int(np.count_nonzero(taken.counts == 1))
        self._report(world, guest)

    def _warn(self, world: Surroundings, guest: Guest) -> None:
        if not self.warned:
            self.warned = True
            size = guest.page_size
            world.emit(
                BalloonAtWatermark(
                    guest=self.guest,
                    free=sum(zone.free_pages for zone in guest.memory.zones) * size,
                    file=guest.memory.held[Kind.FILE].count * size,
                )
            )

    def _back_off(self, world: Surroundings, guest: Guest, taken: Pages) -> Wait:
        driver, cost = guest.driver, guest.costs.inflate(taken)
        self.failures += 1
        missing = (goal(guest) - guest.balloon.pages) * guest.page_size
        gives_up = driver.gives_up_after is not None and self.failures >= driver.gives_up_after
        pause = driver.back_off[min(self.failures, len(driver.back_off)) - 1]
        if not (driver.poll or gives_up):
            guest.wakes = guest.wakes.once_more()
        if driver.poll:
            pause = next_poll(guest, world.now + cost) - world.now - cost
        if self.failures == 1 or gives_up:
            world.emit(
                BalloonStuck(
                    guest=self.guest,
                    missing=missing,
                    back_off=pause,
                    gives_up=gives_up,
                    at_available=driver.stops_at_available,
                )
            )
        if gives_up:
            self._sleep(guest)
            guest.set_target(guest.online_pages - guest.balloon.pages)
            moved = guest.balloon.pages != self.start
            tries = f"after {self.failures} tries in a row" if self.failures > 1 else "at the first try"
            return Done(
                f"{driver.name} gave up {tries} that came short",
                "partial" if moved else "failed",
            )
        tries = f"; {self.failures} of {driver.gives_up_after} tries failed" if driver.gives_up_after else ""
        again = f"at {clock_text(world.now + cost + pause)}" if driver.poll else f"in {pause / 1e9:g} s"
        why = (
            "what its kernel counts as available is used up"
            if driver.stops_at_available
            else "all of it lies below the min watermark"
        )
        self._waits(world, f"free memory in {self.guest}: {why}; {driver.name} tries again {again}{tries}")
        return After(cost + pause)

    def _deflate(self, world: Surroundings, guest: Guest, pages: Pages) -> Wait:
        given = deflate(world, guest, pages)
        if not given:
            wants = guest.balloon.pages - guest.wanted_balloon
            shortage = world.host.shortage(wants * guest.frames_per_page)
            if not self.warned:
                self.warned = True
                world.emit(HostShort(guest=self.guest, wants=wants * guest.page_size, shortage=shortage))
            self._waits(world, shortage)
            return On("host", HOST_PATIENCE)
        self._report(world, guest)
        return After(guest.costs.deflate(given))

    def _report(self, world: Surroundings, guest: Guest) -> None:
        left = abs(guest.wanted_balloon - guest.balloon.pages)
        done = abs(guest.balloon.pages - self.start)
        self._progress(world, done=done, total=done + left, waits_for=None, detail="")

    def _sleep(self, guest: Guest) -> None:
        guest.driving = False
        if not self.operation:
            guest.refill = 0

    def _progress(self, world: Surroundings, **changes: object) -> None:
        if self.operation:
            world.progress(self.operation, **changes)

    def _waits(self, world: Surroundings, what: str) -> None:
        if self.operation:
            world.waits(self.operation, what)

    def undo(self, world: Surroundings) -> None:
        """Keep what is done: the target becomes what was reached."""
        guest = world.guests[self.guest]
        if self.start >= 0:
            self._sleep(guest)
        guest.set_target(guest.online_pages - guest.balloon.pages)


def make_good(world: Surroundings, guest: Guest) -> None:
    """Let the driver inflate again what its balloon lost to a section that left, unless it is at work anyway."""
    if not (guest.driving or guest.refill) and guest.balloon.pages < goal(guest):
        guest.changes += 1
        guest.driving = True
        delay = next_poll(guest, world.now) - world.now if guest.driver.poll else 0
        guest.refill = world.start(BalloonWork(guest.name, 0, guest.balloon.pages), delay)
