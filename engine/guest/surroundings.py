"""What a process in a guest may touch: the face of the world that floors below it see."""

from __future__ import annotations

from typing import Protocol

from engine.events import Event
from engine.guest.guest import Guest
from engine.host import Host
from engine.operation import Operation
from engine.timeline import Done, Process
from engine.units import Nanoseconds
from engine.xenstore import XenStore


class Surroundings(Protocol):
    """The world, as processes see it."""

    guests: dict[str, Guest]
    host: Host
    xenstore: XenStore
    operations: dict[int, Operation]
    unsuccessful: set[int]

    @property
    def now(self) -> Nanoseconds:
        """Virtual time."""
        ...

    def emit(self, event: Event) -> None:
        """Say that something happened, now."""
        ...

    def signal(self, topic: str) -> None:
        """Wake whoever waits for a topic."""
        ...

    def start(self, process: Process[Surroundings], delay: Nanoseconds = 0) -> int:
        """Let another process act; return its number."""
        ...

    def process(self, number: int) -> Process[Surroundings]:
        """Return a process that has not ended."""
        ...

    def end_process(self, number: int, done: Done) -> None:
        """End a process, and the operation that it carries out."""
        ...

    def progress(self, operation: int, **changes: object) -> None:
        """Record that an operation got on: fields of `Operation` and their new values."""
        ...

    def waits(self, operation: int, what: str | None) -> None:
        """Record what an operation waits for; it is no progress."""
        ...
