"""What the host does with its memory."""

from __future__ import annotations

from typing import ClassVar

import attrs

from engine.events.event import Event, counted
from engine.units import KIB, Bytes, Pages, short_size

FRAME: Bytes = 4 * KIB
"""Bytes in a machine frame."""


@attrs.frozen(kw_only=True)
class PagedDown(Event):
    """The host holds a guest to an amount by paging."""

    limit: Bytes
    out: Bytes
    pages: Pages

    def sentence(self) -> str:
        """Say it."""
        held = f"The host keeps {short_size(self.limit)} of it in memory"
        if not self.pages:
            return f"{held} at most, and has paged nothing out."
        return f"{held}: {short_size(self.out)} is on the host's swap, picked at random, and the guest was not told."


@attrs.frozen(kw_only=True)
class WaitsForHostSwap(Event):
    """A guest touched pages that the host had paged out."""

    level: ClassVar[str] = "warning"
    pages: Pages
    out: Bytes

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Stands still for its host: it touched {counted(self.pages, 'page')} of the {short_size(self.out)} "
            "on the host's swap."
        )


@attrs.frozen(kw_only=True)
class DoublePaged(Event):
    """A guest wrote pages to its own disk that the host had to read from swap for that."""

    level: ClassVar[str] = "warning"
    pages: Pages
    ever: Pages

    def sentence(self) -> str:
        """Say it."""
        return (
            f"Double paging: {counted(self.pages, 'page')} came from the host's swap only to go to the guest's own "
            f"disk, {self.ever:,} so far."
        )


@attrs.frozen(kw_only=True)
class HostCompacted(Event):
    """The host has moved frames so that free memory lies together."""

    frames: Pages
    stretches: int
    block: Pages
    """Frames of the blocks that were wanted; 0: one piece."""

    def sentence(self) -> str:
        """Say it."""
        what = f"in blocks of {short_size(self.block * FRAME)}" if self.block else "in one piece"
        if not self.frames:
            return f"The host's free memory lies {what}, as far as it can: no frame had to move."
        moved = (
            f"{short_size(self.frames * FRAME)} moved in {counted(self.stretches, 'stretch', 'stretches')}"
        )
        return f"The host's free memory lies {what}, as far as it can: {moved}."
