"""Programs in a guest: they take memory, free it, churn it, pin it and break it up. Each draws its own numbers."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from engine.guest.guest import Guest
from engine.guest.programs import end_program
from engine.guest.reclaim import drop_clean_file
from engine.guest.surroundings import Surroundings
from engine.memory.holdings import acquire, change_kind, pick, release, unit_pages
from engine.memory.kinds import Kind
from engine.memory.memory import Mark
from engine.timeline import After, Done, Process, Wait
from engine.units import MILLISECOND, SECOND, Nanoseconds, Pages, Pfn

BATCH: Pages = 4096
"""Pages that a workload takes or frees at most in one step."""
LARGEST_STEP: Pages = 8 * BATCH
"""Pages that one step works on at most, whatever the rate: those are taken in shorter turns."""
PERIOD: Nanoseconds = 50 * MILLISECOND
"""A workload with a rate acts this often."""


def obtain(guest: Guest, pages: Pages, kind: Kind, owner: int) -> Pages:
    """Let a program get pages, by dropping clean file pages where free ones end, and return how many it got."""
    got = acquire(guest.memory, pages, kind, mark=Mark.LOW, owner=owner).pages
    if got < pages and kind is not Kind.FILE and drop_clean_file(guest, pages - got):
        got += acquire(guest.memory, pages - got, kind, mark=Mark.LOW, owner=owner).pages
    if got < pages:
        got += acquire(guest.memory, pages - got, kind, mark=Mark.MIN, owner=owner).pages
    return got


def step_pages(rate: Pages | None) -> Pages:
    """Return the pages that a step takes or frees, at a rate in pages a second or as fast as it goes."""
    return BATCH if rate is None else min(max(1, rate * PERIOD // SECOND), LARGEST_STEP)


def spacing(pages: Pages, rate: Pages | None, cost: Nanoseconds) -> Nanoseconds:
    """Return how long a step over some pages takes: its cost, or longer where a rate (pages a second) says so."""
    return max(cost, pages * SECOND // rate if rate else 0)


@attrs.define
class Fill(Process[Surroundings]):
    """Take memory until an amount is reached."""

    guest: str
    operation: int
    kind: Kind
    pages: Pages
    rate: Pages | None
    owner: int = 0
    taken: Pages = 0

    def step(self, world: Surroundings) -> Wait:
        """Take one batch."""
        guest = world.guests[self.guest]
        want = min(step_pages(self.rate), self.pages - self.taken)
        if want <= 0:
            end_program(guest, self.owner)
            return Done(f"{self.taken:,} pages taken")
        unit = unit_pages(guest.memory, self.kind)
        got = obtain(guest, max(want, unit), self.kind, self.owner)
        self.taken += got
        world.progress(self.operation, done=self.taken, total=max(self.pages, self.taken))
        if got < min(want, unit):
            end_program(guest, self.owner)
            return Done(
                f"{self.taken:,} of {self.pages:,} pages: the rest lies below the min watermark",
                "partial" if self.taken else "failed",
            )
        return After(spacing(got, self.rate, guest.costs.allocate(got)))

    def undo(self, world: Surroundings) -> None:
        """Let the program keep what it has."""
        end_program(world.guests[self.guest], self.owner)


@attrs.define
class Free(Process[Surroundings]):
    """Free memory of one kind, at random places."""

    guest: str
    operation: int
    kind: Kind
    pages: Pages
    rate: Pages | None
    freed: Pages = 0

    def step(self, world: Surroundings) -> Wait:
        """Free one batch."""
        guest = world.guests[self.guest]
        want = min(step_pages(self.rate), self.pages - self.freed)
        if want <= 0:
            return Done(f"{self.freed:,} pages freed")
        unit = unit_pages(guest.memory, self.kind)
        victims = pick(guest.memory, self.kind, -(-want // unit), guest.streams["free"])
        if not len(victims):
            return Done(
                f"{self.freed:,} of {self.pages:,} pages: there are no more {self.kind.name.lower()} pages",
                "partial" if self.freed else "failed",
            )
        release(guest.memory, self.kind, victims)
        got = len(victims) * unit
        self.freed += got
        world.progress(self.operation, done=self.freed, total=max(self.pages, self.freed))
        return After(spacing(got, self.rate, guest.costs.free(got)))


@attrs.define
class Churn(Process[Surroundings]):
    """A program at work, on and on: it holds an amount and keeps giving back random pages and taking others."""

    guest: str
    kind: Kind
    pages: Pages
    rate: Pages
    """Pages that change hands a second."""
    owner: int = 0
    held: Pages = 0
    due: Nanoseconds = 0
    """Page-nanoseconds of the rate that have not been served yet."""

    def step(self, world: Surroundings) -> Wait:
        """Take as many as it will give back, and what is missing from the amount; then give random ones back."""
        guest = world.guests[self.guest]
        unit = unit_pages(guest.memory, self.kind)
        period = min(PERIOD, max(1, LARGEST_STEP * SECOND // self.rate))
        self.due += self.rate * period
        turn, self.due = divmod(self.due, SECOND)
        victims = pick(guest.memory, self.kind, min(turn, self.held) // unit, guest.streams["churn"])
        gone = len(victims) * unit
        missing = min(self.pages - self.held + gone, turn + BATCH // 4)
        if missing >= unit:
            self.held += obtain(guest, missing, self.kind, self.owner)
        release(guest.memory, self.kind, victims)
        self.held -= gone
        return After(period)


@attrs.define
class Pin(Process[Surroundings]):
    """Take long-term references to anon pages: they look movable and are not (mm/gup.c)."""

    guest: str
    operation: int
    pages: Pages
    owner: int = 0
    """Whose pages are that have to be taken first."""
    pinned: Pages = 0

    def step(self, world: Surroundings) -> Wait:
        """Pin one batch of pages in use; where there are too few, take more first."""
        guest = world.guests[self.guest]
        want = min(BATCH, self.pages - self.pinned)
        if want <= 0:
            end_program(guest, self.owner)
            return Done(f"{self.pinned:,} pages pinned")
        victims = pick(guest.memory, Kind.ANON, want, guest.streams["pin"])
        in_normal = np.array([not guest.memory.zone_of(pfn).movable for pfn in victims.tolist()], bool)
        victims = victims[in_normal] if len(victims) else victims
        got = len(victims)
        if got:
            change_kind(guest.memory, victims, Kind.ANON, Kind.PINNED)
        else:
            got = obtain(guest, want, Kind.PINNED, self.owner)
        if not got:
            end_program(guest, self.owner)
            return Done(f"{self.pinned:,} of {self.pages:,} pages", "partial" if self.pinned else "failed")
        self.pinned += got
        world.progress(self.operation, done=self.pinned, total=self.pages)
        return After(guest.costs.allocate(got))

    def undo(self, world: Surroundings) -> None:
        """Let the program keep what it has."""
        end_program(world.guests[self.guest], self.owner)


@attrs.define
class Fragment(Process[Surroundings]):
    """Take memory with anon pages and free every second one: holes between pages that stay."""

    guest: str
    operation: int
    pages: Pages | None
    """None: all that is free."""
    pattern: Literal["checkerboard", "random"]
    owner: int = 0
    taken: Pages = 0
    runs: tuple[tuple[Pfn, Pages], ...] = ()
    """What was taken and not yet gone through."""
    freeing: bool = False

    def step(self, world: Surroundings) -> Wait:
        """Take a batch, or go through one."""
        guest = world.guests[self.guest]
        return self._free(world, guest) if self.freeing else self._take(world, guest)

    def _take(self, world: Surroundings, guest: Guest) -> Wait:
        want = BATCH if self.pages is None else min(BATCH, self.pages - self.taken)
        runs = acquire(guest.memory, want, Kind.ANON, mark=Mark.LOW, owner=self.owner)
        self.taken += runs.pages
        self.runs += tuple(runs.merged().pairs())
        self.freeing = runs.pages < BATCH
        world.progress(
            self.operation, done=self.taken, total=self.pages or self.taken + guest.memory.free_pages
        )
        return After(guest.costs.allocate(runs.pages) if runs.pages else 0)

    def _free(self, world: Surroundings, guest: Guest) -> Wait:
        if not self.runs:
            end_program(guest, self.owner)
            return Done(f"every second of {self.taken:,} pages is free")
        cut = size = 0
        while cut < len(self.runs) and size < BATCH:
            size += self.runs[cut][1]
            cut += 1
        pfns = np.concatenate([np.arange(pfn, pfn + pages, dtype=np.int64) for pfn, pages in self.runs[:cut]])
        self.runs = self.runs[cut:]
        if self.pattern == "checkerboard":
            pfns = pfns[pfns % 2 == 0]
        else:
            pfns = pfns[guest.streams["fragment"].choose(len(pfns), len(pfns) // 2)]
        pfns = pfns[guest.memory.frames.hold(pfns, Kind.ANON)]
        release(guest.memory, Kind.ANON, pfns)
        world.signal(f"memory {self.guest}")
        return After(guest.costs.free(len(pfns)) if len(pfns) else 0)

    def undo(self, world: Surroundings) -> None:
        """Let the program keep what it has."""
        end_program(world.guests[self.guest], self.owner)
