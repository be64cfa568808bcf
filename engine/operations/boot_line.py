"""Guests that wait to boot until whoever shares memory out has got enough free for them."""

from __future__ import annotations

import attrs

from engine.commands.model import GuestAdd
from engine.errors import CommandError
from engine.events import HostShort
from engine.guest.balloon_exchange import HOST_PATIENCE
from engine.guest.surroundings import Surroundings
from engine.host import FRAME
from engine.operations.guests.admission import NoFramesError
from engine.operations.guests.boot import add_guest, boot_guest
from engine.operations.outcome import Outcome
from engine.timeline import Done, On, Process, Wait
from engine.units import Nanoseconds
from engine.world import World


@attrs.define
class AwaitBoot(Process[Surroundings]):
    """Waits in line for memory, and boots a guest when it has come."""

    operation: int
    command: GuestAdd

    def step(self, world: Surroundings) -> Wait:
        """Boot the guest if it is its turn and the memory is there."""
        assert isinstance(world, World), "only a world boots guests"
        host, name = world.host, self.command.name
        if host.line[0][0] != name:
            world.waits(self.operation, f"its turn: {host.line[0][0]} boots first")
            return On("host", HOST_PATIENCE)
        try:
            boot_guest(world, self.command)
        except NoFramesError as error:
            world.waits(self.operation, host.shortage(error.frames))
            return On("host", HOST_PATIENCE)
        except CommandError as error:
            host.strike(name)
            return Done(str(error), "failed")
        host.strike(name)
        return Done("it has booted")

    def undo(self, world: Surroundings) -> None:
        """Wait no more."""
        world.host.strike(self.command.name)


def admit_guest(world: World, command: GuestAdd, stall: Nanoseconds) -> Outcome:
    """Boot a guest, or let it wait in line where memory is shared out and will come free for it."""
    try:
        if any(name == command.name for name, _ in world.host.line):
            raise CommandError(f"{command.name} waits to boot", "another name", command.place("name"))
        return add_guest(world, command)
    except NoFramesError as error:
        if world.host.balancing is None:
            raise
        world.host.owe(command.name, error.frames)
        size = error.frames * FRAME
        world.emit(HostShort(guest=command.name, wants=size, shortage=world.host.shortage(error.frames)))
        process = AwaitBoot(world.next_operation, command)
        return Outcome(world.operate("", command.text, process, stall))
