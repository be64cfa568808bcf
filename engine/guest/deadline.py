"""The host wants memory by a time: it is said when a balloon has not got it by then (paper 5.2)."""

from __future__ import annotations

import attrs

from engine.events import BalloonTooSlow
from engine.guest.surroundings import Surroundings
from engine.operation import Operation
from engine.timeline import Done, On, Process, Wait


@attrs.define
class Deadline(Process[Surroundings]):
    """Looks at a time whether an operation has ended. It changes nothing that memory depends on."""

    changes_memory = False
    last_turn = True
    operation: int = 0

    def step(self, world: Surroundings) -> Wait:
        """Wait for the operation's end, or for the time."""
        operation = world.operations.get(self.operation)
        if operation is None or operation.over or operation.deadline is None:
            return Done()
        left = operation.deadline - world.now
        if left > 0:
            return On(f"op {self.operation}", left)
        world.operations[self.operation] = attrs.evolve(operation, late=True)
        self._tell(world, operation)
        return Done()

    def _tell(self, world: Surroundings, operation: Operation) -> None:
        guest = world.guests.get(operation.guest)
        if guest is not None:
            world.emit(
                BalloonTooSlow(
                    guest=operation.guest,
                    wanted=operation.total * guest.page_size,
                    reached=operation.done * guest.page_size,
                    within=world.now - operation.started,
                    why=operation.waits_for or operation.hindered,
                )
            )
