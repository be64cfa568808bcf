"""A guest is shut down."""

from __future__ import annotations

from engine.commands.model import GuestRemove
from engine.events import GuestGone
from engine.guest.target_key import tell
from engine.host import FRAME
from engine.operations.amounts import guest_of
from engine.operations.outcome import Outcome
from engine.world import World


def remove_guest(world: World, command: GuestRemove) -> Outcome:
    """Shut a guest down; what it held is zeroed before another guest gets it."""
    guest = guest_of(world, command, command.guest)
    for operation in world.under_way(guest.name):
        world.cancel(operation.id, "the guest was shut down")
    for process in (*(number for number, _ in guest.workloads), *guest.kernel_processes):
        world.timeline.stop(process)
    memory = world.host.held(guest.name) * FRAME
    world.host.leave(guest.name)
    if guest.name in world.xenstore.domains:
        home = world.xenstore.home(guest.name)
        tell(world, home, world.xenstore.leave(guest.name))
    del world.guests[guest.name]
    world.signal("zeroing")
    world.emit(GuestGone(guest=guest.name, memory=memory))
    return Outcome(world.record(guest.name, command.text))
