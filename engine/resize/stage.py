"""A resize goes in stages: what each of them does, what came of it, and the world as it sees it."""

from __future__ import annotations

from typing import Any, TypeAlias

import attrs

from engine.events import Event
from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.guest.surroundings import Surroundings
from engine.host import Host
from engine.resize.give_back import GiveBack
from engine.operation import Operation
from engine.timeline import Done, Ending, Process
from engine.units import Nanoseconds, Pages
from engine.xenstore import XenStore

Work: TypeAlias = BalloonWork | TakeSections | BringSections | GiveBack
"""What a stage does."""


def has(guest: Guest) -> Pages:
    """Return what a guest has: its online memory without the balloon."""
    return guest.online_pages - guest.balloon.pages


@attrs.frozen
class Past:
    """A stage that has ended."""

    name: str
    ending: Ending
    reason: str
    target: Pages = 0
    blocks: tuple[int, ...] = ()
    """First sections of the memory blocks that it tried, where it named them."""


@attrs.frozen
class Stage:
    """A stage that begins."""

    name: str
    work: Work
    target: Pages
    """What the guest's target is while it works."""
    blocks: tuple[int, ...] = ()
    """First sections of the memory blocks that it names."""


@attrs.frozen
class Plan:
    """What a policy needs to know to say what comes next, but for the guest itself."""

    policy: str
    operation: int
    target: Pages
    """What the guest shall have."""
    past: tuple[Past, ...]

    def was(self, name: str) -> bool:
        """Say whether there was a stage of this name."""
        return any(past.name == name for past in self.past)


@attrs.define
class StageWorld:
    """The world as a stage sees it: what the stage reports as its progress is progress of the whole resize.

    It lives for one step, and is no part of the simulation.
    """

    world: Surroundings
    operation: int
    begun: Pages
    """What the guest had before the first stage."""
    target: Pages
    guest: Guest
    guests: dict[str, Guest] = attrs.field(init=False)
    host: Host = attrs.field(init=False)
    xenstore: XenStore = attrs.field(init=False)
    operations: dict[int, Operation] = attrs.field(init=False)
    unsuccessful: set[int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.guests, self.host = self.world.guests, self.world.host
        self.xenstore = self.world.xenstore
        self.operations, self.unsuccessful = self.world.operations, self.world.unsuccessful

    @property
    def now(self) -> Nanoseconds:
        """Virtual time."""
        return self.world.now

    def emit(self, event: Event) -> None:
        """Say that something happened, now."""
        self.world.emit(event)

    def signal(self, topic: str) -> None:
        """Wake whoever waits for a topic."""
        self.world.signal(topic)

    def start(self, process: Process[Surroundings], delay: Nanoseconds = 0) -> int:
        """Let another process act; return its number."""
        return self.world.start(process, delay)

    def end_process(self, number: int, done: Done) -> None:
        """End a process, and the operation that it carries out."""
        self.world.end_process(number, done)

    def waits(self, operation: int, what: str | None) -> None:
        """Record what an operation waits for."""
        self.world.waits(operation, what)

    def progress(self, operation: int, **changes: Any) -> None:
        """Record that the stage got on: in pages towards the target, over all stages."""
        if operation == self.operation:
            total = abs(self.target - self.begun)
            on_the_way = (has(self.guest) - self.begun) * (1 if self.target >= self.begun else -1)
            changes |= {"done": min(max(0, on_the_way), total), "total": total, "unit": "pages"}
        self.world.progress(operation, **changes)
