"""What run-on programs say of their work: how much they finished, how fast they are, and what they wait for."""

from __future__ import annotations

from engine.events import PaceFell, PaceRecovered
from engine.guest.guest import Guest
from engine.guest.programs import note_program
from engine.guest.surroundings import Surroundings
from engine.guest.working_set import NO_WAIT, Work
from engine.units import SECOND, Nanoseconds, Pages

SLOW, WELL = 75, 95
"""Programs are slow when they get less done than so many percent of what they want, until they get so much."""
TOLD_EVERY: Nanoseconds = 10 * SECOND
"""That they have become slow is said so often at most."""


def report_work(
    world: Surroundings,
    guest: Guest,
    owner: int,
    work: Work,
    finished: Pages,
    waited: tuple[Nanoseconds, ...] = NO_WAIT,
) -> Work:
    """Let a program say that it has finished some pages by now.

    Args:
        world: the guest's.
        guest: where.
        owner: the program's number.
        work: what it did before.
        finished: what is done by now and was not reported yet.
        waited: how long it waited for that, as `engine.guest.working_set.WAITS` has it.

    Returns:
        What it did lately.
    """
    guest.work_done += finished
    after = work.done(finished, world.now, waited)
    lately = (after.rate, after.waits_for, after.share)
    if lately != (work.rate, work.waits_for, work.share):
        rate, words, share = lately
        note_program(guest, owner, work=rate, measured=True, waits_for=words, waited=share)
        _tell(world, guest)
    return after


def pace(guest: Guest) -> int:
    """Return what programs lately got done of what they want, in percent; 100 where none has worked for a second."""
    measured = [program for program in guest.programs.values() if program.measured]
    wanted = sum(program.rate for program in measured)
    return 100 * sum(program.work for program in measured) // wanted if wanted else 100


def _tell(world: Surroundings, guest: Guest) -> None:
    """Say that programs have become slow, and that they are well again."""
    now, percent = world.now, pace(guest)
    if guest.slow_since >= 0:
        if percent >= WELL:
            world.emit(PaceRecovered(guest=guest.name, percent=percent, lasted=now - guest.slow_since))
            guest.slow_since = -1
    elif percent < SLOW and (guest.slow_told < 0 or now - guest.slow_told >= TOLD_EVERY):
        slowest = min(
            (program for program in guest.programs.values() if program.measured),
            key=lambda program: program.work - program.rate,
        )
        guest.slow_since = guest.slow_told = now
        world.emit(PaceFell(guest=guest.name, percent=percent, waits_for=slowest.waits_for))
