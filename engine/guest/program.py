"""A program in a guest: its name and number, where it came from, and whether it still does something."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds, Pages


@attrs.frozen
class Program:
    """One program. Which pages are its own, memory knows."""

    name: str
    pid: int
    command: str
    """The workload that began it."""
    since: Nanoseconds
    """When, in virtual time."""
    busy: bool = True
    """Whether it goes on; a program that does not keeps what it has."""
    operation: int = 0
    """The operation that it is, 0 where that has ended or there is none."""
    process: int = 0
    """The process of a run-on workload, 0 for any other."""
    rate: Pages = 0
    """Pages a second that a run-on workload would work on if it never had to wait."""
    work: Pages = 0
    """Pages a second that it worked on lately."""
    measured: bool = False
    """Whether it has worked for a second, so that this is known."""
    uses: Pages = 0
    """The size of its working set, where it has one that could be reclaimed."""
    waits_for: str = ""
    """What it waited for most in that second; empty where it had to wait for nothing."""
    waited: int = 0
    """For how much of it, in percent."""

    @property
    def title(self) -> str:
        """As `ps` and error messages name it: `java[88]`."""
        return f"{self.name}[{self.pid}]"
