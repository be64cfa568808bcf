"""LMBs leave a pseries guest, as its kernel's handler does it: one after the other, all that were asked for or none.

Source: arch/powerpc/platforms/pseries/hotplug-memory.c:dlpar_memory_remove_by_count, dlpar_memory_remove_by_ic,
dlpar_remove_lmb. An LMB that goes offline is removed at once, its mem_map with it, before the next one is tried.
"""

from __future__ import annotations

import attrs

from engine.events import SectionsPutBack
from engine.guest.firmware import hand_back
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_line import leave_line, turn_to_come
from engine.guest.hotplug_remove import TakeSections
from engine.guest.lmbs import release, stop_asking
from engine.guest.memory_block import block_refusal, sections_of, state_of
from engine.guest.section_removal import remove_section
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import SectionState
from engine.timeline import After, Done, Process, Wait
from engine.units import Nanoseconds


@attrs.define
class RemoveLmbs(Process[Surroundings]):
    """Take so many LMBs out, the lowest first, and pass over those that do not go: all or nothing."""

    guest: str
    operation: int
    lmbs: tuple[int, ...]
    """Those that may go, by their first sections, in the order in which they are tried."""
    wanted: int
    device: str = ""
    """The DIMM that is to be given back with them; then the first that does not go ends it."""
    keeps_rest: bool = False
    """Whether those that did go stay away though others did not: they had only just come."""
    limit: Nanoseconds | None = None
    """After so long a signal ends the request: what is in hand and all that is tried then fails (EINTR)."""
    failures: int | None = None
    """Rounds of migration in a row that may move nothing; None: no limit."""
    began: Nanoseconds = -1
    at: int = 0
    taken: tuple[int, ...] = ()
    offlining: TakeSections | None = None
    """What takes the LMB in hand offline."""
    adding: BringSections | None = None
    """What brings back those that were taken out."""
    failure: str = ""

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece of the LMB in hand."""
        guest = world.guests[self.guest]
        if self.offlining is None and self.adding is None:
            if wait := turn_to_come(world, guest, self.operation):
                return wait
            if self.began < 0:
                self.began = world.now
            return self._next(world, guest)
        if self.adding is not None:
            adding = attrs.evolve(self.adding)
            coming = adding.step(world)
            self.adding = adding
            return self._end(world) if isinstance(coming, Done) else coming
        assert self.offlining is not None, "one of them is there"
        offlining = attrs.evolve(self.offlining)
        going = offlining.step(world)
        self.offlining = offlining
        if not isinstance(going, Done):
            return going
        self.offlining = None
        guest.hotplug_line = (self.operation, *guest.hotplug_line)
        return self._tried(world, guest, going)

    def _tried(self, world: Surroundings, guest: Guest, found: Done) -> Wait:
        lmb = self.lmbs[self.at]
        if found.ending != "done":
            self.failure = self.failure or found.reason
            self.at = len(self.lmbs) if self.device else self.at + 1
            return After(0)
        self._remove(world, guest, lmb)
        return After(guest.costs.remove_section(guest.block_pages))

    def _remove(self, world: Surroundings, guest: Guest, lmb: int) -> None:
        for section in sections_of(guest, lmb):
            remove_section(world, guest, section)
        self.taken = (*self.taken, lmb)
        self.at += 1
        world.progress(self.operation, done=len(self.taken) * guest.block_sections)

    def _next(self, world: Surroundings, guest: Guest) -> Wait:
        world.progress(
            self.operation, total=self.wanted * guest.block_sections, unit="sections", waits_for=None
        )
        if len(self.taken) == self.wanted or self.at == len(self.lmbs):
            return self._decide(world, guest)
        lmb = self.lmbs[self.at]
        if state_of(guest, lmb) is SectionState.OFFLINE:  # dlpar_change_lmb_state
            self._remove(world, guest, lmb)
            return After(guest.costs.remove_section(guest.block_pages))
        left = None if self.limit is None else self.limit - (world.now - self.began)
        if left is not None and left <= 0:
            return self._interrupted(guest, lmb)
        self.offlining = TakeSections(
            self.guest, self.operation, guest.block_sections, False, left, self.failures, (lmb,), asked=True
        )
        return After(0)

    def _interrupted(self, guest: Guest, lmb: int) -> Wait:
        """Let an LMB be isolated in vain: the signal is seen before anything is moved (offline_pages)."""
        memory = guest.memory
        if not block_refusal(guest, lmb):
            memory.pause_per_cpu(lmb)
            for section in sections_of(guest, lmb):
                memory.isolate(section)
            for section in sections_of(guest, lmb):
                memory.undo_isolation(section)
            memory.resume_per_cpu()
            guest.changes += 1
        self.at = len(self.lmbs) if self.device else self.at + 1
        return After(guest.costs.isolate(guest.block_pages))

    def _decide(self, world: Surroundings, guest: Guest) -> Wait:
        """Hand back what was taken out, or put it back where it is not all."""
        if len(self.taken) == self.wanted or self.keeps_rest:
            release(guest, self.taken)
            leave_line(world, self.guest, self.operation)
            self._tell_end(world)
            if not self.keeps_rest:
                hand_back(world, guest, len(self.taken) * guest.block_sections)
            return Done(f"{len(self.taken)} of {self.wanted} LMBs removed")
        if not self.taken:
            leave_line(world, self.guest, self.operation)
            self._tell_end(world)
            return Done(self._why(), "failed")
        back = tuple(section for lmb in sorted(self.taken) for section in sections_of(guest, lmb))
        world.emit(SectionsPutBack(guest=self.guest, sections=back, leaving=True))
        if self.device:
            stop_asking(guest, self.device)
        self.adding = bringing(guest, self.operation, back)
        return After(0)

    def _end(self, world: Surroundings) -> Done:
        self._tell_end(world)
        world.progress(self.operation, done=0)
        return Done(self._why(), "failed")

    def _why(self) -> str:
        why = self.failure or "a signal ended it"
        put_back = "; put back, for all of them were asked for" if self.taken else ""
        return f"{len(self.taken)} of {self.wanted} LMBs could leave: {why}{put_back}"

    def _tell_end(self, world: Surroundings) -> None:
        world.progress(self.operation, sections=(), landing=(), detail="")

    def undo(self, world: Surroundings) -> None:
        """Undo the LMB in hand; those that are gone stay away, and are QEMU's if it asked for them."""
        guest = world.guests[self.guest]
        if self.adding is not None:
            attrs.evolve(self.adding).undo(world)
        if self.offlining is not None:
            attrs.evolve(self.offlining).undo(world)
        gone = tuple(lmb for lmb in self.taken if state_of(guest, lmb) is SectionState.ABSENT)
        release(guest, gone)
        if gone:
            hand_back(world, guest, len(gone) * guest.block_sections)
        leave_line(world, self.guest, self.operation)


def bringing(guest: Guest, operation: int, sections: tuple[int, ...]) -> BringSections:
    """Return what adds LMBs one after the other and puts each online at once.

    The policy for new memory decides on the zone; where it leaves them offline the handler puts them online by itself,
    in the zone that they lie in (dlpar_add_lmb, dlpar_online_lmb).
    """
    online = "default" if guest.online == "no" else guest.online
    return BringSections(guest.name, operation, len(sections), online, sections=sections, adds=True)
