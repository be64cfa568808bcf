"""What stands in a checkpoint for the classes whose insides are not plain: the same facts as plain fields."""

from __future__ import annotations

from itertools import pairwise

import attrs
import numpy as np

from engine.compared import Compared
from engine.errors import CommandError
from engine.guest.balloon import Balloon
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.host import Host
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.operation import JournalEntry, Operation, ScriptState
from engine.timeline import Process, Schedule, Timeline
from engine.units import Nanoseconds
from engine.world import World
from engine.xenstore import XenStore


@attrs.frozen(eq=False)
class BalloonState:
    """A balloon's batches one after the other: runs, and how many of them each batch has."""

    starts: Array
    counts: Array
    batches: Array
    last: int
    """How many of the batches, at the end, leave only after the others."""

    @classmethod
    def of(cls, balloon: Balloon) -> BalloonState:
        """Return a balloon's state."""
        runs, batches = balloon.joined()
        runs = Runs.joined([runs, *balloon.last])
        batches = np.concatenate([batches, np.array([len(batch) for batch in balloon.last], np.int64)])
        return cls(runs.starts, runs.counts, batches, len(balloon.last))

    def build(self) -> Balloon:
        """Return the balloon.

        Raises:
            ValueError: the arrays do not fit together.
        """
        ends = np.cumsum(self.batches)
        total = int(ends[-1]) if len(ends) else 0
        if (
            not len(self.starts) == len(self.counts) == total
            or (self.batches <= 0).any()
            or (self.counts <= 0).any()
            or not 0 <= self.last <= len(self.batches)
        ):
            raise ValueError("a balloon's runs and batches do not fit together")
        starts, counts = self.starts.copy(), self.counts.copy()
        cuts = pairwise([0, *ends.tolist()])
        batches = [Runs(starts[a:b], counts[a:b]) for a, b in cuts]
        first = len(batches) - self.last
        return Balloon.of(batches[:first], batches[first:])


@attrs.frozen(eq=False)
class TimelineState:
    """A timeline: its processes by number, and when they act."""

    now: Nanoseconds
    next_number: int
    processes: dict[int, Process[Surroundings]]
    schedule: Schedule

    @classmethod
    def of(cls, timeline: Timeline[Surroundings]) -> TimelineState:
        """Return a timeline's state."""
        return cls(timeline.now, timeline.next_number, timeline.processes, timeline.schedule())

    def build(self) -> Timeline[Surroundings]:
        """Return the timeline.

        Raises:
            ValueError: its parts do not fit together.
        """
        return Timeline.restored(self.now, self.next_number, self.processes, self.schedule)


@attrs.frozen(eq=False, kw_only=True)
class WorldState:
    """A world's attributes, all but the events: a fork has none either."""

    seed: int
    timeline: Timeline[Surroundings]
    guests: dict[str, Guest]
    guests_ever: int
    host: Host
    xenstore: XenStore
    operations: dict[int, Operation]
    next_operation: int
    next_unnumbered: int
    unsuccessful: set[int]
    owners: dict[int, int]
    event_count: int
    passed: int
    failed: int
    caption: str
    chapter: str
    journal: list[JournalEntry]
    scripts: dict[int, ScriptState]
    second_ends: Nanoseconds
    comparisons: tuple[Compared, ...]

    @classmethod
    def of(cls, world: World) -> WorldState:
        """Return a world's state."""
        return cls(**{field.name: getattr(world, field.name) for field in attrs.fields(cls)})

    def build(self) -> World:
        """Return the world.

        Raises:
            CommandError: its parts do not fit together.
        """
        processes = self.timeline.processes
        if tuple(self.guests) != self.host.guests or any(name != it.name for name, it in self.guests.items()):
            raise CommandError("the host has other guests than there are")
        for number, operation in self.operations.items():
            alive = operation.process in processes and self.owners.get(operation.process) == number
            if number != operation.id or alive == operation.over:
                raise CommandError(f"operation {number} has ended and has a process, or the other way round")
        world = World.__new__(World)
        world.events, world.comparing = [], {}
        for field in attrs.fields(WorldState):
            setattr(world, field.name, getattr(self, field.name))
        return world
