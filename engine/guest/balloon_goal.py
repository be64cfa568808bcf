"""How far a balloon driver goes, and when it looks."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.memory.kinds import SectionState
from engine.units import Nanoseconds, Pages, short_size


def goal(guest: Guest) -> Pages:
    """Return what the balloon is to hold: what is wanted, within what the driver takes at most."""
    return min(guest.wanted_balloon, _most(guest))


def limit_text(guest: Guest) -> str:
    """Return why the driver takes no more."""
    driver = guest.driver
    if driver.keeps:
        return f"{driver.name} leaves the guest {short_size(driver.keeps)}"
    size = short_size(guest.online_pages * guest.page_size)
    return f"{driver.name} takes at most {driver.largest_percent} % of the guest's {size}"


def _most(guest: Guest) -> Pages:
    """Return what the driver's balloon holds at most.

    Sources: cmm.c:cmm_get_mpp for what stays; ESX's sched.mem.maxmemctl, 65 % of the guest's memory.
    """
    driver = guest.driver
    most = guest.online_pages * driver.largest_percent // 100
    if driver.keeps:
        total = sum(zone.managed for zone in guest.memory.zones) + guest.balloon.pages
        most = min(most, max(0, total - driver.keeps // guest.page_size))
    return most


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
