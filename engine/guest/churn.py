"""Programs that run on: they use memory, give it back and take other, until they are stopped."""

from __future__ import annotations

import attrs

from engine.events import WorkloadNoted
from engine.guest.adapting import give_up, look_again, tell_adapted
from engine.guest.allocation import grow_page_tables, obtain
from engine.guest.guest import Guest
from engine.guest.held_up import let_go
from engine.guest.oom import out_of_memory
from engine.guest.pace import report_work
from engine.guest.programs import note_program
from engine.guest.surroundings import Surroundings
from engine.guest.swap import forget_swapped
from engine.guest.working_set import NO_WAIT, Work, WorkingSet, together, waiting
from engine.guest.workloads import BATCH, LARGEST_STEP, PERIOD
from engine.memory.holdings import owned_at_random, release, unit_pages
from engine.memory.kinds import Kind
from engine.memory.lru import touch, younger
from engine.memory.page_list import Array
from engine.timeline import After, On, Process, Wait
from engine.units import MILLISECOND, SECOND, Nanoseconds, Pages, short_size

PATIENCE: Nanoseconds = 100 * MILLISECOND
"""How long a program that got no memory waits at most before it asks again."""
LARGEST_TURN: Pages = LARGEST_STEP // 4
"""Pages that one step takes, frees and uses at most; it may have to reclaim as many."""
LEAST_STEP: Pages = 16
"""Slow programs act when so many pages are due."""
SLOWEST: Nanoseconds = 5 * SECOND
"""They act so often at least."""


TRIES_IN_VAIN = 16
"""A balloon gives pages so often that are of no use to the program (mm/page_alloc.c: MAX_RECLAIM_RETRIES)."""


@attrs.frozen
class _Insisted:
    """What a program got that memory was promised to."""

    pages: Pages
    cost: Nanoseconds
    more_comes: bool
    """Whether what it lacks will come free: it waits for that."""


