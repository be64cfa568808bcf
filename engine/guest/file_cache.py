"""A program that reads and writes files: its part of the page cache, and how it moves through them."""

from __future__ import annotations

import attrs

from engine.guest.allocation import obtain
from engine.guest.churn import turn_of
from engine.guest.guest import Guest
from engine.guest.held_up import let_go
from engine.guest.pace import report_work
from engine.guest.programs import note_program
from engine.guest.surroundings import Surroundings
from engine.guest.working_set import NO_WAIT, Work, WorkingSet, together, waiting
from engine.guest.writeback import wake_flusher
from engine.memory.holdings import change_kind, owned_at_random
from engine.memory.kinds import Kind
from engine.memory.lru import touch, younger
from engine.memory.page_list import Array
from engine.timeline import After, Process, Wait
from engine.units import Nanoseconds, Pages

WRITTEN = 8
"""One page in so many of those that are found in the cache is written to."""


@attrs.define
class ReadFiles(Process[Surroundings]):
    """A program reads at a rate in a part of its files that moves on; what it reads stays in the cache.

    What it finds there costs nothing; what it misses is read from the guest's disk and takes memory, from older file
    pages if there is no other. Pages that the window has left are not used any more, and age.
    """

    guest: str
    pages: Pages
    """The window, at most."""
    rate: Pages
    """Pages that are read a second."""
    owner: int
    due: Nanoseconds = 0
    """Page-nanoseconds of the rate that have not been served yet."""
    window: WorkingSet = attrs.field(factory=WorkingSet)
    work: Work = attrs.field(factory=Work)
    finished: Pages = 0
    """What the step before read: it is done by now."""
    waited: tuple[Nanoseconds, ...] = NO_WAIT
    """How long it waited for that."""

    def step(self, world: Surroundings) -> Wait:
        """Read some pages."""
        guest = world.guests[self.guest]
        stream = guest.streams["churn"]
        self.work = report_work(world, guest, self.owner, self.work, self.finished, self.waited)
        self.finished, self.waited = 0, NO_WAIT
        period, turn, self.due = turn_of(self.rate, self.due)
        cached = self._cached(guest)
        window = self.window.renewed(self.pages, world.now, stream).capped(cached)
        if window.size != guest.programs[self.owner].uses:
            note_program(guest, self.owner, uses=window.size)
        window = window.moved(turn, cached - window.warm, 0)
        missed = window.misses(turn, stream)
        cost = self._use(world, guest, turn - missed, window)
        if missed:
            found = obtain(world, guest, missed, Kind.FILE, self.owner, recycles=True)
            window = window.filled(found.pages)
            cost += found.cost + guest.costs.read_file(missed) + guest.costs.allocate(found.pages)
        self.window = window.capped(self._cached(guest))
        self.finished, moving = turn, let_go(guest, self.owner)
        takes = cost + moving
        if takes > period:
            self.waited = waiting(files=cost, moves=moving)
        return After(max(period, takes))

    def delayed(self, time: Nanoseconds) -> None:
        """Report that it waits for the host, too."""
        self.waited = together(self.waited, waiting(host=time))

    def _cached(self, guest: Guest) -> Pages:
        pages = guest.memory.frames.owned.of(self.owner)
        return int(pages[Kind.FILE] + pages[Kind.FILE_DIRTY])

    def _use(self, world: Surroundings, guest: Guest, hits: Pages, window: WorkingSet) -> Nanoseconds:
        """Use pages that are in the cache, write to some; return how long it waits for the disk."""
        cached = self._cached(guest)
        if not cached:
            return 0
        found: dict[Kind, Array] = {}
        for kind in (Kind.FILE, Kind.FILE_DIRTY):
            part = int(guest.memory.frames.owned.of(self.owner)[kind])
            wanted = hits * part // max(1, window.warm)
            drawn = owned_at_random(guest.memory, self.owner, kind, wanted, guest.streams["churn"])
            found[kind] = younger(guest.memory, drawn, (window.warm, cached))
            touch(guest.memory, kind, found[kind])
        written = found[Kind.FILE][: -(-hits // WRITTEN)]
        change_kind(guest.memory, written, Kind.FILE, Kind.FILE_DIRTY)
        must_wait = len(written) > 0 and wake_flusher(world, guest)
        return guest.costs.write_back(len(written)) if must_wait else 0
