"""What run-on programs say of their work: how much they finished, and how fast they are."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.guest.programs import note_program
from engine.guest.surroundings import Surroundings
from engine.guest.working_set import Work
from engine.units import Pages


def report_work(world: Surroundings, guest: Guest, owner: int, work: Work, finished: Pages) -> Work:
    """Let a program say that it has finished some pages by now.

    Args:
        world: the guest's.
        guest: where.
        owner: the program's number.
        work: what it did before.
        finished: what is done by now and was not reported yet.

    Returns:
        What it did lately.
    """
    guest.work_done += finished
    after = work.done(finished, world.now)
    if after.rate != work.rate:
        note_program(guest, owner, work=after.rate, measured=True)
    return after
