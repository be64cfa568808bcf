"""Programs in a guest: they take memory, free it, churn it, pin it and break it up. Each draws its own numbers."""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np

from engine.events import counted
from engine.guest.allocation import FILE_KINDS, in_pieces, obtain
from engine.guest.balloon_help import deflate_on_oom
from engine.guest.guest import Guest
from engine.guest.programs import end_program
from engine.guest.surroundings import Surroundings
from engine.guest.swap import forget_swapped
from engine.memory.holdings import acquire, change_kind, pick, release, unit_pages
from engine.memory.kinds import Kind
from engine.memory.memory import Mark
from engine.timeline import After, Done, Process, Wait
from engine.units import MILLISECOND, SECOND, Nanoseconds, Pages, Pfn, short_size

BATCH: Pages = 4096
"""Pages that a workload takes or frees at most in one step."""
LARGEST_STEP: Pages = 8 * BATCH
"""Pages that one step works on at most, whatever the rate: those are taken in shorter turns."""
PERIOD: Nanoseconds = 50 * MILLISECOND
"""A workload with a rate acts this often."""
_USED_UP = "the rest lies below the min watermark, and nothing more can be reclaimed"
"""Why a program gets no more."""


def step_pages(rate: Pages | None) -> Pages:
    """Return the pages that a step takes or frees, at a rate in pages a second or as fast as it goes."""
    return BATCH if rate is None else min(max(1, rate * PERIOD // SECOND), LARGEST_STEP)


def spacing(pages: Pages, rate: Pages | None, cost: Nanoseconds) -> Nanoseconds:
    """Return how long a step over some pages takes: its cost, or longer where a rate (pages a second) says so."""
    return max(cost, pages * SECOND // rate if rate else 0)


@attrs.define
class Fill(Process[Surroundings]):
    """A program takes memory until an amount is reached. It asks first: where no more can be had, it is refused."""

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
            end_program(guest, self.owner, self.operation)
            return Done(f"{counted(self.taken, 'page')} taken")
        unit = unit_pages(guest.memory, self.kind)
        found = obtain(world, guest, max(want, unit), self.kind, self.owner)
        got, cost = found.pages, found.cost
        self.taken += got
        world.progress(self.operation, done=self.taken, total=max(self.pages, self.taken))
        if got < min(want, unit) and self._is_helped(world, guest):
            return After(spacing(got, self.rate, guest.costs.deflate(guest.driver.oom_pages) + cost))
        if got < min(want, unit):
            end_program(guest, self.owner, self.operation)
            return Done(
                f"{self.taken:,} of {counted(self.pages, 'page')}: {self._why_no_more(guest)}",
                "partial" if self.taken else "failed",
            )
        return After(spacing(got, self.rate, guest.costs.allocate(got) + cost))

    def _why_no_more(self, guest: Guest) -> str:
        if in_pieces(guest, self.kind):
            return f"no block of {short_size(unit_pages(guest.memory, self.kind) * guest.page_size)} is free"
        if self.kind in FILE_KINDS:
            return "the rest lies below the min watermark, and reading reclaims nothing"
        return _USED_UP

    def _is_helped(self, world: Surroundings, guest: Guest) -> bool:
        """Say whether the balloon gave pages back; what reads files or wants huge pages calls for no help."""
        if not guest.driver.oom_pages or self.kind in (*FILE_KINDS, Kind.HUGETLB):
            return False
        return deflate_on_oom(world, guest, guest.driver.oom_pages) > 0

    def undo(self, world: Surroundings) -> None:
        """Let the program keep what it has."""
        end_program(world.guests[self.guest], self.owner, self.operation)


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
            return Done(f"{counted(self.freed, 'page')} freed")
        unit = unit_pages(guest.memory, self.kind)
        victims = pick(guest.memory, self.kind, -(-want // unit), guest.streams["free"])
        if not len(victims) and self.kind is Kind.ANON and guest.swapped:
            return self._forget(world, guest, want)
        if not len(victims):
            return Done(
                f"{self.freed:,} of {counted(self.pages, 'page')}: there are no more {self.kind.name.lower()} pages",
                "partial" if self.freed else "failed",
            )
        release(guest.memory, self.kind, victims)
        got = len(victims) * unit
        self.freed += got
        world.progress(self.operation, done=self.freed, total=max(self.pages, self.freed))
        return After(spacing(got, self.rate, guest.costs.free(got)))

    def _forget(self, world: Surroundings, guest: Guest, pages: Pages) -> Wait:
        """Give back what is on swap, now that there is nothing else."""
        got = forget_swapped(guest, min(guest.swapped), pages)
        self.freed += got
        world.progress(self.operation, done=self.freed, total=max(self.pages, self.freed))
        return After(spacing(got, self.rate, guest.costs.free(got)))


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
            end_program(guest, self.owner, self.operation)
            return Done(f"{counted(self.pinned, 'page')} pinned")
        victims = pick(guest.memory, Kind.ANON, want, guest.streams["pin"])
        in_normal = np.array([not guest.memory.zone_of(pfn).movable for pfn in victims.tolist()], bool)
        victims = victims[in_normal] if len(victims) else victims
        got = len(victims)
        if got:
            change_kind(guest.memory, victims, Kind.ANON, Kind.PINNED)
        else:
            got = obtain(world, guest, want, Kind.PINNED, self.owner).pages
        if not got:
            end_program(guest, self.owner, self.operation)
            return Done(
                f"{self.pinned:,} of {counted(self.pages, 'page')}: {_USED_UP}",
                "partial" if self.pinned else "failed",
            )
        self.pinned += got
        world.progress(self.operation, done=self.pinned, total=self.pages)
        return After(guest.costs.allocate(got))

    def undo(self, world: Surroundings) -> None:
        """Let the program keep what it has."""
        end_program(world.guests[self.guest], self.owner, self.operation)


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
            end_program(guest, self.owner, self.operation)
            return Done(f"half of {counted(self.taken, 'page')} is free again, in holes")
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
        end_program(world.guests[self.guest], self.owner, self.operation)
