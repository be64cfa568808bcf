"""Guests come, go, wait for the host, and work."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event
from engine.units import Bytes, short_size


@attrs.frozen(kw_only=True)
class GuestBooted(Event):
    """A guest is there."""

    memory: Bytes
    platform: str
    section_size: Bytes
    driver: str

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Booted with {short_size(self.memory)} on {self.platform}: sections of {short_size(self.section_size)}, "
            f"{self.driver} balloon."
        )


@attrs.frozen(kw_only=True)
class GuestGone(Event):
    """A guest was shut down."""

    memory: Bytes

    def sentence(self) -> str:
        """Say it."""
        return f"Shut down: {short_size(self.memory)} go back to the host, zeroed first."


@attrs.frozen(kw_only=True)
class HostShort(Event):
    """A guest that grows must wait for the host."""

    level: ClassVar[str] = "warning"
    wants: Bytes
    shortage: str

    def sentence(self) -> str:
        """Say it."""
        return f"Waits for {short_size(self.wants)}: {self.shortage}."


@attrs.frozen(kw_only=True)
class WorkloadNoted(Event):
    """A workload did something worth a line."""

    text: str

    def sentence(self) -> str:
        """Say it."""
        return self.text
