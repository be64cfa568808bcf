"""A place in a simulation's course to come back to."""

from __future__ import annotations

import attrs

from engine.events import Event
from engine.history import Input
from engine.snapshot.stop import StopView
from engine.world import World


@attrs.frozen(eq=False)
class Bookmark:
    """All that was true between two instants. It costs what is written differently afterwards.

    Attributes:
        world: a fork, which nothing happens in.
        events: those that it remembers, (number, event), the newest last.
        stop: where a script let time stand.
        inputs: what had come from outside.
        paused: whether time stood.
    """

    world: World
    events: tuple[tuple[int, Event], ...]
    stop: StopView | None
    inputs: tuple[Input, ...]
    paused: bool

    @classmethod
    def of(
        cls, world: World, stop: StopView | None, inputs: tuple[Input, ...] = (), *, paused: bool
    ) -> Bookmark:
        """Return the bookmark of a world as it is."""
        return cls(world.fork(), tuple(world.events), stop, inputs, paused)

    def opened(self) -> World:
        """Return a world that is as it was, and goes its own way from there."""
        world = self.world.fork()
        world.events = list(self.events)
        return world
