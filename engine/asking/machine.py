"""A machine whose memory was recorded, as the one guest of a world in which commands can be tried."""

from __future__ import annotations

from pathlib import Path

import attrs
import numpy as np

from engine.capture.capture_file import open_capture
from engine.capture.imported import guest_from
from engine.capture.record import Capture
from engine.capture.trace import is_trace, open_trace
from engine.errors import CommandError, printable
from engine.guest.guest import Guest
from engine.host import Host
from engine.memory.kinds import Kind, SectionState
from engine.memory.runs import Runs
from engine.units import Bytes
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


def read_capture(path: Path, step: int | None = None) -> Capture:
    """Read a capture file, or a step of a trace's folder.

    Args:
        path: which.
        step: of a trace; None: its last one.

    Raises:
        CommandError: there is no such file, folder or step, or it is not what it should be.
    """
    if is_trace(path):
        trace = open_trace(path)
        if step is None and not trace.steps:
            raise CommandError(f"{printable(path.name)} has no steps", "a trace with one")
        return trace.load(trace.steps[-1].index if step is None else step)
    if path.is_dir():
        raise CommandError(
            f"{printable(str(path))} has no scenario.json", "a trace's folder, or a capture file"
        )
    if step is not None:
        raise CommandError(
            f"{printable(path.name)} is no trace's folder", "no --step: a capture is of one time"
        )
    return open_capture(path)


def machine_of(capture: Capture) -> Machine:
    """Return a machine as its kernel told; its host has room for twice as much, and backs what it has.

    Raises:
        CommandError: no guest can be made of it.
    """
    made = guest_from(capture, NAME, 0)
    guest, world = made.guest, World()
    world.host = Host(_room(guest))
    world.host.admit(NAME, guest.min, guest.max, guest.frames_per_page)
    backed = _backed(guest)
    world.host.give(NAME, backed.starts, backed.counts)
    guest.streams = world.new_streams(0)
    world.guests[NAME] = guest
    world.guests_ever = 1
    return Machine(capture=capture, world=world, unknown=made.unknown)


def _room(guest: Guest) -> Bytes:
    return 2 * (guest.max + 1) * guest.page_size


def _backed(guest: Guest) -> Runs:
    """Return the pages that the host backs: all but holes, the balloon's, and what is not plugged."""
    frames, size = guest.memory.frames, guest.section_pages
    found = []
    for section in range(frames.sections):
        held = ~np.isin(frames.kinds_of(section), (Kind.HOLE, Kind.BALLOON, Kind.UNPLUGGED))
        held |= guest.memory.state[section] == SectionState.OFFLINE
        found.append(np.flatnonzero(held) + section * size)
    return Runs.of_pfns(np.concatenate(found) if found else np.zeros(0, np.int64))
