"""What happens to sections."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event, counted, sections_text
from engine.units import Bytes, Pages, short_size


@attrs.frozen(kw_only=True)
class SectionAdded(Event):
    """A section is present."""

    section: int
    size: Bytes
    mem_map: Bytes
    paid_by: tuple[int, ...]

    def sentence(self) -> str:
        """Say it."""
        return (
            f"s{self.section} added: {short_size(self.size)} present but offline; "
            f"its mem_map took {short_size(self.mem_map)} from {sections_text(self.paid_by)}."
        )


@attrs.frozen(kw_only=True)
class SectionWentOnline(Event):
    """A section joined a zone."""

    section: int
    zone: str
    blocks: int
    block: Bytes
    at_head: bool

    def sentence(self) -> str:
        """Say it."""
        where = "the head, so they are used first" if self.at_head else "the tail, so they are used last"
        return (
            f"s{self.section} online in {self.zone.upper()}: {counted(self.blocks, 'block')} of "
            f"{short_size(self.block)} joined {where}."
        )


@attrs.frozen(kw_only=True)
class SectionRefused(Event):
    """A section cannot leave."""

    level: ClassVar[str] = "warning"
    section: int
    reason: str
    next_section: int | None

    def sentence(self) -> str:
        """Say it."""
        tail = f" Trying s{self.next_section} instead." if self.next_section is not None else ""
        return f"s{self.section} cannot leave: {self.reason}.{tail}"


@attrs.frozen(kw_only=True)
class SectionIsolated(Event):
    """A section's free pages left the allocator."""

    section: int
    free: Pages
    to_move: Pages

    def sentence(self) -> str:
        """Say it."""
        return (
            f"s{self.section} isolated: {counted(self.free, 'free page')} left MemFree; "
            f"{counted(self.to_move, 'page')} must move."
        )


@attrs.frozen(kw_only=True)
class SectionLeft(Event):
    """A section is offline, and perhaps gone."""

    section: int
    size: Bytes
    moved: Pages
    removed: bool
    mem_map: Bytes

    def sentence(self) -> str:
        """Say it."""
        moved = f"{counted(self.moved, 'page')} moved away" if self.moved else "nothing had to move"
        if self.removed:
            return (
                f"s{self.section} removed: {short_size(self.size)} back to the host, {moved}; "
                f"its mem_map of {short_size(self.mem_map)} is free again."
            )
        return f"s{self.section} offline: {moved}."


@attrs.frozen(kw_only=True)
class MoreSections(Event):
    """More sections went the way of those that were told of one by one."""

    what: str
    sections: tuple[int, ...]
    size: Bytes

    def sentence(self) -> str:
        """Say it."""
        number = counted(len(self.sections), "more section")
        return f"{number} {self.what}, {short_size(self.size)} in all: {sections_text(self.sections)}."


@attrs.frozen(kw_only=True)
class SectionUndone(Event):
    """A section that was to leave stays."""

    level: ClassVar[str] = "warning"
    section: int
    reason: str

    def sentence(self) -> str:
        """Say it."""
        return f"s{self.section} stays: {self.reason}; its isolation is undone."
