"""Those who wait for operations and listen to events, from asyncio. It changes nothing in a world."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from engine.events import Event
from engine.operation import ENDED
from engine.world import World

BACKLOG = 10_000
"""Events that a slow listener may be behind before the oldest are dropped."""


class Audience:
    """Tells what has happened since it told last."""

    def __init__(self) -> None:
        self._waiting: dict[int, list[asyncio.Future[str]]] = {}
        self._listeners: list[asyncio.Queue[Event]] = []
        self._told = 0

    def tell(self, world: World) -> None:
        """Wake who waits for an operation that has ended, and hand new events to the listeners."""
        for number in [n for n in self._waiting if state_of(world, n) in ENDED]:
            for future in self._waiting.pop(number):
                if not future.done():
                    future.set_result(state_of(world, number))
        new = world.event_count - self._told
        self._told = world.event_count
        if not (new and self._listeners):
            return
        for _, event in world.events[-new:]:
            for queue in self._listeners:
                if queue.full():
                    queue.get_nowait()
                queue.put_nowait(event)

    def leap(self, world: World) -> None:
        """Count from here: the world is another, and what happened in it up to now was not heard."""
        self._told = world.event_count

    async def ended(self, world: World, number: int) -> str:
        """Wait until an operation has ended, and return its state."""
        state = state_of(world, number)
        if state in ENDED:
            return state
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(number, []).append(future)
        return await future

    async def events(self) -> AsyncIterator[Event]:
        """Yield what happens from now on."""
        queue: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        self._listeners.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.remove(queue)


def state_of(world: World, number: int) -> str:
    """Return an operation's state; of one that ended so long ago that it was forgotten, what is remembered."""
    operation = world.operations.get(number)
    if operation is None:
        return "failed" if number in world.unsuccessful else "done"
    return operation.state
