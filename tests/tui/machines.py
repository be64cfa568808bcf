"""Machines of the tests: guests that lie whole, and guests that a balloon or a removed section left in pieces."""

from __future__ import annotations

from functools import cache

import numpy as np

from engine.host import FRAME, Host
from engine.host_picture import machine_view
from engine.machine_view import MachineView
from engine.units import GIB, MIB


def frames(size: int) -> int:
    return size // FRAME


def host() -> Host:
    """8 GiB: web's balloon took each second page of 512 MiB; app's section of 128 MiB is being zeroed."""
    machine = Host(8 * GIB)
    for name, size in (("web", GIB), ("db", 4 * GIB), ("app", 2 * GIB)):
        machine.admit(name, 0, frames(size))
        machine.give(name, [0], [frames(size)])
    holes = np.arange(frames(256 * MIB), frames(768 * MIB), 2)
    machine.take_back("web", holes, np.ones_like(holes))
    machine.take_back("db", [frames(GIB)], [frames(256 * MIB)])
    machine.zero(machine.zeroing_frames)
    machine.take_back("app", [frames(GIB)], [frames(128 * MIB)])
    return machine


@cache
def machine(of: Host | None = None) -> MachineView:
    return machine_view(of or host())
