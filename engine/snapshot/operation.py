"""An operation under way or ended."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds, Pages


@attrs.frozen
class OperationView:
    """One command under way or ended."""

    id: int
    guest: str
    """Empty where it concerns no single guest."""
    command: str
    state: str
    """waiting, running, stalled, done, partial, failed or cancelled."""
    started: Nanoseconds
    ended: Nanoseconds | None
    done: int
    total: int
    unit: str
    """What done and total count: pages, or sections."""
    pages_migrated: Pages
    waits_for: str | None
    reason: str
    detail: str
    """What it does just now, for people: `s22 ▾ 1,204 of 20,480 pages moved, landing in s4 s9`."""
    sections: tuple[int, ...]
    """The sections it works on now."""
    landing: tuple[int, ...]
    """The sections that migrated pages landed in most recently."""
    failed_sections: tuple[tuple[int, str], ...]
    """Sections that refused, each with its reason."""
    deadline: Nanoseconds | None = None
    """By when the host wants it done; None: whenever."""
    late: bool = False
    """Whether it was not done by then."""
    moving: tuple[Pages, Pages] = (0, 0)
    """Pages of the memory block in hand that have moved, and how many have to; 0 of 0: none has to now."""
