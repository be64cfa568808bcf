"""Ageing: a guest that has run for long, at once."""

from __future__ import annotations

from typing import ClassVar

import attrs
import numpy as np

from engine.events import WorkloadNoted, counted
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.memory.holdings import acquire, pick, release_mixed
from engine.memory.kinds import Kind
from engine.memory.memory import Mark
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.timeline import After, Done, Process, Wait
from engine.units import Pages

FILLED_AT_ONCE: Pages = 16_384
FREED_AT_ONCE: Pages = 65_536
"""Pages that ageing takes (about) and frees (at most) in one step."""
SMALL_CHANGE: Pages = 64
"""Ageing is content when it is so close."""


@attrs.define
class Age(Process[Surroundings]):
    """Give a guest a past: memory was full of pages of every kind, and much of it came free again, in holes.

    Kernel, slab and page-table pages are taken early, while there is much to choose from, and now and then later;
    programs and files take about a section at a time, so that neighbours are alike. Then short runs are freed at
    random places until what shall be in use is left. At virtual time 0 it takes no time.
    """

    guest: str
    operation: int
    pages: Pages
    """How many pages more than before shall be in use in the end."""
    filling: bool = True
    taken: Pages = 0

    EARLY: ClassVar[tuple[tuple[Kind, int], ...]] = (
        (Kind.ANON, 30),
        (Kind.SLAB, 12),
        (Kind.FILE, 30),
        (Kind.PAGE_TABLE, 3),
        (Kind.KERNEL, 3),
        (Kind.ANON, 22),
    )
    """What a turn takes until a quarter of memory is in use, in percent of `TURN` and in this order."""
    TURN: ClassVar[Pages] = 4096
    LATER: ClassVar[tuple[Kind, ...]] = (Kind.ANON, Kind.FILE, Kind.ANON, Kind.ANON, Kind.FILE)
    """After that a turn takes one of these."""
    STRAGGLERS: ClassVar[tuple[Kind, ...]] = (Kind.SLAB, Kind.PAGE_TABLE, Kind.KERNEL, Kind.SLAB)
    """Every second later turn, by chance, also takes a page or two of one of these, wherever they come to lie."""
    LEFT: ClassVar[tuple[Kind, ...]] = (
        Kind.ANON,
        Kind.FILE,
        Kind.FILE_DIRTY,
        Kind.SLAB,
        Kind.PAGE_TABLE,
        Kind.KERNEL,
    )
    """What is freed, all in proportion."""
    LONGEST_RUN: ClassVar[Pages] = 15

    def step(self, world: Surroundings) -> Wait:
        """Take some turns, or free a batch."""
        guest = world.guests[self.guest]
        changed = self._fill(guest) if self.filling else self._free(guest)
        world.progress(self.operation, done=min(self.taken, self.pages), total=self.pages)
        if not self.filling and (self.taken - self.pages < SMALL_CHANGE or not changed):
            text = f"Aged: {counted(self.taken, 'page')} in use, with holes."
            world.emit(WorkloadNoted(guest=self.guest, text=text))
            return Done(f"{self.taken:,} pages in use")
        return After(0 if world.now == 0 else guest.costs.allocate(changed + 1))

    def _fill(self, guest: Guest) -> Pages:
        got = 0
        while self.filling and got < FILLED_AT_ONCE:
            for kind, pages in self._turn(guest, got):
                found = acquire(guest.memory, pages, kind, mark=Mark.LOW).pages
                got += found
                self.filling = self.filling and found == pages
        self.taken += got
        return got

    def _turn(self, guest: Guest, got: Pages) -> list[tuple[Kind, Pages]]:
        """Return what one turn takes, in order."""
        taken = self.taken + got
        free = sum(zone.free_pages for zone in guest.memory.zones)
        if 4 * taken < taken + free:
            return [(kind, self.TURN * share // 100) for kind, share in self.EARLY]
        stream = guest.streams["age"]
        part = guest.section_pages // 2
        kind = self.LATER[stream.below(len(self.LATER))]
        parts = [(kind, part + stream.below(2 * part)), (Kind.FILE_DIRTY, part // 32)]
        chance = stream.below(2 * len(self.STRAGGLERS))
        if chance < len(self.STRAGGLERS):
            parts.insert(1, (self.STRAGGLERS[chance], 1 + chance % 2))
        return parts

    def _free(self, guest: Guest) -> Pages:
        """Free one batch of what is too much, of every kind in proportion, as short runs at random places."""
        held = {kind: guest.memory.held[kind].count for kind in self.LEFT}
        goal = min(self.taken - self.pages, FREED_AT_ONCE)
        everything = max(1, sum(held.values()))
        victims = {kind: self._runs(guest, kind, held[kind] * goal // everything) for kind in self.LEFT}
        freed = release_mixed(guest.memory, victims, guest.streams["age"])
        self.taken -= freed
        return freed

    def _runs(self, guest: Guest, kind: Kind, pages: Pages) -> Array:
        """Draw about so many pages of a kind, as short runs of pages that follow each other."""
        stream = guest.streams["age"]
        seeds = np.sort(pick(guest.memory, kind, pages * 2 // (self.LONGEST_RUN + 1) + 1, stream))
        runs = Runs(seeds, stream.many_below(self.LONGEST_RUN, len(seeds)) + 1)
        pfns = np.unique(runs.pfns())
        pfns = pfns[pfns < len(guest.memory.state) * guest.section_pages]
        return pfns[guest.memory.frames.hold(pfns, kind)][:pages]
