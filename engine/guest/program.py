"""A program in a guest: its name and number, where it came from, and whether it still does something."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds


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

    @property
    def title(self) -> str:
        """As `ps` and error messages name it: `java[88]`."""
        return f"{self.name}[{self.pid}]"
