"""Why something cannot leave, or does not get on."""

from __future__ import annotations

from engine.answer import Answer
from engine.commands.model import Why
from engine.errors import CommandError
from engine.operations.amounts import guest_of
from engine.operations.outcome import Outcome
from engine.operations.why_section import why_section
from engine.operations.why_waiting import why_guest, why_operation
from engine.world import World


def why(world: World, command: Why) -> Outcome:
    """Answer for a section, for a guest, or for an operation."""
    answer = _answer(world, command)
    return Outcome(output=answer.text, answer=answer)


def _answer(world: World, command: Why) -> Answer:
    if command.operation is not None:
        operation = world.operations.get(command.operation)
        if operation is None:
            under_way = ", ".join(str(op.id) for op in world.under_way()) or "none"
            raise CommandError(
                f"there is no operation {command.operation}",
                f"under way: {under_way}",
                command.place("operation"),
            )
        return why_operation(world, operation)
    assert command.guest is not None, "the grammar asks for a guest or an operation"
    guest = guest_of(world, command, command.guest)
    if command.section is not None:
        return why_section(world, guest, command, command.section)
    return why_guest(world, guest)
