"""The host tells a guest what it shall have, as `balloon set` does, without a command."""

from __future__ import annotations

from engine.guest.balloon_goal import largest_balloon, next_poll
from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.guest.target_key import keep_target
from engine.units import Pages


def has(guest: Guest) -> Pages:
    """Return what a guest has: online memory less its balloon."""
    return guest.online_pages - guest.balloon.pages


def least(guest: Guest) -> Pages:
    """Return the least that its balloon can leave a guest: its min, or what its driver leaves it."""
    return max(guest.min, guest.online_pages - largest_balloon(guest))


def retarget(world: Surroundings, guest: Guest, pages: Pages) -> None:
    """Give a guest's driver another target. One at work heeds it; one at rest is woken."""
    guest.set_target(pages)
    keep_target(world, guest)
    if guest.driving or guest.refill or guest.balloon.pages == guest.wanted_balloon:
        return
    guest.driving = True
    told_by_key = guest.name in world.xenstore.told
    guest.wakes = guest.wakes.with_target(world.now, woken=not (guest.driver.poll or told_by_key))
    delay = next_poll(guest, world.now) - world.now if guest.driver.poll else 0
    guest.refill = world.start(BalloonWork(guest.name, 0, guest.balloon.pages), delay)
