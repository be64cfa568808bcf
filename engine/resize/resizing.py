"""A resize under way: stage after stage, as its policy says, until the guest has what it shall have."""

from __future__ import annotations

import attrs

from engine.drivers import BalloonPages
from engine.events import TOLD_ONE_BY_ONE, MoreSections
from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_line import join_line, leave_line, turn_to_come
from engine.guest.hotplug_remove import TakeSections
from engine.guest.memory_block import sections_of
from engine.guest.surroundings import Surroundings
from engine.resize.give_back import GiveBack
from engine.resize.stage import Past, Plan, Stage, Work, has
from engine.resize.stage_world import seen_by_stage
from engine.resize.stages import next_stage
from engine.resize.telling import told_at
from engine.timeline import After, Done, Process, Wait
from engine.units import Pages

ONE_BY_ONE = ("give", "take")
"""Stages of which there is one for each memory block that leaves."""
LENDING = ("give", "gather")
"""Stages for which the guest's target is what it has for a while."""


@attrs.define
class Resizing(Process[Surroundings]):
    """Bring a guest to a size by balloon and hotplug.

    Stages that change sections wait for their turn, and are planned when they have it. While they work the guest's
    target is what it has, which moves with each section; a balloon works towards the target itself.
    """

    guest: str
    operation: int
    target: Pages
    """What the guest shall have."""
    policy: str
    begun: Pages = -1
    """What it had at first; -1 before the first stage."""
    name: str = ""
    """The stage under way."""
    work: BalloonWork | GiveBack | TakeSections | BringSections | None = None
    """What it does; None between two stages."""
    goal: Pages = 0
    """What the guest should have when the stage has ended."""
    blocks: tuple[int, ...] = ()
    """First sections of the memory blocks that the stage names."""
    seen: tuple[str, ...] = ()
    """Names of the stages there were, each once."""
    last: Past | None = None
    failure: Past | None = None
    """The last stage that did not do all that it should."""
    refused: tuple[int, ...] = ()
    """First sections of memory blocks that were tried by themselves, and stayed."""
    removed: int = 0
    """Memory blocks that left one by one."""
    quietly: tuple[int, ...] = ()
    """Sections of them that left without a sentence of their own."""
    told: Pages = 0
    """The guest's target as this process left it; what others changed in it meanwhile, this one heeds."""
    were: BalloonPages | None = None
    """What became of the guest's balloon pages before its driver was told to let go of them (paper 6.3)."""

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece of the stage under way, or begin the next stage."""
        guest = world.guests[self.guest]
        if self.begun >= 0:
            self.target = max(guest.min, self.target + guest.target - self.told)
        wait = self._begin(world, guest) if self.work is None else self._go_on(world, guest, self.work)
        self.told, guest.aim = guest.target, self.target
        if isinstance(wait, Done):
            self._leave(world, guest)
        return wait

    def _plan(self, world: Surroundings, guest: Guest) -> Plan:
        coming = world.host.zeroing_frames // guest.frames_per_page
        return Plan(
            self.policy,
            self.operation,
            has(guest) if self.begun < 0 else self.begun,
            self.target,
            world.host.room(self.guest) + coming,
            self.seen,
            self.last,
            self.refused,
            self.failure,
        )

    def _begin(self, world: Surroundings, guest: Guest) -> Wait:
        if self.policy == "unified" and self.were is None:
            self.were, guest.balloon_pages = guest.balloon_pages, "release"
            guest.changes += 1
        plan = self._plan(world, guest)
        stage = next_stage(plan, guest)
        if isinstance(stage, Done):
            if self.last is not None and self.name in LENDING:
                guest.set_target(self.target)
            return stage
        if wait := self._turn(world, guest, stage):
            return wait
        self.begun = plan.begun
        if event := told_at(plan, stage, guest, world.operations[self.operation].failed_sections):
            self._world(world, guest, stage.name).emit(event)
        guest.set_target(stage.target)
        self.work, self.name, self.blocks = stage.work, stage.name, stage.blocks
        self.goal = stage.target
        if isinstance(stage.work, BringSections):
            guest.coming = stage.work.sections
        self._world(world, guest).progress(self.operation, waits_for=None)
        return After(0)

    def _turn(self, world: Surroundings, guest: Guest, stage: Stage) -> Wait | None:
        """Join or leave the line of those that change sections; return what to wait for, if it is not its turn."""
        if isinstance(stage.work, BalloonWork | GiveBack):
            if self.operation in guest.hotplug_line:
                leave_line(world, self.guest, self.operation)
            return None
        join_line(guest, self.operation)
        return turn_to_come(world, guest, self.operation)

    def _go_on(self, world: Surroundings, guest: Guest, work: Work) -> Wait:
        """Let a copy of the stage go on: a field is replaced, never changed in place."""
        doing = attrs.evolve(work)
        wait = doing.step(self._world(world, guest))
        self.work = doing
        if not isinstance(wait, Done):
            return wait
        self._ended(guest, wait)
        return After(0)

    def _ended(self, guest: Guest, done: Done) -> None:
        self.last = Past(self.name, done.ending, done.reason, self.goal - has(guest))
        if done.ending != "done":
            self.failure = self.last
        if self.name not in self.seen:
            self.seen = (*self.seen, self.name)
        if self.name == "take":
            if done.ending != "done":
                self.refused = (*self.refused, *self.blocks)
            else:
                self.removed += 1
                if self.removed > TOLD_ONE_BY_ONE:
                    self.quietly = (*self.quietly, *sections_of(guest, self.blocks[0]))
        self.work = None

    def _world(self, world: Surroundings, guest: Guest, name: str = "") -> Surroundings:
        quiet = (name or self.name) in ONE_BY_ONE and self.removed >= TOLD_ONE_BY_ONE
        return seen_by_stage(world, guest, self.operation, self.begun, self.target, quiet=quiet)

    def _leave(self, world: Surroundings, guest: Guest) -> None:
        """Leave line and driver as they were, and tell of the sections that were not told of."""
        leave_line(world, self.guest, self.operation)
        guest.aim = None
        if self.were is not None:
            guest.balloon_pages = self.were
            guest.changes += 1
        if self.quietly:
            size = len(self.quietly) * guest.section_pages * guest.page_size
            sections = tuple(sorted(self.quietly))
            world.emit(MoreSections(guest=self.guest, what="removed", sections=sections, size=size))

    def undo(self, world: Surroundings) -> None:
        """Keep what is done, undo the section in hand; the target becomes what was reached."""
        guest = world.guests[self.guest]
        if self.work is not None:
            attrs.evolve(self.work).undo(self._world(world, guest))
        self._leave(world, guest)
        guest.set_target(has(guest))
