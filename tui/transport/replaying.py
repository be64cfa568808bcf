"""What a session does that plays a recording, and how its pictures follow each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from engine.snapshot import Snapshot
    from engine.units import Nanoseconds


@runtime_checkable
class Replaying(Protocol):
    """A session that plays a recording, as `engine.replaying.Replay`."""

    loop: bool
    forks: tuple[str, ...]

    @property
    def paused(self) -> bool:
        """Whether time is held."""

    def resume(self) -> None:
        """Let time go on."""

    def pause(self) -> None:
        """Hold time."""

    def seek(self, time: Nanoseconds) -> None:
        """Go to a time."""

    def step_back(self) -> bool:
        """Go to before the last instant; say whether there was one."""

    def to_operation(self, by: int) -> None:
        """Go to where an operation began."""

    def to_chapter(self, by: int) -> None:
        """Go to where a chapter begins."""

    def to_end(self) -> None:
        """Go to the end; of a fork, to where it is live."""

    def original(self, time: Nanoseconds) -> Snapshot:
        """Return the recording's own picture at a time."""

    def back_to_recording(self) -> None:
        """Leave a fork."""

    async def index(self) -> None:
        """Find out its course."""


def leaps(before: Snapshot | None, after: Snapshot) -> bool:
    """Say whether a picture does not follow from the one before: time went back, or what was sought was found."""
    if before is None or before.replay is None or after.replay is None:
        return False
    was, now = before.replay, after.replay
    found = was.seeking is not None and now.seeking is None
    return after.time < before.time or found or (was.fork is not None and was.fork != now.fork)
