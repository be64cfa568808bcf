"""The host tells a guest what it shall have."""

from __future__ import annotations

from engine.commands.model import BalloonDeflate, BalloonInflate, BalloonSet
from engine.errors import CommandError
from engine.events import TargetSet
from engine.guest.balloon_work import BalloonWork
from engine.operations.amounts import guest_of, pages_of, said
from engine.operations.outcome import Outcome
from engine.units import Nanoseconds
from engine.world import World


def set_balloon(
    world: World, command: BalloonSet | BalloonInflate | BalloonDeflate, stall: Nanoseconds
) -> Outcome:
    """Set a new target; it supersedes the operation that works towards the last one."""
    guest = guest_of(world, command, command.guest)
    amount = pages_of(guest, command, "size", command.size)
    match command:
        case BalloonSet():
            target = amount
        case BalloonInflate():
            target = guest.target - amount
        case BalloonDeflate():
            target = guest.target + amount
    place = command.place("size")
    if target < guest.min:
        spare = guest.target - guest.min
        bound = said(guest, guest.min if isinstance(command, BalloonSet) else spare)
        wanted = f"at {'least' if isinstance(command, BalloonSet) else 'most'} {bound}"
        raise CommandError(
            f"{guest.name} would have {said(guest, max(0, target))}, below its min of {said(guest, guest.min)}",
            wanted if spare > 0 or isinstance(command, BalloonSet) else "nothing: it is at its min already",
            place,
        )
    if target > guest.online_pages:
        room = guest.online_pages - guest.target
        raise CommandError(
            f"{guest.name} has {said(guest, guest.online_pages)} online, and a balloon only gives back what it took",
            f"at most {said(guest, guest.online_pages if isinstance(command, BalloonSet) else room)}, or `hotplug add` first",
            place,
        )
    for operation in world.under_way(guest.name):
        if isinstance(world.timeline.processes[operation.process], BalloonWork):
            world.cancel(operation.id, f"superseded by {world.next_operation}")
    guest.set_target(target)
    size = guest.page_size
    world.emit(
        TargetSet(
            guest=guest.name,
            target=target * size,
            balloon=guest.wanted_balloon * size,
            driver=guest.driver.name,
        )
    )
    number = world.operate(guest.name, command.text, BalloonWork(guest.name, world.next_operation), stall)
    return Outcome(number)
