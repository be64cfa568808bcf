"""What udev hears from a guest's kernel."""

from __future__ import annotations

import attrs

from engine.events.event import Event, counted


@attrs.frozen(kw_only=True)
class UdevEvent(Event):
    """The kernel told udev of a memory block."""

    action: str
    """add, online, offline or remove."""
    block: int

    def sentence(self) -> str:
        """Say it, as the kernel names device and action."""
        return f"udev: {self.action}@/devices/system/memory/memory{self.block}"


@attrs.frozen(kw_only=True)
class MoreUdevEvents(Event):
    """The kernel told udev of more memory blocks."""

    number: int

    def sentence(self) -> str:
        """Say how many."""
        return f"udev: {counted(self.number, 'more event')} of memory blocks."
