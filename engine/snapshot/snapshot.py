"""The whole picture."""

from __future__ import annotations

import attrs

from engine.guest.course import Course, Paces, paces
from engine.snapshot.guest import GuestView
from engine.snapshot.host import HostView
from engine.snapshot.operation import OperationView
from engine.snapshot.replay import ReplayView
from engine.snapshot.script import ScriptView
from engine.snapshot.stop import StopView
from engine.snapshot.watch import WatchView
from engine.units import SECOND, Bytes, Nanoseconds


@attrs.frozen(eq=False)
class Snapshot:
    """Everything that a screen may show of one instant."""

    time: Nanoseconds
    seed: int
    host: HostView
    guests: tuple[GuestView, ...]
    operations: tuple[OperationView, ...]
    """Oldest first."""
    expectations_passed: int
    expectations_failed: int
    paused: bool
    speed: float
    """What was asked for."""
    reached: float
    """The speed that was reached lately."""
    caption: str = ""
    """The last `say`."""
    chapter: str = ""
    """The title of the part of a script that goes on; empty: none has begun."""
    stop: StopView | None = None
    """Where a script lets time stand for those who watch; None: it does not."""
    script: ScriptView | None = None
    """The script that was begun last, and the line of it that ran last; None: there is none."""
    replay: ReplayView | None = None
    """The recording that is played; None: what is shown is live."""
    recorded: bool = False
    """Whether what is done is being written to a file that somebody asked for."""
    watch: WatchView | None = None
    """How a real machine is watched; None: all this is simulated."""

    def guest(self, name: str) -> GuestView | None:
        """Return the guest called `name`, if it exists."""
        return next((guest for guest in self.guests if guest.name == name), None)

    def rates(self, operation: OperationView) -> tuple[Bytes | None, Bytes | None]:
        """Return what an operation was asked to move in a second, and what it has moved, on average.

        None for the first where there is no deadline, and for what counts no pages or has just begun.
        """
        guest = self.guest(operation.guest)
        passed = (self.time if operation.ended is None else operation.ended) - operation.started
        if guest is None or operation.unit != "pages" or not operation.total or passed <= 0:
            return None, None
        within = None if operation.deadline is None else operation.deadline - operation.started
        asked = operation.total * guest.page_size * SECOND // within if within else None
        return asked, operation.done * guest.page_size * SECOND // passed

    def paces(self, operation: OperationView) -> Paces:
        """Return how the programs of an operation's guest got on before, during and after it."""
        guest = self.guest(operation.guest)
        course = guest.course if guest else Course()
        return paces(course, operation.started, operation.ended, self.time)
