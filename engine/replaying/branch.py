"""What came of a recording that was taken over: it has a past of its own, which one may go back and forth in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import thread_time

from engine.history import Input
from engine.replaying.checkpoints import Checkpoints
from engine.replaying.course import Course
from engine.replaying.store import Store
from engine.replaying.way import SPACING, Way
from engine.units import Nanoseconds
from engine.world import World


class Branch(Way):
    """A run from where a recording was taken over up to its head, where it is live.

    After each thing that came from outside there is a checkpoint: who goes from the past on comes through these, and
    in the end to the head, so that nothing is ever done twice.

    Attributes:
        since: where it begins.
        head: the world at its end, while one is elsewhere; None: one is there.
        inputs: what had come from outside up to the head, while one is elsewhere.
    """

    def __init__(self, since: Nanoseconds, course: Course, work: Callable[[], float] = thread_time) -> None:
        """Begin where a recording is taken over.

        Args:
            since: when.
            course: of the recording up to there; it is this one's own.
            work: a clock that counts work, in seconds.
        """
        super().__init__(course, Checkpoints(Store.unnamed()), work)
        self.since = since
        self.head: World | None = None
        self.inputs: tuple[Input, ...] = ()
        self._pins: list[Nanoseconds] = []

    def lost(self) -> None:
        """Keep the head alone."""
        self.checkpoints = Checkpoints(Store.unnamed())
        self._pins = []

    def at(self, time: Nanoseconds) -> World | None:
        """Return a world of one's own at a time; the head itself where it is that time there."""
        if self.head is not None and time >= self.head.now:
            return self.head
        return super().at(time) if self.checkpoints.until(time) >= 0 else None

    def note(self, world: World) -> None:
        """Note how the head has got on; an instant is over."""
        if self.head is not None:
            return
        self.course.learn(world)
        self.course.end = self.course.reached
        if world.now >= self.course.next_sample:
            self.course.sample(world)
        if self.spent > SPACING * self.checkpoints.sparser():
            self._add(world)

    def pin(self, world: World) -> None:
        """Note the head after something has come from outside."""
        self.course.learn(world)
        self.course.end = self.course.reached
        self._add(world)
        self._pins.append(world.now)

    def _add(self, world: World) -> None:
        self.checkpoints.add(world)
        self.spent = 0.0

    def leave(self, world: World, inputs: Sequence[Input]) -> None:
        """Keep the head while one is elsewhere.

        Args:
            world: the head, which nobody runs any more.
            inputs: what has come from outside.
        """
        world.run_until(world.now)
        self.note(world)
        self.head, self.inputs = world, tuple(inputs)

    def next_pin(self, time: Nanoseconds) -> Nanoseconds | None:
        """Return the next time after another at which one has to be put onto the way; None: one is at the head."""
        if self.head is None:
            return None
        return next((pin for pin in self._pins if pin > time), self.head.now)

    def cut(self, world: World, events: int, operations: int) -> None:
        """Let the head be a world of the past: what came after it has not happened; see `Course.until`."""
        self.course = self.course.until(world, events, operations)
        self.checkpoints.cut(self.checkpoints.until(world.now) + 1)
        self._pins = [pin for pin in self._pins if pin <= world.now]
        self.near, self.head, self.inputs = [], None, ()
