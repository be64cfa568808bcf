"""What tells a guest of memory that comes or shall go, and what its kernel makes of it (paper 3.1, 3.2)."""

from __future__ import annotations

import attrs

from engine.events.event import Event, sections_text
from engine.units import Bytes, short_size, size_text


@attrs.frozen(kw_only=True)
class MemoryAnnounced(Event):
    """The guest learned of an address range that was not there at boot."""

    by: str
    """ACPI, pHYP, a driver: whoever says so."""
    sections: tuple[int, ...]
    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        return (
            f"{short_size(self.size)} of new memory announced by {self.by}: {sections_text(self.sections)}."
        )


@attrs.frozen(kw_only=True)
class MemoryAskedBack(Event):
    """The guest learned that memory shall go."""

    by: str
    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        return f"{short_size(self.size)} asked back by {self.by}."


@attrs.frozen(kw_only=True)
class MemoryHandedBack(Event):
    """The guest said that it no longer uses memory that was to go."""

    by: str
    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        return f"{short_size(self.size)} handed back, and reported to {self.by}."


@attrs.frozen(kw_only=True)
class NodeAppeared(Event):
    """The guest has one more node."""

    node: int

    def sentence(self) -> str:
        """Say it."""
        return f"Node {self.node} is new: it has memory, and no CPU."


@attrs.frozen(kw_only=True)
class ZoneGrew(Event):
    """A zone spans more than before, or has its first pages."""

    zone: str
    node: int | None
    """None where there is only one."""
    before: tuple[Bytes, Bytes] | None
    """Where it began and ended; None: it had no pages."""
    now: tuple[Bytes, Bytes]

    def sentence(self) -> str:
        """Say it."""
        name = self.zone.upper() + (f" of node {self.node}" if self.node is not None else "")
        if self.before is None:
            return f"{name} has its first pages, {_range(self.now)}: the zonelists are rebuilt with it."
        return f"{name} spans {_range(self.now)} now: before, {_range(self.before)}."


def _range(span: tuple[Bytes, Bytes]) -> str:
    start, end = span
    return f"{size_text(start) if start else 0} to {size_text(end)}"
