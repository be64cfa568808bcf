"""Sections that come or go together: when not all can, those that could are put back.

Source: drivers/acpi/scan.c:acpi_scan_try_to_offline; arch/powerpc/platforms/pseries/hotplug-memory.c:
dlpar_memory_add_by_count (LMBs leave one by one: `engine.guest.dlpar`). Sections go offline one after the other, and
are taken away only when all are offline; a section that comes back online was emptied by migration all the same. It
comes to the zone that it lies in (drivers/base/memory.c:memory_subsys_online): to ZONE_MOVABLE only where others around
it are still there.
"""

from __future__ import annotations

import attrs

from engine.events import SectionsPutBack, SectionsStayOffline
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.guest.memory_block import sections_of, state_of
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import SectionState
from engine.timeline import After, Done, Process, Wait


@attrs.define
class AllOrNothing(Process[Surroundings]):
    """Carry out what adds or takes sections offline, then finish it for all of them or put them back."""

    guest: str
    operation: int
    work: TakeSections | BringSections
    """What is tried first; where sections leave, it only takes them offline."""
    device: str = ""
    """The DIMM that is gone when all of its sections are."""
    after: TakeSections | BringSections | None = None
    """What follows: those that are offline are taken away, or everything is put back."""
    failure: str = ""
    """Why it is put back; empty while all goes well."""

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece of what is under way, which a copy does: a field is replaced, never changed in place."""
        doing = attrs.evolve(self.after or self.work)
        wait = doing.step(world)
        if self.after:
            self.after = doing
        else:
            self.work = doing
        if not isinstance(wait, Done):
            return wait
        guest = world.guests[self.guest]
        if self.after is not None:
            return self._end(world, guest, wait)
        if wait.ending != "done":
            changed = self._changed(guest)
            if not changed:
                return Done(wait.reason, "failed")
            self.failure = f"{wait.reason}; put back, for all of them were asked for"
            leaving = isinstance(self.work, TakeSections)
            world.emit(SectionsPutBack(guest=self.guest, sections=changed, leaving=leaving))
            self.after = self._putting_back(guest, changed)
        elif isinstance(self.work, TakeSections):
            present = tuple(s for s in self._dealt_with(guest) if state_of(guest, s) is SectionState.OFFLINE)
            if not present:
                return self._end(world, guest, Done("none of it was there"))
            self.after = self._taking(guest, present[:: guest.block_sections], None)
        else:
            return wait
        guest.hotplug_line = (self.operation, *guest.hotplug_line)
        return After(0)

    def _dealt_with(self, guest: Guest) -> tuple[int, ...]:
        """Return the sections that were tried, in order and in whole memory blocks."""
        if isinstance(self.work, BringSections):
            return self.work.sections[: self.work.at]
        tried = self.work.candidates[: self.work.at]
        return tuple(section for first in tried for section in sections_of(guest, first))

    def _changed(self, guest: Guest) -> tuple[int, ...]:
        """Return those that came or went offline, in order; not those that were offline before."""
        dealt_with = self._dealt_with(guest)
        if isinstance(self.work, BringSections):
            return dealt_with
        before = {section for first in self.work.found_gone for section in sections_of(guest, first)}
        return tuple(
            section
            for section in dealt_with
            if section not in before and state_of(guest, section) is SectionState.OFFLINE
        )

    def _taking(self, guest: Guest, blocks: tuple[int, ...], failures: int | None) -> TakeSections:
        need = len(blocks) * guest.block_sections
        return TakeSections(self.guest, self.operation, need, True, None, failures, blocks, asked=True)

    def _putting_back(self, guest: Guest, changed: tuple[int, ...]) -> TakeSections | BringSections:
        if isinstance(self.work, BringSections):
            return self._taking(guest, changed[:: guest.block_sections][::-1], 1)
        return BringSections(
            self.guest,
            self.operation,
            len(changed),
            "auto-movable" if guest.online == "auto-movable" else "default",
            sections=tuple(sorted(changed)),
        )

    def _end(self, world: Surroundings, guest: Guest, wait: Done) -> Wait:
        if self.failure:
            world.progress(self.operation, done=0)
            return Done(self.failure, "failed")
        if self.device:
            guest.dimms = tuple(dimm for dimm in guest.dimms if dimm.id != self.device)
            guest.changes += 1
        return wait

    def undo(self, world: Surroundings) -> None:
        """Undo the section in hand; those before it stay as they are, and it is said which of them are offline."""
        attrs.evolve(self.after or self.work).undo(world)
        guest = world.guests[self.guest]
        if isinstance(self.work, TakeSections) and (stay := self._changed(guest)):
            world.emit(SectionsStayOffline(guest=self.guest, sections=tuple(sorted(stay))))
