"""Sections that come or go together: when not all can, those that could are put back.

Source: arch/powerpc/platforms/pseries/hotplug-memory.c:dlpar_memory_remove_by_count and dlpar_memory_add_by_count;
drivers/acpi/scan.c:acpi_scan_try_to_offline. Sections go offline one after the other, and are taken away only when all
are offline; a section that comes back online was emptied by migration all the same.
"""

from __future__ import annotations

import attrs

from engine.events import SectionsPutBack
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.guest.surroundings import Surroundings
from engine.timeline import After, Done, Process, Wait


@attrs.define
class AllOrNothing(Process[Surroundings]):
    """Carry out what adds or takes sections offline, then finish it for all of them or put them back."""

    guest: str
    operation: int
    work: TakeSections | BringSections
    """What is tried first; where sections leave, it only takes them offline."""
    movable: tuple[int, ...] = ()
    """Sections that were in ZONE_MOVABLE, and come back there."""
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
        changed = self._changed(world, guest)
        if wait.ending != "done":
            if not changed:
                return Done(wait.reason, "failed")
            self.failure = f"{wait.reason}; put back, for all of them were asked for"
            world.emit(SectionsPutBack(guest=self.guest, sections=changed, leaving=self._leaves))
            self._put_back(guest, changed)
        elif self._leaves:
            blocks = changed[:: guest.block_sections]
            self.after = TakeSections(self.guest, self.operation, len(changed), True, None, None, blocks)
        else:
            return wait
        guest.hotplug_line = (self.operation, *guest.hotplug_line)
        return After(0)

    @property
    def _leaves(self) -> bool:
        return isinstance(self.work, TakeSections)

    def _changed(self, world: Surroundings, guest: Guest) -> tuple[int, ...]:
        """Return the sections that were dealt with, refused ones left out, in order and in whole memory blocks."""
        if isinstance(self.work, BringSections):
            return self.work.sections[: self.work.at]
        refused = {section for section, _ in world.operations[self.operation].failed_sections}
        blocks = [section for section in self.work.candidates[: self.work.at] if section not in refused]
        return tuple(section + part for section in blocks for part in range(guest.block_sections))

    def _put_back(self, guest: Guest, changed: tuple[int, ...]) -> None:
        number = len(changed)
        if self._leaves:
            blocks = changed[:: guest.block_sections]
            zone = "movable" if set(blocks) <= set(self.movable) else "kernel"
            sections = tuple(sorted(changed))
            self.after = BringSections(self.guest, self.operation, number, zone, sections=sections)
        else:
            blocks = changed[:: guest.block_sections][::-1]
            self.after = TakeSections(self.guest, self.operation, number, True, None, 1, blocks)

    def _end(self, world: Surroundings, guest: Guest, wait: Done) -> Wait:
        if self.failure:
            world.progress(self.operation, done=0)
            return Done(self.failure, "failed")
        if self.device:
            guest.dimms = tuple(dimm for dimm in guest.dimms if dimm.id != self.device)
            guest.changes += 1
        return wait

    def undo(self, world: Surroundings) -> None:
        """Undo the section in hand; those before it stay as they are."""
        attrs.evolve(self.after or self.work).undo(world)