def turn_of(rate: Pages, due: Nanoseconds) -> tuple[Nanoseconds, Pages, Nanoseconds]:
    """Return how long a step at a rate takes at least, what it works on, and what of the rate is then still due.

    Args:
        rate: pages a second.
        due: page-nanoseconds that have not been served yet.
    """
    seldom = min(LEAST_STEP * SECOND // rate, SLOWEST)
    period = max(min(PERIOD, max(1, LARGEST_TURN * SECOND // rate)), seldom)
    turn, due = divmod(due + rate * period, SECOND)
    return period, turn, due


@attrs.define
class Churn(Process[Surroundings]):
    """A program at work: it holds an amount, uses it, and keeps giving back random pages and taking others.

    What it uses and finds on swap it has to wait for; where it cannot get what it was promised, memory is out.
    """

    guest: str
    kind: Kind
    pages: Pages
    rate: Pages
    """Pages that change hands, and pages that are used, a second."""
    owner: int
    due: Nanoseconds = 0
    """Page-nanoseconds of the rate that have not been served yet."""
    uses: WorkingSet = attrs.field(factory=WorkingSet)
    work: Work = attrs.field(factory=Work)
    finished: Pages = 0
    """What the step before worked on: it is done by now."""
    waited: tuple[Nanoseconds, ...] = NO_WAIT
    """How long it waited for that."""
    refused: bool = False
    """Whether it was told that it gets no more."""
    adapts: tuple[Pages, Pages] | None = None
    """Where it adapts to udev's events: what it held when it began, and MemTotal then."""
    known: int = 0
    """Events that it has adapted to."""

    def step(self, world: Surroundings) -> Wait:
        """Take as many as it will give back, and what is missing from the amount; give random ones back; use some."""
        guest = world.guests[self.guest]
        self.work = report_work(world, guest, self.owner, self.work, self.finished, self.waited)
        self.finished, self.waited = 0, NO_WAIT
        adapting = self._adapt(world, guest)
        period, turn, self.due = turn_of(self.rate, self.due)
        unit = unit_pages(guest.memory, self.kind)
        drawn = owned_at_random(
            guest.memory, self.owner, self.kind, 2 * (turn // unit), guest.streams["churn"]
        )
        before = guest.reclaimed
        changing = self._change(world, guest, turn, drawn[::2])
        using = 0 if changing < 0 else self._use(world, guest, turn, drawn[1::2], before)
        if changing < 0 or using < 0:
            self.waited = waiting(memory=PATIENCE)
            return On(f"memory {guest.name}", PATIENCE)
        self.finished, moving = turn, let_go(guest, self.owner)
        takes = adapting + changing + using + moving
        if takes > period:
            self.waited = waiting(reclaim=changing, swap=using, moves=moving)
        return After(max(period, takes))

    def delayed(self, time: Nanoseconds) -> None:
        """Report that it waits for the host, too."""
        self.waited = together(self.waited, waiting(host=time))

    def _adapt(self, world: Surroundings, guest: Guest) -> Nanoseconds:
        """Hold more or less, if udev has told it of memory that came or went; what is too much it gives back."""
        if self.adapts is None:
            return 0
        found = look_again(guest, self.adapts, self.known, world.now)
        if found is not None:
            pages, self.known = found
            if pages != self.pages:
                tell_adapted(world, guest, self.owner, self.pages, pages)
                self.pages = pages
                self.uses = self.uses.within(pages)
        return give_up(guest, self.owner, self.kind, self.pages)

    def _change(self, world: Surroundings, guest: Guest, turn: Pages, victims: Array) -> Nanoseconds:
        """Take other pages for those that are given back, and what is missing from the amount.

        Other pages are taken before these come free, unless memory is short.

        Returns:
            How long it takes; -1 if what it was promised is not there, but will be.
        """
        unit = unit_pages(guest.memory, self.kind)
        resident, swapped = self._has(guest)
        missing = min(self.pages - resident - swapped + len(victims) * unit, turn + BATCH // 4)
        before = guest.reclaimed
        got, cost = self._take(world, guest, missing)
        gone = self._give_back(guest, self._still_there(guest, victims, before))
        if missing - got >= unit:
            found = self._insist(world, guest, missing - got, self.kind, missing - got - unit + 1)
            got, cost = got + found.pages, cost + found.cost
            self.uses = self.uses.filled(found.pages)
            if found.more_comes:
                return -1
        self._tell_refused(world, guest, missing - got >= unit)
        if self.kind in (Kind.ANON, Kind.MLOCKED):
            cost += grow_page_tables(world, guest, self.owner)
        return cost + guest.costs.allocate(got) + guest.costs.free(gone)

    def _take(self, world: Surroundings, guest: Guest, pages: Pages) -> tuple[Pages, Nanoseconds]:
        """Take pages; return how many it got, and how long it reclaimed for them."""
        if pages < unit_pages(guest.memory, self.kind):
            return 0, 0
        found = obtain(world, guest, pages, self.kind, self.owner)
        self.uses = self.uses.filled(found.pages)
        return found.pages, found.cost

    def _has(self, guest: Guest) -> tuple[Pages, Pages]:
        """Return what it has in memory, and on swap."""
        swapped = guest.swapped.get(self.owner, 0) if self.kind is Kind.ANON else 0
        return int(guest.memory.frames.owned.of(self.owner)[self.kind]), swapped

    def _still_there(self, guest: Guest, pfns: Array, before: Pages) -> Array:
        """Return the pages that reclaim has not taken since it had taken `before`."""
        if guest.reclaimed == before:
            return pfns
        left: Array = pfns[guest.memory.frames.hold(pfns, self.kind)]
        return left

    def _give_back(self, guest: Guest, victims: Array) -> Pages:
        """Free some pages; return how many pages that are."""
        resident, _ = self._has(guest)
        release(guest.memory, self.kind, victims)
        gone = len(victims) * unit_pages(guest.memory, self.kind)
        if resident:
            self.uses = attrs.evolve(self.uses, warm=self.uses.warm - self.uses.warm * gone // resident)
        return gone

    def _use(
        self, world: Surroundings, guest: Guest, pages: Pages, sample: Array, before: Pages
    ) -> Nanoseconds:
        """Use pages of the working set.

        Args:
            world: the guest's.
            guest: whose memory.
            pages: how many it uses.
            sample: of all that it has in memory.
            before: what reclaim had taken when the sample was drawn.

        Returns:
            How long it waits for pages on swap, -1 if they find no room.
        """
        stream = guest.streams["churn"]
        resident, swapped = self._has(guest)
        whole = resident + swapped
        if not whole:
            return 0
        uses = self.uses.renewed(self.pages, world.now, stream).capped(resident)
        if uses.size != guest.programs[self.owner].uses and self.kind is Kind.ANON:
            note_program(guest, self.owner, uses=uses.size)
        outside = max(0, whole - uses.size)
        uses = uses.moved(pages, resident - uses.warm, outside)
        missed = min(uses.misses(pages, stream), swapped)
        cost = 0
        if missed:
            found = self._insist(world, guest, missed, Kind.ANON, 1)
            forget_swapped(guest, self.owner, found.pages)
            guest.swap_ins += found.pages
            uses = uses.filled(found.pages)
            cost = found.cost + guest.costs.swap_in(found.pages)
            if found.more_comes:
                return -1
        self.uses = uses
        resident, _ = self._has(guest)
        sample = self._still_there(guest, sample, before)
        young = younger(guest.memory, sample, (min(uses.warm, resident), resident))
        touch(guest.memory, self.kind, young[: max(0, pages - missed)])
        return cost

    def _tell_refused(self, world: Surroundings, guest: Guest, refused: bool) -> None:
        """Say once that it gets less than it wants; when it has got all, it may be said again."""
        if refused and not self.refused:
            has, size = sum(self._has(guest)), guest.page_size
            text = (
                f"{guest.programs[self.owner].title} is refused memory: it goes on with {short_size(has * size)} "
                f"of {short_size(self.pages * size)}."
            )
            world.emit(WorkloadNoted(guest=guest.name, text=text))
        self.refused = refused

    def _insist(self, world: Surroundings, guest: Guest, pages: Pages, kind: Kind, least: Pages) -> _Insisted:
        """Take pages; where it gets fewer than it needs at least, memory is made to come free by force.

        While a balloon gives pages back it tries again at once. Huge pages are refused instead.
        """
        got = cost = in_vain = 0
        while True:
            found = obtain(world, guest, pages - got, kind, self.owner)
            got, cost = got + found.pages, cost + found.cost
            in_vain = 0 if found.pages else in_vain + 1
            if got >= least or kind is Kind.HUGETLB or in_vain > TRIES_IN_VAIN:
                return _Insisted(got, cost, False)
            rescue = out_of_memory(world, guest, guest.programs[self.owner].title)
            if rescue != "free":
                return _Insisted(got, cost, rescue == "coming")
            cost += guest.costs.deflate(guest.driver.oom_pages)
