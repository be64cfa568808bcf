"""An event loop whose clock flies: where it would sleep, it is later at once. Nothing waits, and all is repeatable."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Sleepless(selectors.DefaultSelector):
    """A selector that takes a timeout for time that has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.sleeps = 0
        """How often nothing was to be done."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "everyone waits, and nobody will ever wake them"
        if timeout > 0:
            self.now += timeout
            self.sleeps += 1
        return super().select(0)


class FlyingLoop(asyncio.SelectorEventLoop):
    """The loop; `time` counts seconds from 0."""

    def __init__(self) -> None:
        self.sleepless = Sleepless()
        super().__init__(self.sleepless)

    def time(self) -> float:
        return self.sleepless.now

    def work(self, seconds: float) -> None:
        """Let time pass as if somebody had been busy."""
        self.sleepless.now += seconds


def fly(main: Callable[[FlyingLoop], Coroutine[Any, Any, T]]) -> T:
    """Run a coroutine on a loop of its own, which it is given."""
    loop = FlyingLoop()
    try:
        return loop.run_until_complete(main(loop))
    finally:
        loop.close()
