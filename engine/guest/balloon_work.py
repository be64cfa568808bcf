"""The balloon driver at work: batch by batch to the size that is wanted (paper 5.1)."""

from __future__ import annotations

import attrs
import numpy as np

from engine.events import BalloonAtWatermark, BalloonReached, BalloonStuck, HostShort
from engine.guest.guest import Guest
from engine.guest.reclaim import drop_clean_file
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Mark
from engine.memory.runs import Runs
from engine.timeline import After, Done, On, Process, Wait
from engine.units import SECOND, Nanoseconds, Pages

HOST_PATIENCE: Nanoseconds = SECOND
"""How long a driver waits at most before it asks the host again."""


@attrs.define
class BalloonWork(Process[Surroundings]):
    """Inflate or deflate until the balloon holds what is wanted.

    Inflation takes free pages down to the low watermark; then it drops clean file pages; when there are none it goes
    on down to the min watermark, and then it sleeps and tries again as its driver does.
    """

    guest: str
    operation: int
    start: Pages = -1
    """What the balloon held at first; -1 before the first step."""
    taken: Pages = 0
    singles: Pages = 0
    failures: int = 0
    warned: bool = False

    def step(self, world: Surroundings) -> Wait:
        """Do one batch."""
        guest = world.guests[self.guest]
        wanted, held = guest.wanted_balloon, guest.balloon.pages
        if self.start < 0:
            self.start = held
            world.progress(self.operation, total=abs(wanted - held))
        if wanted > held:
            return self._inflate(world, guest, min(guest.driver.batch, wanted - held))
        if wanted < held:
            return self._deflate(world, guest, min(guest.driver.batch, held - wanted))
        size = guest.page_size
        world.emit(
            BalloonReached(
                guest=self.guest,
                before=self.start * size,
                after=held * size,
                pages=self.taken,
                singles=self.singles,
            )
        )
        return Done(f"the balloon holds {held:,} pages")

    def _inflate(self, world: Surroundings, guest: Guest, pages: Pages) -> Wait:
        taken = take_for_balloon(guest, pages, Mark.LOW)
        if not taken.pages:
            if not self.warned:
                self.warned = True
                size = guest.page_size
                world.emit(
                    BalloonAtWatermark(
                        guest=self.guest,
                        free=guest.memory.normal.free_pages * size,
                        file=guest.memory.held[Kind.FILE].count * size,
                    )
                )
            if dropped := drop_clean_file(guest, pages):
                world.progress(self.operation, detail=f"drops file cache, {dropped:,} pages at a time")
                return After(guest.costs.drop_file(dropped))
            taken = take_for_balloon(guest, pages, Mark.MIN)
        if not taken.pages:
            return self._back_off(world, guest)
        self.failures = 0
        self.taken += taken.pages
        self.singles += int(np.count_nonzero(taken.counts == 1))
        guest.balloon.keep(taken)
        guest.changes += 1
        guest.memory.adjust_managed(taken, -1)
        world.host.take_back(self.guest, taken.starts, taken.counts)
        world.signal("zeroing")
        self._report(world, guest)
        return After(guest.costs.inflate(taken.pages))

    def _back_off(self, world: Surroundings, guest: Guest) -> Wait:
        self.failures += 1
        missing = (guest.wanted_balloon - guest.balloon.pages) * guest.page_size
        limit = guest.driver.gives_up_after
        gives_up = limit is not None and self.failures >= limit
        pause = guest.driver.back_off[min(self.failures, len(guest.driver.back_off)) - 1]
        if self.failures == 1 or gives_up:
            world.emit(BalloonStuck(guest=self.guest, missing=missing, back_off=pause, gives_up=gives_up))
        if gives_up:
            guest.set_target(guest.online_pages - guest.balloon.pages)
            moved = guest.balloon.pages != self.start
            return Done(
                f"{guest.driver.name} gave up after {self.failures} tries without a free page",
                "partial" if moved else "failed",
            )
        world.waits(self.operation, f"free memory in {self.guest}: all of it lies below the min watermark")
        return After(pause)

    def _deflate(self, world: Surroundings, guest: Guest, pages: Pages) -> Wait:
        pages = min(pages, world.host.free_frames)
        if not pages:
            wants = (guest.balloon.pages - guest.wanted_balloon) * guest.page_size
            shortage = world.host.shortage(guest.balloon.pages - guest.wanted_balloon)
            if not self.warned:
                self.warned = True
                world.emit(HostShort(guest=self.guest, wants=wants, shortage=shortage))
            world.waits(self.operation, shortage)
            return On("host", HOST_PATIENCE)
        freed = guest.balloon.let_go(pages, newest_first=guest.driver.newest_first)
        guest.changes += 1
        world.host.give(self.guest, freed.starts, freed.counts)
        guest.memory.adjust_managed(freed, +1)
        guest.memory.give(freed if guest.driver.newest_first else freed.reverse())
        self._report(world, guest)
        return After(guest.costs.deflate(pages))

    def _report(self, world: Surroundings, guest: Guest) -> None:
        left = abs(guest.wanted_balloon - guest.balloon.pages)
        done = abs(guest.balloon.pages - self.start)
        world.progress(self.operation, done=done, total=done + left, waits_for=None, detail="")

    def undo(self, world: Surroundings) -> None:
        """Keep what is done: the target becomes what was reached."""
        guest = world.guests[self.guest]
        guest.set_target(guest.online_pages - guest.balloon.pages)


def take_for_balloon(guest: Guest, pages: Pages, mark: Mark) -> Runs:
    """Allocate pages as the guest's driver asks for them: movable where the driver can migrate them."""
    movable = guest.driver.movable and guest.balloon_pages != "pinned"
    wanted = MigrateType.MOVABLE if movable else MigrateType.UNMOVABLE
    memory = guest.memory
    return memory.take(
        pages, wanted, Kind.BALLOON, mark=mark, zones=memory.zonelist(Kind.BALLOON, movable_zone=movable)
    )
