"""LMBs come to a pseries guest by count, as its kernel's handler does it: those that it gets, or none.

Source: arch/powerpc/platforms/pseries/hotplug-memory.c:dlpar_memory_add_by_count, dlpar_add_lmb.
"""

from __future__ import annotations

import attrs

from engine.events import SectionsPutBack
from engine.guest.dlpar import RemoveLmbs, bringing
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_line import leave_line, turn_to_come
from engine.guest.lmbs import release
from engine.guest.memory_block import sections_of
from engine.guest.surroundings import Surroundings
from engine.timeline import After, Done, Process, Wait


@attrs.define
class AddLmbs(Process[Surroundings]):
    """Ask for LMBs from the lowest up until so many have come; where they are fewer, they are taken out again."""

    guest: str
    operation: int
    lmbs: tuple[int, ...]
    """Those that the hypervisor gives when it is asked, by their first sections, ascending."""
    wanted: int
    device: str = ""
    """The DIMM that was plugged; then the first of its LMBs that does not come ends it."""
    at: int = 0
    """The next to be asked for."""
    got: tuple[int, ...] = ()
    adding: BringSections | None = None
    """What brings the LMB in hand."""
    taking: RemoveLmbs | None = None
    """What takes those out again that came, where they are too few."""
    failure: str = "the hypervisor gives no others"

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece of the LMB in hand."""
        guest = world.guests[self.guest]
        if self.taking is not None:
            return self._take_out(world, self.taking)
        if self.adding is not None:
            return self._add(world, guest, self.adding)
        if wait := turn_to_come(world, guest, self.operation):
            return wait
        if len(self.got) == self.wanted:
            leave_line(world, self.guest, self.operation)
            return Done(f"{len(self.got)} LMBs added")
        if self.at < len(self.lmbs):
            self.adding = bringing(guest, self.operation, sections_of(guest, self.lmbs[self.at]))
            return After(0)
        if not self.got:
            leave_line(world, self.guest, self.operation)
            return Done(self._why(), "failed")
        there = tuple(section for lmb in self.got for section in sections_of(guest, lmb))
        world.emit(SectionsPutBack(guest=self.guest, sections=there, leaving=False))
        self.taking = RemoveLmbs(self.guest, self.operation, self.got, len(self.got), keeps_rest=True)
        return After(0)

    def _add(self, world: Surroundings, guest: Guest, was: BringSections) -> Wait:
        doing = attrs.evolve(was)
        wait = doing.step(world)
        self.adding = doing
        if not isinstance(wait, Done):
            return wait
        self.adding, lmb = None, self.lmbs[self.at]
        self.at += 1
        if wait.ending == "done":
            self.got = (*self.got, lmb)
        else:
            self.failure = wait.reason
            release(guest, (lmb,))  # it was acquired before it could not be added (dlpar_acquire_drc)
            self.at = len(self.lmbs) if self.device else self.at
        guest.hotplug_line = (self.operation, *guest.hotplug_line)
        return After(0)

    def _take_out(self, world: Surroundings, was: RemoveLmbs) -> Wait:
        doing = attrs.evolve(was)
        wait = doing.step(world)
        self.taking = doing
        if not isinstance(wait, Done):
            return wait
        world.progress(self.operation, done=0)
        return Done(self._why(), "failed")

    def _why(self) -> str:
        again = "; taken out again, for all of them were asked for" if self.got else ""
        return f"{len(self.got)} of {self.wanted} LMBs came: {self.failure}{again}"

    def undo(self, world: Surroundings) -> None:
        """Undo the LMB in hand; those that came stay."""
        if self.adding is not None:
            attrs.evolve(self.adding).undo(world)
        if self.taking is not None:
            attrs.evolve(self.taking).undo(world)
        leave_line(world, self.guest, self.operation)
