"""What is done to the host."""

from __future__ import annotations

from engine.commands.model import HostBalance, HostCompact, HostLimit, HostMemory
from engine.errors import CommandError
from engine.events import NothingToBalance
from engine.guest.page_down import PageDown
from engine.host import FRAME
from engine.host.balancing import Balancing
from engine.hosting.balance import Balance
from engine.hosting.compact import Compact
from engine.operations.amounts import guest_of, pages_of, said
from engine.operations.below import check_limit
from engine.operations.outcome import Outcome
from engine.units import GIB, MIB, Nanoseconds
from engine.world import World


def set_host_memory(world: World, command: HostMemory) -> Outcome:
    """Give the machine more memory, or less."""
    try:
        world.host.resize(command.size.in_bytes(4096))
    except CommandError as error:
        raise error.at(command.place("size")) from None
    world.signal("host")
    return Outcome(world.record("", command.text))


def balance(world: World, command: HostBalance) -> Outcome:
    """Begin to share memory out, or end it; another policy takes the place of the one before."""
    before = world.host.balancing
    if before is not None:
        process = world.timeline.processes[before.process]
        world.timeline.stop(before.process)
        process.undo(world)
    elif not command.on:
        raise CommandError("nobody shares memory out", "`host balance on`", command.place("on"))
    if command.on:
        policy = command.policy or "esx"
        number = world.start(Balance(policy, world.now))
        world.host.set_balancing(Balancing(number, policy, world.now))
        if world.guests and all(guest.cannot_balloon for guest in world.guests.values()):
            world.emit(NothingToBalance(guests=tuple(world.guests)))
    return Outcome(world.record("", command.text))


def compact(world: World, command: HostCompact, stall: Nanoseconds) -> Outcome:
    """Let the host move frames; it moves them once at a time."""
    block = command.block.in_bytes(FRAME) if command.block else 0
    if block and (block & (block - 1) or not MIB <= block <= GIB):
        raise CommandError(
            f"{command.block} is no size of a block", "a power of two from 1M to 1G", command.place("block")
        )
    for operation in world.under_way(""):
        if isinstance(world.timeline.processes[operation.process], Compact):
            raise CommandError(
                f"operation {operation.id} moves frames already", f"`cancel {operation.id}` first"
            )
    return Outcome(world.operate("", command.text, Compact(world.next_operation, block // FRAME), stall))


def limit_guest(world: World, command: HostLimit, stall: Nanoseconds) -> Outcome:
    """Let the host page a guest down, behind its back; it supersedes the operation that does so already."""
    guest = guest_of(world, command, command.guest)
    check_limit(guest, command, guest.hypervisor.cannot_page)
    pages = pages_of(guest, command, "size", command.size)
    if pages < guest.min:
        raise CommandError(
            f"{guest.name} would hold {said(guest, pages)}, below its min of {said(guest, guest.min)}",
            f"at least {said(guest, guest.min)}",
            command.place("size"),
        )
    for operation in world.under_way(guest.name):
        if isinstance(world.timeline.processes[operation.process], PageDown):
            world.cancel(operation.id, f"superseded by {world.next_operation}")
    if pages >= guest.max:
        world.host.set_limit(guest.name, None)
        guest.changes += 1
        return Outcome(world.record(guest.name, command.text))
    process = PageDown(guest.name, world.next_operation, pages)
    return Outcome(world.operate(guest.name, command.text, process, stall))
