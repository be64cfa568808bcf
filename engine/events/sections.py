"""What happens to sections."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event, counted, sections_text
from engine.units import Bytes, Pages, short_size


def _block(section: int, span: int) -> str:
    """Return a memory block by its sections."""
    return sections_text(tuple(range(section, section + span)))


@attrs.frozen(kw_only=True)
class SectionAdded(Event):
    """A section is present."""

    section: int
    size: Bytes
    mem_map: Bytes
    paid_by: tuple[int, ...]

    def sentence(self) -> str:
        """Say it."""
        paid = (
            f"its mem_map took {short_size(self.mem_map)} from {sections_text(self.paid_by)}"
            if self.paid_by
            else "its mem_map takes no page of the memory that is there"
        )
        return f"s{self.section} added: {short_size(self.size)} present but offline; {paid}."


@attrs.frozen(kw_only=True)
class SectionWentOnline(Event):
    """A section joined a zone."""

    section: int
    span: int = 1
    """Sections of the memory block."""
    zone: str
    blocks: int
    block: Bytes
    at_head: bool

    def sentence(self) -> str:
        """Say it."""
        where = "the head, so they are used first" if self.at_head else "the tail, so they are used last"
        return (
            f"{_block(self.section, self.span)} online in {self.zone.upper()}: {counted(self.blocks, 'block')} of "
            f"{short_size(self.block)} joined {where}."
        )


@attrs.frozen(kw_only=True)
class SectionRefused(Event):
    """A section cannot leave."""

    level: ClassVar[str] = "warning"
    section: int
    span: int = 1
    """Sections of the memory block."""
    reason: str
    next_section: int | None

    def sentence(self) -> str:
        """Say it."""
        tail = (
            f" Trying {_block(self.next_section, self.span)} instead."
            if self.next_section is not None
            else ""
        )
        return f"{_block(self.section, self.span)} cannot leave: {self.reason}.{tail}"


@attrs.frozen(kw_only=True)
class SectionIsolated(Event):
    """A section's free pages left the allocator."""

    section: int
    span: int = 1
    """Sections of the memory block."""
    free: Pages
    to_move: Pages

    def sentence(self) -> str:
        """Say it."""
        must = f"{counted(self.to_move, 'page')} must move" if self.to_move else "nothing has to move"
        return f"{_block(self.section, self.span)} isolated: {counted(self.free, 'free page')} left MemFree; {must}."


@attrs.frozen(kw_only=True)
class SectionLeft(Event):
    """A section is offline, and perhaps gone."""

    section: int
    span: int = 1
    """Sections of the memory block."""
    size: Bytes
    moved: Pages
    removed: bool
    mem_map: Bytes
    written: Pages = 0
    """Dirty file pages that were written back and dropped instead of being moved."""
    emptied: Pages = 0
    """Slab pages that were emptied."""

    def sentence(self) -> str:
        """Say it."""
        moved = f"{counted(self.moved, 'page')} moved away" if self.moved else "nothing had to move"
        moved += f", {counted(self.written, 'file page')} written back" if self.written else ""
        moved += f", {counted(self.emptied, 'slab page')} emptied" if self.emptied else ""
        if self.removed:
            mem_map = f"; its mem_map of {short_size(self.mem_map)} is free again" if self.mem_map else ""
            return (
                f"{_block(self.section, self.span)} removed: {short_size(self.size)} back to the host, "
                f"{moved}{mem_map}."
            )
        return f"{_block(self.section, self.span)} offline: {moved}."


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
    span: int = 1
    """Sections of the memory block."""
    reason: str

    def sentence(self) -> str:
        """Say it."""
        return f"{_block(self.section, self.span)} stays: {self.reason}; its isolation is undone."


@attrs.frozen(kw_only=True)
class SectionsPutBack(Event):
    """Not all of some sections could come or go, and those that could do so no longer."""

    level: ClassVar[str] = "warning"
    sections: tuple[int, ...]
    leaving: bool

    def sentence(self) -> str:
        """Say it."""
        number = counted(len(self.sections), "section")
        what = "could leave" if self.leaving else "could come"
        back = "comes" if len(self.sections) == 1 else "come"
        away = f"{back} back online" if self.leaving else f"{'goes' if back == 'comes' else 'go'} again"
        return f"Only {number} {what}, which is not all: {sections_text(sorted(self.sections))} {away}."


@attrs.frozen(kw_only=True)
class SectionsStayOffline(Event):
    """What was to leave as a whole was cancelled; these are offline, and neither leave nor come back."""

    level: ClassVar[str] = "warning"
    sections: tuple[int, ...]

    def sentence(self) -> str:
        """Say it."""
        stay = "stays" if len(self.sections) == 1 else "stay"
        return f"{sections_text(self.sections)} {stay} offline, neither removed nor put back."
