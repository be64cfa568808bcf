"""Ageing: a guest that has run for long, at once."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events import WorkloadNoted, counted
from engine.guest.guest import Guest
from engine.guest.programs import begin_program, end_program
from engine.guest.surroundings import Surroundings
from engine.memory.holdings import acquire, release_mixed
from engine.memory.holes import holes
from engine.memory.kinds import TYPE_OF_KIND, Kind
from engine.memory.memory import Mark
from engine.timeline import After, Done, Process, Wait
from engine.units import Pages

FILLED_AT_ONCE: Pages = 16_384
FREED_AT_ONCE: Pages = 65_536
"""Pages that ageing takes (about) and frees (at most) in one step."""
SMALL_CHANGE: Pages = 64
"""Ageing is content when it is so close."""
ASTRAY: Pages = 8
"""Page tables, up to three times as many, that end up in a movable pageblock when memory is full."""


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
    owners: tuple[tuple[Kind, int], ...] = ()
    """Programs that take turns: for each the kind of page that it was begun for, and its number as an owner."""
    filling: bool = True
    taken: Pages = 0
    turn: int = 0
    turns: int = 0
    """While it frees: it goes through memory in so many turns."""
    share: tuple[Pages, Pages] = (0, 1)
    """Of how many pages in use how many come free in these turns."""

    EARLY: ClassVar[tuple[tuple[Kind, int], ...]] = (
        (Kind.ANON, 52),
        (Kind.SLAB, 12),
        (Kind.FILE, 30),
        (Kind.PAGE_TABLE, 3),
        (Kind.KERNEL, 3),
    )
    """What a turn takes until a quarter of memory is in use, in percent of a turn and in this order."""
    TURN: ClassVar[Pages] = 4096
    """Pages of such a turn; where sections are large, half of one."""
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
    PROGRAMS: ClassVar[tuple[Kind, ...]] = (
        *(Kind.ANON, Kind.ANON, Kind.ANON, Kind.ANON),
        *(Kind.FILE, Kind.FILE, Kind.FILE, Kind.FILE_DIRTY, Kind.SLAB),
    )
    """Whose turn it can be, by the kind of page that each is begun for. Other kernel memory is nobody's."""
    LONGEST_RUN: ClassVar[Pages] = 15

    def step(self, world: Surroundings) -> Wait:
        """Take some turns, or free a batch."""
        guest = world.guests[self.guest]
        if not self.owners:
            command = world.operations[self.operation].command
            self.owners = tuple(
                (kind, begin_program(guest, kind, command, world.now, operation=self.operation))
                for kind in self.PROGRAMS
            )
        changed = self._fill(guest) if self.filling else self._free(guest)
        world.progress(self.operation, done=min(self.taken, self.pages), total=self.pages)
        if not self.filling:
            self.undo(world)
        nothing_left = 0 < self.turns == self.turn and not changed
        if not self.filling and (self.taken - self.pages < SMALL_CHANGE or nothing_left):
            text = f"Aged: {counted(self.taken, 'page')} in use, with holes."
            world.emit(WorkloadNoted(guest=self.guest, text=text))
            return Done(f"{counted(self.taken, 'page')} in use")
        return After(0 if world.now == 0 else guest.costs.allocate(changed + 1))

    def _fill(self, guest: Guest) -> Pages:
        got = 0
        while self.filling and got < FILLED_AT_ONCE:
            for kind, pages in self._turn(guest, got):
                owner = self._owner(guest, kind)
                found = acquire(guest.memory, pages, kind, mark=Mark.LOW, owner=owner).pages
                got += found
                self.filling = self.filling and found == pages
        got += 0 if self.filling else self._brim(guest)
        self.taken += got
        return got

    def _brim(self, guest: Guest) -> Pages:
        """Take a few page tables more than the pageblocks for such pages have room: they get into a movable one.

        That is how a section that looked as if it could leave comes to be kept, when memory was short for a moment.
        """
        memory = guest.memory
        if not memory.rules.grouping:
            return 0
        zone = memory.zonelist(Kind.PAGE_TABLE)[0]
        got = 0
        for kind, more in (
            (Kind.SLAB, 0),
            (Kind.PAGE_TABLE, ASTRAY + guest.streams["age"].below(2 * ASTRAY)),
        ):
            blocks = zone.counts(TYPE_OF_KIND[kind])
            room = sum(count << order for order, count in enumerate(blocks))
            # who is in the middle of freeing memory may go below the marks (mm/page_alloc.c: ALLOC_NO_WATERMARKS)
            owner = self._owner(guest, kind)
            got += acquire(memory, room + more, kind, mark=Mark.NONE, zones=[zone], owner=owner).pages
        return got

    def _owner(self, guest: Guest, kind: Kind) -> int:
        """Draw whose turn it is to take pages of a kind; a page table is of a program that has anon memory."""
        begun_for = Kind.ANON if kind is Kind.PAGE_TABLE else kind
        owners = [owner for mine, owner in self.owners if mine is begun_for]
        return owners[guest.streams["programs"].below(len(owners))] if owners else 0

    def undo(self, world: Surroundings) -> None:
        """Let the programs keep what they have."""
        for _, owner in self.owners:
            end_program(world.guests[self.guest], owner, self.operation)

    def _turn(self, guest: Guest, got: Pages) -> list[tuple[Kind, Pages]]:
        """Return what one turn takes, in order."""
        taken = self.taken + got
        free = sum(zone.free_pages for zone in guest.memory.zones)
        if 4 * taken < taken + free:
            turn = max(self.TURN, guest.section_pages // 2)
            return [(kind, turn * share // 100) for kind, share in self.EARLY]
        stream = guest.streams["age"]
        part = guest.section_pages // 2
        kind = self.LATER[stream.below(len(self.LATER))]
        parts = [(kind, part + stream.below(2 * part)), (Kind.FILE_DIRTY, part // 32)]
        chance = stream.below(2 * len(self.STRAGGLERS))
        if chance < len(self.STRAGGLERS):
            parts.insert(1, (self.STRAGGLERS[chance], 1 + chance % 2))
        return parts

    def _free(self, guest: Guest) -> Pages:
        """Free one turn's part of what is too much: short runs at random places, of every kind in proportion."""
        if self.turn == self.turns:
            held = sum(guest.memory.held[kind].count for kind in self.LEFT)
            excess = min(self.taken - self.pages, held)
            self.turn, self.turns = 0, max(1, -(-excess // FREED_AT_ONCE))
            self.share = (excess, max(1, held))
        turn = (self.turn, self.turns)
        pfns, kinds = holes(guest.memory, self.LEFT, turn, self.share, self.LONGEST_RUN, guest.streams["age"])
        release_mixed(guest.memory, pfns, kinds)
        self.turn += 1
        self.taken -= len(pfns)
        return len(pfns)
