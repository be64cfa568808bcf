"""Hotplug remove: refuse, isolate, migrate, offline, remove (paper 4.1, mm/memory_hotplug.c:offline_pages)."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.events import TOLD_ONE_BY_ONE, SectionLeft, SectionUndone, counted
from engine.guest.balloon_exchange import HOST_PATIENCE, release_section
from engine.guest.balloon_work import make_good
from engine.guest.blockers import balloon_comes_first, blockers_text, lets_go, shortfall
from engine.guest.firmware import ask_back, hand_back
from engine.guest.guest import Guest
from engine.guest.hotplug_line import leave_line, turn_to_come
from engine.guest.isolating import isolate_in_vain
from engine.guest.kernel_words import will_retry, with_errno
from engine.guest.marks import recompute
from engine.guest.memory_block import (
    block_refusal,
    block_text,
    has_holes,
    is_empty,
    pages_in_use,
    sections_of,
    state_of,
)
from engine.guest.moving import landing_text, move_pageblock
from engine.guest.offline_reclaim import GivenUp, give_up
from engine.guest.online_blocks import online_below
from engine.guest.removal_telling import ending, tell_isolated, tell_of_the_rest, tell_refused
from engine.guest.section_removal import remove_section
from engine.guest.surroundings import Surroundings
from engine.guest.udev import send
from engine.memory.kinds import Kind, SectionState
from engine.timeline import After, On, Process, Wait
from engine.units import MILLISECOND, Nanoseconds, Pages

PAUSE: Nanoseconds = 50 * MILLISECOND
"""Between two rounds of migration when something would not move."""
Phase = Literal["look", "isolate", "migrate", "offline", "remove"]


@attrs.define
class TakeSections(Process[Surroundings]):
    """Take sections offline one after the other, and remove them where that is meant."""

    guest: str
    operation: int
    need: int
    """How many sections must go."""
    remove: bool
    timeout: Nanoseconds | None
    failures: int | None
    """Rounds in a row that may move nothing."""
    candidates: tuple[int, ...] = ()
    """First sections of memory blocks, to be tried in this order; where none are named, the online ones from the
    highest, at the operation's turn, as many as were looked for so far."""
    downwards: bool = False
    """Whether none were named."""
    at: int = 0
    gone: int = 0
    """Sections that are gone."""
    part: int = 0
    """Sections of the memory block in hand that are isolated."""
    phase: Phase = "look"
    pageblock: int = 0
    since: Nanoseconds = 0
    """When the section in hand was isolated."""
    moved: Pages = 0
    to_move: Pages = 0
    isolated: Pages = 0
    """Free pages that left the allocator with the block in hand."""
    released: Pages = 0
    """Balloon pages that its driver gave back for it."""
    written: Pages = 0
    """Dirty file pages of the block in hand that were written back and dropped instead."""
    emptied: Pages = 0
    """Its slab pages that were emptied."""
    moved_in_round: Pages = 0
    idle_rounds: int = 0
    quietly: tuple[int, ...] = ()
    """Sections that left without a sentence of their own."""
    as_gone: tuple[SectionState, ...] = ()
    """States in which a memory block counts as gone already."""
    found_gone: tuple[int, ...] = ()
    """First sections of memory blocks that were in one of these states."""
    asked: bool = False
    """Whether it was said who wants the memory back."""

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece of the section in hand."""
        guest = world.guests[self.guest]
        if wait := turn_to_come(world, guest, self.operation):
            return wait
        if self.remove and not self.asked:
            self.asked = True
            ask_back(world, guest, self.need)
        if not self.candidates:
            self.downwards = True
            self.candidates = online_below(guest, len(guest.memory.state), self.remove)
        elif self.downwards and self.at == len(self.candidates) and self.gone < self.need:
            self.candidates += online_below(guest, self.candidates[-1], self.remove)
        if self.gone >= self.need or self.at == len(self.candidates):
            return self._end(world)
        section = self.candidates[self.at]
        match self.phase:
            case "look":
                return self._look(world, guest, section)
            case "isolate":
                return self._isolate(world, guest, section)
            case "migrate":
                return self._migrate(world, guest, section)
            case "offline":
                return self._offline(world, guest, section)
            case "remove":
                return self._remove(world, guest, section)

    def _end(self, world: Surroundings) -> Wait:
        guest, went = world.guests[self.guest], "removed" if self.remove else "offline"
        tell_of_the_rest(world, guest, self.operation, went, self.quietly)
        leave_line(world, self.guest, self.operation)
        world.progress(self.operation, sections=(), detail="")
        if self.remove and self.gone:
            hand_back(world, guest, self.gone)
        failed = world.operations[self.operation].failed_sections
        return ending(guest, self.need, self.gone, went, failed)

    def _look(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        world.progress(
            self.operation,
            total=self.need,
            done=self.gone,
            unit="sections",
            sections=sections_of(guest, section),
            moving=(0, 0),
            waits_for=None,
        )
        if self.remove and guest.memory.state[section] == SectionState.OFFLINE:
            self.phase = "remove"
            return After(0)
        if state_of(guest, section) in self.as_gone:
            self.found_gone = (*self.found_gone, section)
            self.at += 1
            self.gone += guest.block_sections
            world.progress(self.operation, done=self.gone)
            return After(0)
        if guest.memory.state[section] != SectionState.ONLINE:
            return self._refuse(world, guest, section, f"it is {state_of(guest, section).text}")
        lost = shortfall(guest, guest.block_pages, lets_go(guest, section))
        if reason := lost or block_refusal(guest, section):
            said = reason if lost else with_errno(guest, section, reason)
            if not lost and not has_holes(guest, section):
                isolate_in_vain(guest, section)
            return self._refuse(world, guest, section, said)
        self.phase, self.part = "isolate", 0
        return After(guest.costs.scan(guest.memory.layout.section_pageblocks * guest.block_sections))

    def _refuse(self, world: Surroundings, guest: Guest, section: int, reason: str) -> Wait:
        self.at += 1
        self.phase = "look"
        failed = world.operations[self.operation].failed_sections
        if len(failed) < TOLD_ONE_BY_ONE:
            told = self.at < len(self.candidates) and len(failed) + 1 < TOLD_ONE_BY_ONE
            following = self.candidates[self.at] if told else None
            tell_refused(world, guest, section, reason, following)
        world.progress(self.operation, failed_sections=(*failed, (section, reason)))
        return After(guest.costs.scan(guest.memory.layout.section_pageblocks))

    def _isolate(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        """Isolate the memory block, a section a step."""
        if not self.part and (reason := block_refusal(guest, section)):
            return self._refuse(world, guest, section, reason)
        memory = guest.memory
        part = section + self.part
        released = int(memory.counts[part, Kind.BALLOON]) if guest.balloon_pages == "release" else 0
        if released > world.host.room(self.guest):
            world.waits(self.operation, world.host.shortage(released * guest.frames_per_page))
            return On("host", HOST_PATIENCE)
        if not self.part:
            self.since, self.isolated, self.released, self.written, self.emptied = world.now, 0, 0, 0, 0
            memory.pause_per_cpu(section)
            self.pageblock = self.moved = self.moved_in_round = self.idle_rounds = 0
        self.isolated += memory.isolate(part)
        memory.set_state(part, SectionState.GOING_OFFLINE)
        self.part += 1
        if released:
            release_section(world, guest, part)
            self.released += released
        cost = guest.costs.isolate(guest.section_pages)
        cost += guest.costs.deflate(released) if released else 0
        if self.part < guest.block_sections:
            return After(cost)
        self.phase = "migrate"
        self.to_move = pages_in_use(guest, section)
        if self.gone < TOLD_ONE_BY_ONE:
            tell_isolated(
                world, guest, section, free=self.isolated, to_move=self.to_move, released=self.released
            )
        name = block_text(guest, section)
        world.progress(self.operation, detail=f"{name} ▾ 0 of {self.to_move:,} pages moved", waits_for=None)
        return After(cost)

    def _migrate(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        memory = guest.memory
        per_section = memory.layout.section_pageblocks
        blocks = per_section * guest.block_sections
        if self.pageblock == 0 and balloon_comes_first(guest, sections_of(guest, section)):
            return self._give_up(world, guest, section, block_refusal(guest, section, isolated=True))
        downwards = guest.kernel.migrates_downwards
        while self.pageblock < blocks and is_empty(
            guest, section, blocks - 1 - self.pageblock if downwards else self.pageblock
        ):
            self.pageblock += 1
        if self.pageblock == blocks:
            return self._round_over(world, guest, section)
        part, pageblock = divmod(blocks - 1 - self.pageblock if downwards else self.pageblock, per_section)
        given_up = give_up(guest, section + part, pageblock) if guest.kernel.offline_reclaim else GivenUp()
        self.written += given_up.written
        self.emptied += given_up.slab
        result = move_pageblock(world, guest, section + part, pageblock)
        self.pageblock = blocks if result.full else self.pageblock + 1
        self.moved += result.pages
        self.moved_in_round += result.pages
        self.to_move = max(self.to_move, self.moved)
        landing = landing_text(result.landing)
        world_detail = (
            f"{block_text(guest, section)} ▾ {self.moved:,} of {self.to_move:,} pages moved{landing}"
        )
        if result.pages:
            total = world.operations[self.operation].pages_migrated + result.pages
            world.progress(
                self.operation,
                pages_migrated=total,
                detail=world_detail,
                landing=result.landing,
                moving=(self.moved, self.to_move),
                waits_for=None,
            )
            world.signal("zeroing")
        return After(result.cost + given_up.cost or guest.costs.scan(1))

    def _round_over(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        memory = guest.memory
        left = pages_in_use(guest, section)
        if not left:
            self.phase = "offline"
            return After(guest.costs.offline(guest.block_pages))
        if reason := block_refusal(guest, section, isolated=True):
            return self._give_up(world, guest, section, reason)
        self.idle_rounds = 0 if self.moved_in_round else self.idle_rounds + 1
        pinned = [part for part in sections_of(guest, section) if memory.counts[part, Kind.PINNED]]
        stuck = blockers_text(guest, pinned[0]) if pinned else f"no room to move {counted(left, 'page')} to"
        if self.timeout is not None and world.now - self.since >= self.timeout:
            return self._give_up(world, guest, section, f"{stuck}, after {self.timeout / 1e9:g} s")
        if self.failures is not None and self.idle_rounds >= max(1, self.failures):
            return self._give_up(
                world, guest, section, f"{stuck}, {counted(self.idle_rounds, 'try', 'tries')}"
            )
        self.pageblock, self.moved_in_round = 0, 0
        world.waits(self.operation, f"{block_text(guest, section)}: {will_retry(guest, stuck)}")
        return After(PAUSE)

    def _give_up(self, world: Surroundings, guest: Guest, section: int, reason: str) -> Wait:
        self._restore(world, guest, section, reason)
        failed = world.operations[self.operation].failed_sections
        world.progress(
            self.operation,
            failed_sections=(*failed, (section, reason)),
            waits_for=None,
            landing=(),
            moving=(0, 0),
        )
        self.at += 1
        self.phase = "look"
        return After(guest.costs.isolate(guest.block_pages))

    def _restore(self, world: Surroundings, guest: Guest, section: int, reason: str) -> None:
        for part in sections_of(guest, section)[: self.part]:
            guest.memory.undo_isolation(part)
            guest.memory.set_state(part, SectionState.ONLINE)
        guest.memory.resume_per_cpu()
        guest.changes += 1
        guest.offlined = world.now
        make_good(world, guest)
        world.emit(SectionUndone(guest=self.guest, section=section, span=guest.block_sections, reason=reason))

    def _offline(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        if reason := shortfall(guest, guest.block_pages):
            return self._give_up(world, guest, section, reason)
        memory = guest.memory
        guest.set_target(
            guest.target - sum(memory.take_offline(part) for part in sections_of(guest, section))
        )
        memory.resume_per_cpu()
        recompute(guest)
        guest.offlined = world.now
        make_good(world, guest)
        send(world, guest, "offline", section)
        if not self.remove:
            self._left(world, guest, section, 0)
            return After(0)
        self.phase = "remove"
        return After(guest.costs.remove_section(guest.block_pages))

    def _remove(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        freed = sum(remove_section(world, guest, part) for part in sections_of(guest, section))
        self._left(world, guest, section, freed)
        return After(0)

    def _left(self, world: Surroundings, guest: Guest, section: int, mem_map: Pages) -> None:
        self.at += 1
        self.phase = "look"
        size = guest.page_size
        if self.gone < TOLD_ONE_BY_ONE:
            world.emit(
                SectionLeft(
                    guest=self.guest,
                    section=section,
                    span=guest.block_sections,
                    size=guest.block_pages * size,
                    moved=self.moved,
                    removed=self.remove,
                    mem_map=mem_map * size,
                    written=self.written,
                    emptied=self.emptied,
                )
            )
        else:
            self.quietly = (*self.quietly, *sections_of(guest, section))
        self.gone += guest.block_sections
        self.moved = self.part = 0
        world.progress(self.operation, done=self.gone, landing=(), moving=(0, 0), detail="")

    def undo(self, world: Surroundings) -> None:
        """Give the section in hand back to the allocator; those that left stay away."""
        if self.phase in ("migrate", "offline") or (self.phase == "isolate" and self.part):
            self._restore(
                world, world.guests[self.guest], self.candidates[self.at], "the operation was cancelled"
            )
        leave_line(world, self.guest, self.operation)
