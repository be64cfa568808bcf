"""The line of the operations that change a guest's sections: one has its turn, the others wait."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.guest.marks import tell_of_marks
from engine.guest.surroundings import Surroundings
from engine.guest.udev import tell_of_more
from engine.timeline import On


def join_line(guest: Guest, operation: int) -> None:
    """Let an operation be the last of the line, unless it is in it already."""
    if operation not in guest.hotplug_line:
        guest.hotplug_line = (*guest.hotplug_line, operation)


def turn_to_come(world: Surroundings, guest: Guest, operation: int) -> On | None:
    """Return what an operation has to wait for until it is its turn, and say so; None: it is."""
    first = guest.hotplug_line[0]
    if first == operation:
        return None
    world.waits(operation, f"op {first}, which changes {guest.name}'s sections")
    return On(f"hotplug {guest.name}")


def leave_line(world: Surroundings, guest: str, operation: int) -> None:
    """Let the next operation that changes a guest's sections have its turn."""
    it = world.guests[guest]
    if it.hotplug_line[:1] == (operation,):
        it.coming = ()
        tell_of_more(world, it)
        tell_of_marks(world, it)
    it.hotplug_line = tuple(other for other in it.hotplug_line if other != operation)
    world.signal(f"hotplug {guest}")
