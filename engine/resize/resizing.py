"""A resize under way: stage after stage, as its policy says, until the guest has what it shall have."""

from __future__ import annotations

import attrs

from engine.drivers import BalloonPages
from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections, leave_line
from engine.guest.hotplug_remove import TakeSections
from engine.guest.surroundings import Surroundings
from engine.resize.give_back import GiveBack
from engine.resize.stage import Past, Plan, Stage, StageWorld, Work, has
from engine.resize.stages import next_stage
from engine.timeline import After, Done, On, Process, Wait
from engine.units import Pages


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
    work: BalloonWork | TakeSections | BringSections | GiveBack | None = None
    """The stage under way."""
    name: str = ""
    goal: Pages = 0
    fate: BalloonPages | None = None
    blocks: tuple[int, ...] = ()
    past: tuple[Past, ...] = ()
    """The stages before it."""
    told: Pages = 0
    """The guest's target as this process left it; what others changed in it meanwhile, this one heeds."""

    def step(self, world: Surroundings) -> Wait:
        """Do the next piece of the stage under way, or begin the next stage."""
        guest = world.guests[self.guest]
        if self.begun >= 0:
            self.target = max(guest.min, self.target + guest.target - self.told)
        wait = self._begin(world, guest) if self.work is None else self._go_on(world, guest, self.work)
        self.told = guest.target
        if isinstance(wait, Done):
            leave_line(world, self.guest, self.operation)
            self._restore(guest)
        return wait

    def _restore(self, guest: Guest) -> None:
        if self.fate is not None:
            guest.balloon_pages, self.fate = self.fate, None

    def _begin(self, world: Surroundings, guest: Guest) -> Wait:
        stage = next_stage(Plan(self.policy, self.operation, self.target, self.past), guest)
        if isinstance(stage, Done):
            return stage
        work = stage.work
        in_line = self.operation in guest.hotplug_line
        if isinstance(work, BalloonWork | GiveBack):
            if in_line:
                leave_line(world, self.guest, self.operation)
        else:
            if not in_line:
                guest.hotplug_line = (*guest.hotplug_line, self.operation)
            if guest.hotplug_line[0] != self.operation:
                first = guest.hotplug_line[0]
                world.waits(self.operation, f"op {first}, which changes {self.guest}'s sections")
                return On(f"hotplug {self.guest}")
        if self.begun < 0:
            self.begun = has(guest)
            if self.policy == "unified":
                self.fate, guest.balloon_pages = guest.balloon_pages, "release"
        guest.set_target(stage.target)
        self.work, self.name, self.blocks, self.goal = work, stage.name, stage.blocks, stage.target
        self._seen(world, guest).progress(self.operation, waits_for=None)
        return After(0)

    def _go_on(self, world: Surroundings, guest: Guest, work: Work) -> Wait:
        """Let a copy of the stage go on: a field is replaced, never changed in place."""
        doing = attrs.evolve(work)
        wait = doing.step(self._seen(world, guest))
        self.work = doing
        if not isinstance(wait, Done):
            return wait
        self.past, self.work = (*self.past, Past(self.name, wait.ending, wait.reason, self.goal, self.blocks)), None
        return After(0)

    def _seen(self, world: Surroundings, guest: Guest) -> StageWorld:
        return StageWorld(world, self.operation, self.begun, self.target, guest)

    def undo(self, world: Surroundings) -> None:
        """Keep what is done, undo the section in hand; the target becomes what was reached."""
        guest = world.guests[self.guest]
        if self.work is not None:
            attrs.evolve(self.work).undo(self._seen(world, guest))
        leave_line(world, self.guest, self.operation)
        guest.set_target(has(guest))
        self._restore(guest)
