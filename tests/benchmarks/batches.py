"""How far a live balloon, which goes in its driver's batches, is from one bulk call over the same pages.

The process pays for the driver's steps: it keeps the balloon's list, gives frames to the host, which zeroes them, and
records its progress, every 256 pages (virtio) or 512 (xen).
"""

from __future__ import annotations

from functools import partial

from measure import compare, heading, milliseconds
from memories import GIB_PAGES

from engine.guest.balloon_exchange import take_for_balloon
from engine.guest.guest import Guest
from engine.memory.memory import Mark
from engine.memory.runs import Runs
from engine.session import Session
from engine.units import SECOND

LONG = 3600 * SECOND


def machine(driver: str, *lines: str) -> Session:
    """Return a session with a guest of 4 GiB after some lines."""
    session = Session(seed=7)
    session.perform(f"guest add web memory=4G driver={driver}")
    for line in lines:
        session.perform(line)
        session.world.run_until(session.world.now + LONG)
    return session


def drive(line: str, session: Session) -> None:
    """Let the driver do what a line says, to its end."""
    session.perform(line)
    session.world.run_until(session.world.now + LONG)


def taken(driver: str, *lines: str) -> Guest:
    """Return the guest alone."""
    return machine(driver, *lines).world.guests["web"]


def take(guest: Guest) -> None:
    """Take 1 GiB for the balloon at once."""
    guest.balloon.keep(take_for_balloon(guest, GIB_PAGES, Mark.LOW))


def give(guest: Guest) -> None:
    """Give the whole balloon back at once."""
    freed: Runs = guest.balloon.let_go(GIB_PAGES, newest_first=guest.driver.newest_first)
    guest.memory.give(freed.reverse() if guest.driver.frees_backwards else freed)


def main() -> None:
    """Print how many times faster the bulk call is."""
    heading("1 GiB of a guest of 4 GiB", "in batches", "at once")
    holes = "workload web fragment"
    for driver in ("virtio", "xen"):
        for name, lines in (("fresh", ()), ("checkerboard", (holes,))):
            slow = milliseconds(partial(drive, "balloon inflate web 1G"), partial(machine, driver, *lines), 5)
            compare(f"inflate, {driver}, {name}", slow, milliseconds(take, partial(taken, driver, *lines), 5))
            lines = (*lines, "balloon inflate web 1G")
            slow = milliseconds(partial(drive, "balloon deflate web 1G"), partial(machine, driver, *lines), 5)
            compare(f"deflate, {driver}, {name}", slow, milliseconds(give, partial(taken, driver, *lines), 5))


if __name__ == "__main__":
    main()
