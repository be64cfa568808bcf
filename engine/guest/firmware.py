"""What a guest and its firmware, hypervisor or driver say to each other when memory is to go (paper 3.1)."""

from __future__ import annotations

from engine.events import MemoryAskedBack, MemoryHandedBack
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings


def ask_back(world: Surroundings, guest: Guest, sections: int) -> None:
    """Say who wants so many sections back."""
    by = guest.hypervisor.notifier(guest.platform.name)
    world.emit(MemoryAskedBack(guest=guest.name, by=by, size=sections * guest.platform.section_size))


def hand_back(world: Surroundings, guest: Guest, sections: int) -> None:
    """Say whom the guest told that so many sections are out of use."""
    by = guest.hypervisor.notifier(guest.platform.name)
    world.emit(MemoryHandedBack(guest=guest.name, by=by, size=sections * guest.platform.section_size))
