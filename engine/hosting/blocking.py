"""What a host does to a guest by force, and takes back again."""

from __future__ import annotations

from engine.events import GuestBlocked
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings


def block(world: Surroundings, guest: Guest, blocked: bool) -> None:
    """Let a guest not run, or run again."""
    if guest.blocked == blocked:
        return
    guest.blocked = blocked
    guest.changes += 1
    world.emit(GuestBlocked(guest=guest.name, blocked=blocked))
    if not blocked:
        world.signal(f"unblocked {guest.name}")


def lift_limits(world: Surroundings, names: tuple[str, ...]) -> None:
    """Let guests hold in memory again what they touch."""
    for name in names:
        if name in world.guests:
            world.host.set_limit(name, None)
            world.guests[name].changes += 1
