"""An imported guest becomes again what it was when it came."""

from __future__ import annotations

import attrs
import numpy as np

from engine.commands.model import Reset
from engine.errors import CommandError
from engine.events import GuestReset
from engine.guest.guest import Guest
from engine.memory.runs import Runs
from engine.operations.amounts import guest_of, said
from engine.operations.guests.imported import backed
from engine.operations.outcome import Outcome
from engine.world import World


def reset_guest(world: World, command: Reset) -> Outcome:
    """Bring a guest back to what its capture told; what is under way is cancelled, and what it did is forgotten.

    What the host has of it on its swap stays there, and so does a limit that the host keeps it to.

    Raises:
        CommandError: it was not imported, or the host has not the memory that it had.
    """
    guest = guest_of(world, command, command.guest)
    if guest.as_imported is None or guest.origin is None:
        there = [name for name, it in world.guests.items() if it.as_imported is not None]
        raise CommandError(
            f"{guest.name} was not imported: there is nothing to go back to",
            f"imported are {', '.join(there)}"
            if there
            else "`guest import NAME FILE` makes a guest of a capture",
            command.place("guest"),
        )
    again = guest.as_imported.fork()
    wanted = backed(again)
    lacking = world.host.unbacked(guest.name, wanted.starts, wanted.counts).pages
    if lacking > world.host.room(guest.name):
        shortage = world.host.shortage(lacking * guest.frames_per_page)
        raise CommandError(
            f"{guest.name} would need {said(guest, lacking)} again, and {shortage}",
            "`host memory SIZE` for a larger machine",
            command.place("guest"),
        )
    for operation in world.under_way(guest.name):
        world.cancel(operation.id, "the guest was reset")
    for process in (*(number for number, _ in guest.workloads), *guest.kernel_processes):
        world.timeline.stop(process)
    _back(world, guest, wanted)
    again.as_imported = guest.as_imported
    again.changes = guest.changes + 1
    again.wakes = attrs.evolve(again.wakes, since=world.now)
    again.shares, again.blocked, again.paging = guest.shares, guest.blocked, guest.paging
    if guest.paging is not None:
        again.memory.rules = guest.memory.rules
    world.guests[guest.name] = again
    world.signal("zeroing")
    world.emit(GuestReset(guest=guest.name, source=guest.origin.source))
    return Outcome(world.record(guest.name, command.text))


def _back(world: World, guest: Guest, wanted: Runs) -> None:
    """Let the host back what the guest has again, and take the rest."""
    memory = guest.memory
    there = np.zeros(memory.frames.sections * guest.section_pages, bool)
    there[backed(guest).pfns()] = True
    kept = wanted.pfns()
    there[kept[kept < len(there)]] = False
    gone = Runs.of_pfns(np.flatnonzero(there))
    if len(gone):
        world.host.discard(guest.name, gone.starts, gone.counts)
    lacking = world.host.unbacked(guest.name, wanted.starts, wanted.counts)
    if len(lacking):
        world.host.give(guest.name, lacking.starts, lacking.counts)
