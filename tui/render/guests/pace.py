"""How the programs of a guest get on, in few words; a guest that is slowed down says so where its platform stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from engine.units import short_size

if TYPE_CHECKING:
    from engine.snapshot import GuestView

SLOW = 90
"""Percent of their pace below which programs are slow."""


@attrs.frozen
class Pace:
    """What a guest's programs finish in a second, and how much that is of what they would."""

    work: int
    percent: int
    waits_for: str
    """What the slowest of them waits for most; empty: for nothing."""

    @property
    def slow(self) -> bool:
        """Whether they are held up so much that it is to be seen."""
        return self.percent < SLOW

    @property
    def words(self) -> str:
        """Print `work 4M/s 100 %`, or `work 2M/s 48 % swap`."""
        return f"work {short_size(self.work)}/s {self.short}"

    @property
    def short(self) -> str:
        """Print `100 %`, or `48 % swap`."""
        return f"{self.percent} %" + (f" {self.waits_for}" if self.slow and self.waits_for else "")


def pace_of(guest: GuestView) -> Pace | None:
    """Return how a guest's programs get on; None where none of them has worked for a second."""
    working = [program for program in guest.programs if program.busy and program.rate and program.measured]
    if not working:
        return None
    slowest = min(working, key=lambda program: program.work / program.rate)
    return Pace(guest.work_rate, guest.pace, slowest.waits_for)
