"""An operation: one command under way or ended, as plain data."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.units import SECOND, Nanoseconds, Pages

State = Literal["waiting", "running", "stalled", "done", "partial", "failed", "cancelled"]
NO_OPERATION = 0
"""Stands in a journal for the operation of what has none, and went well."""
STALL: Nanoseconds = 60 * SECOND
"""Without progress for so long, an operation is stalled."""
ENDED = frozenset({"done", "partial", "failed", "cancelled"})


@attrs.frozen
class Operation:
    """What a command does. It is replaced, never changed."""

    id: int
    guest: str
    command: str
    started: Nanoseconds
    state: State = "running"
    ended: Nanoseconds | None = None
    process: int = 0
    """The number of its process in the timeline."""
    done: int = 0
    total: int = 0
    unit: str = "pages"
    pages_migrated: Pages = 0
    waits_for: str | None = None
    reason: str = ""
    detail: str = ""
    sections: tuple[int, ...] = ()
    landing: tuple[int, ...] = ()
    failed_sections: tuple[tuple[int, str], ...] = ()
    moving: tuple[Pages, Pages] = (0, 0)
    """Pages of the memory block in hand that have moved, and how many have to; 0 of 0: none has to now."""
    progressed: Nanoseconds = 0
    """When it last got something done."""
    stall: Nanoseconds = STALL
    deadline: Nanoseconds | None = None
    """By when the host wants it done; None: whenever."""
    late: bool = False
    """Whether it was not done by then."""
    hindered: str = ""
    """What a guest had to do last before it could give memory, as `swaps programs out`."""

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in ENDED


@attrs.frozen
class JournalEntry:
    """A command that changed state, or was to."""

    time: Nanoseconds
    text: str
    operation: int | None
    """None: it was refused."""


@attrs.frozen
class ScriptState:
    """How far a script has come."""

    name: str
    state: Literal["running", "done", "failed", "bad"] = "running"
    """bad: a line turned out to be no command at all, as an expectation with an unknown path."""
    pending: int = 0
    """Its timed and background lines whose outcome is not known yet."""
    reason: str = ""
    line: int = 0
    """The number of its line that ran last; 0: none has."""
