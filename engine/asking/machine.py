"""A machine whose memory was recorded, as the one guest of a world in which commands can be tried."""

from __future__ import annotations

from pathlib import Path

import attrs

from engine.capture.imported import guest_from
from engine.capture.opened import load_capture
from engine.capture.record import Capture
from engine.guest.guest import Guest
from engine.operations.guests.imported import admit_imported
from engine.world import World

NAME = "machine"
"""What the guest is called; commands may leave it out."""


@attrs.frozen(kw_only=True, eq=False)
class Machine:
    """A recorded machine.

    Attributes:
        capture: what its kernel told.
        world: its one guest is called NAME.
        unknown: what the capture does not tell, a sentence each.
    """

    capture: Capture
    world: World
    unknown: tuple[str, ...]

    @property
    def guest(self) -> Guest:
        """The guest."""
        return self.world.guests[NAME]


def read_machine(path: Path, step: int | None = None) -> Machine:
    """Read a machine from a capture file, or from a step of a trace's folder, by default the last.

    Raises:
        CommandError: there is no such file, folder or step, or it is not what it should be.
    """
    return machine_of(load_capture(path, step).capture)


def machine_of(capture: Capture) -> Machine:
    """Return a machine as its kernel told; its host backs what it has, and has room for more.

    Raises:
        CommandError: no guest can be made of it.
    """
    made = guest_from(capture, NAME, 0)
    world = World()
    admit_imported(world, made)
    return Machine(capture=capture, world=world, unknown=made.unknown)
