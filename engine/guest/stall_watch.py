"""An operation that makes no progress is said to stall."""

from __future__ import annotations

import attrs

from engine.events import OperationStalled
from engine.guest.surroundings import Surroundings
from engine.timeline import Done, On, Process, Wait


@attrs.define
class StallWatch(Process[Surroundings]):
    """Notices that an operation makes no progress. It changes nothing that memory depends on."""

    changes_memory = False
    last_turn = True
    operation: int = 0

    def step(self, world: Surroundings) -> Wait:
        """Look whether the operation got on."""
        operation = world.operations.get(self.operation)
        if operation is None or operation.over:
            return Done()
        topic = f"op {self.operation}"
        if operation.state == "stalled":
            return On(topic)
        left = operation.progressed + operation.stall - world.now
        if left > 0:
            return On(topic, left)
        world.operations[self.operation] = attrs.evolve(operation, state="stalled")
        world.emit(
            OperationStalled(
                guest=operation.guest,
                operation=operation.id,
                command=operation.command,
                waits_for=operation.waits_for or "",
            )
        )
        world.unsuccessful.add(self.operation)
        world.signal(f"{topic} settled")
        world.signal("operations")
        return On(topic)
