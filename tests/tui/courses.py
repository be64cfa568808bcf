"""Guests with a past: a balloon that grew, programs that were slowed down by swapping, and recovered."""

from __future__ import annotations

import attrs

from engine.snapshot import Course, Sentence, Snapshot
from engine.units import MIB, SECOND
from tests.tui import snapshots

PAGES = MIB // 4096
"""Of a MiB."""


def course(seconds: int = 31) -> Course:
    """1 GiB online; from second 10 to 19 a balloon takes 40M a second, and from 15 on swapping halves the work."""
    found, totals = Course(), (0, 0, 0)
    for second in range(2, seconds):
        balloon = 40 * PAGES * min(10, max(0, second - 9))
        slow = 15 <= second < 20
        work, into, out = totals
        totals = (
            work + (512 if slow else 1024),
            into + (PAGES if slow else 0),
            out + (3 * PAGES if slow else 0),
        )
        free = max(4 * PAGES, 200 * PAGES - balloon)
        shattered = free * min(10, max(0, second - 9)) // 10
        found = found.noted(second, second + 1, totals, (1024, free, 1024 * PAGES, balloon, shattered))
    return found


def snapshot() -> Snapshot:
    """Three guests at 31.2 s; web's balloon has grown."""
    base = snapshots.snapshot()
    past = course()
    operations = (
        snapshots.operation(3, "hotplug add db 512M", started=5 * SECOND, ended=6 * SECOND, state="done"),
        snapshots.operation(7, started=10 * SECOND, ended=20 * SECOND, state="done"),
        snapshots.operation(9, "hotplug remove app 128M", started=28 * SECOND),
    )
    guests = tuple(attrs.evolve(guest, course=past) for guest in base.guests)
    return attrs.evolve(base, guests=guests, operations=operations)


def told() -> tuple[Sentence, ...]:
    """A warning of web in the midst of it."""
    return (Sentence(0, 24 * SECOND, "web", "Swapping: 12M of anon to its own disk.", "warning"),)
