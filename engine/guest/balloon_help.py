"""A balloon that helps a guest which is out of memory."""

from __future__ import annotations

from engine.events import BalloonHelped
from engine.guest.balloon_exchange import deflate
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.units import SECOND, Pages


def deflate_on_oom(world: Surroundings, guest: Guest, pages: Pages) -> Pages:
    """Help a guest that is out of memory: its balloon gives pages back, and it returns how many.

    Args:
        world: its host must have frames free to back them.
        guest: the one that is out of memory.
        pages: what the driver gives back for each call, `Driver.oom_pages`.

    Sources: drivers/virtio/virtio_balloon.c:virtio_balloon_oom_notify, which the host's target survives;
    arch/powerpc/platforms/pseries/cmm.c:cmm_oom_notify, which takes the pages off the driver's goal.
    """
    given = deflate(world, guest, pages)
    if given:
        guest.oom_helped += given
        if guest.driver.oom_lowers_goal:
            guest.set_target(guest.target + given)
        if guest.helped < 0 or world.now - guest.helped >= SECOND:
            guest.helped = world.now
            size = guest.balloon.pages * guest.page_size
            world.emit(BalloonHelped(guest=guest.name, pages=given, left=size))
        world.signal(f"memory {guest.name}")
    return given
