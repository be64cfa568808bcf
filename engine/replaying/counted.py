"""How much a world has of what is counted, to find out whether anything has changed."""

from __future__ import annotations

import attrs

from engine.world import World


@attrs.frozen
class Counted:
    """How much there was at one time.

    Attributes:
        entries: of the journal.
        events: that ever happened.
        operations: the number of the next one.
        processes: the number of the next one.
    """

    entries: int
    events: int
    operations: int
    processes: int

    @classmethod
    def of(cls, world: World) -> Counted:
        """Count."""
        return cls(len(world.journal), world.event_count, world.next_operation, world.timeline.next_number)

    def changed(self, world: World) -> bool:
        """Say whether a command has changed anything since, or will."""
        return (self.entries, self.processes) != (len(world.journal), world.timeline.next_number)

    def begun(self, world: World) -> bool:
        """Say whether an operation or a process has begun since."""
        return (self.operations, self.processes) != (world.next_operation, world.timeline.next_number)
