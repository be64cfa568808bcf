"""A program in a guest."""

from __future__ import annotations

import attrs

from engine.memory.kinds import Kind
from engine.units import Bytes, Nanoseconds


@attrs.frozen
class ProgramView:
    """One program in a guest, and what it has. Sizes in bytes."""

    name: str
    pid: int
    command: str
    """The workload that began it."""
    since: Nanoseconds
    """When, in virtual time."""
    busy: bool
    """Whether it goes on; one that does not keeps what it has."""
    holds: dict[Kind, Bytes]
    """By kind, those of which it has pages."""
    swapped: Bytes = 0
    rate: Bytes = 0
    """What it would work on in a second if it never had to wait; 0 where it does not run on."""
    work: Bytes = 0
    """What it worked on in the last full second."""
    owner: int = 0
    """Its number in `PagesView.owners`."""
    measured: bool = False
    """Whether it has worked for a second, so that `work` is known."""
    waits_for: str = ""
    """What it waited for most in that second: swap, reclaim, files, moves, memory or host; empty: for nothing."""
    waited: int = 0
    """For how much of it, in percent."""

    @property
    def blocked(self) -> bool:
        """Whether it waited for a disk for a good part of that second."""
        return self.waits_for in ("swap", "files") and self.waited >= 50

    @property
    def title(self) -> str:
        """As `ps` and error messages name it: `java[88]`."""
        return f"{self.name}[{self.pid}]"
