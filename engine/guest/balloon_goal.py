"""How far a balloon driver goes, and when it looks."""

from __future__ import annotations

from engine.guest.available import available
from engine.guest.guest import Guest
from engine.memory.kinds import SectionState
from engine.units import MIB, Nanoseconds, Pages, short_size

_FLOOR = ((128, 8, 1), (512, 40, 2), (2048, 104, 3), (8192, 232, 4))
"""For guests below so many MiB: MiB, and of its memory the share 1/2**n. Larger ones keep 488 MiB and a 32nd."""


def goal(guest: Guest) -> Pages:
    """Return what the balloon is to hold: what is wanted, within what the driver takes at most."""
    return min(guest.wanted_balloon, largest_balloon(guest))


def limit_text(guest: Guest) -> str:
    """Return why the driver takes no more."""
    driver = guest.driver
    if driver.has_floor:
        return f"{driver.name} leaves {short_size(floor(guest) * guest.page_size)} available in a guest of this size"
    if driver.keeps:
        return f"{driver.name} leaves the guest {short_size(driver.keeps)}"
    size = short_size(guest.online_pages * guest.page_size)
    return f"{driver.name} takes at most {driver.largest_percent} % of the guest's {size}"


def largest_balloon(guest: Guest) -> Pages:
    """Return what the driver's balloon holds at most.

    Sources: cmm.c:cmm_get_mpp for what stays; ESX's sched.mem.maxmemctl, 65 % of the guest's memory;
    hv_balloon.c:balloon_up for what is available above the floor, in whole blocks of 2 MiB.
    """
    driver = guest.driver
    most = guest.online_pages * driver.largest_percent // 100
    if driver.keeps:
        total = sum(zone.managed for zone in guest.memory.zones) + guest.balloon.pages
        most = min(most, max(0, total - driver.keeps // guest.page_size))
    if driver.has_floor:
        block = driver.block // guest.page_size
        most = min(most, guest.balloon.pages + max(0, available(guest) - floor(guest)) // block * block)
    return most


def floor(guest: Guest) -> Pages:
    """Return what Hyper-V's driver leaves available, a part of what the guest's kernel manages.

    Source: drivers/hv/hv_balloon.c:compute_balloon_floor.
    """
    total, mib = sum(zone.managed for zone in guest.memory.zones), MIB // guest.page_size
    least, shift = next(((mib_of, n) for below, mib_of, n in _FLOOR if total < below * mib), (488, 5))
    return least * mib + (total >> shift)


def next_poll(guest: Guest, now: Nanoseconds) -> Nanoseconds:
    """Return when a driver that polls looks next: at whole periods of virtual time, later than now."""
    period = guest.driver.poll
    return (now // period + 1) * period


def may_act_at(guest: Guest, now: Nanoseconds) -> tuple[Nanoseconds, str]:
    """Return when the driver may act, and why not now if that is later.

    Only cmm stands still for hotplug (cmm.c:cmm_thread): as long as a section goes offline it looks again at its next
    poll. After that, its first look finds that there was one, sleeps, and starts over.
    """
    driver = guest.driver
    if not driver.hotplug_pause:
        return now, ""
    if (guest.memory.state == SectionState.GOING_OFFLINE).any():
        return next_poll(guest, now), "a section goes offline, and it looks again"
    if guest.offlined < 0:
        return now, ""
    found = -(-guest.offlined // driver.poll) * driver.poll
    resumes = found + driver.hotplug_pause + driver.poll
    pause = driver.hotplug_pause // 1_000_000_000
    return max(now, resumes), f"it pauses {pause} s after a section went offline"
