"""Which sections and pageblocks changed lately: what one picture after the other tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.units import SECOND
from tui.render.map.lens import OLD, RECENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView, PagesView, Snapshot
    from engine.units import Nanoseconds

LARGEST = 1 << 15
"""Sections of a guest up to which its changes are kept track of all the time."""
NEVER = -(RECENT + 1) * SECOND


@attrs.frozen(eq=False)
class _Sections:
    guest: GuestView
    since: NDArray[np.int64]
    """By row of its table, when it was first seen as it is."""


@attrs.frozen(eq=False)
class _Blocks:
    pages: PagesView
    since: NDArray[np.int64]
    at: Nanoseconds = NEVER
    """When the pages were found to be others."""
    differs: NDArray[np.bool_] = attrs.field(factory=lambda: np.zeros(0, np.bool_))
    """Which of them."""


@attrs.define
class Changes:
    """When each section was first seen as it is. Times are virtual, in nanoseconds."""

    _guests: dict[str, _Sections] = attrs.field(factory=dict)
    _blocks: dict[tuple[str, int], _Blocks] = attrs.field(factory=dict)
    _now: Nanoseconds = 0

    def see(self, snapshot: Snapshot) -> None:
        """Compare a picture with the one before. A guest that is the same object has not changed."""
        if snapshot.time < self._now:
            self._guests.clear()
            self._blocks.clear()
        self._now = snapshot.time
        self._guests = {guest.name: self._sections(guest) for guest in snapshot.guests}
        self._blocks = {
            (guest.name, section): self._pages(guest.name, pages)
            for guest in snapshot.guests
            for section, pages in guest.pages.items()
        }

    def ages(self, guest: str) -> bytes:
        """Return for each row of a guest's table how long it has been so, see `Seen`."""
        known = self._guests.get(guest)
        return self._aged(known.since) if known else b""

    def block_ages(self, guest: str, section: int) -> bytes:
        """Return the same for the pageblocks of a section."""
        known = self._blocks.get((guest, section))
        return self._aged(known.since) if known else b""

    def turned(self, guest: str, section: int) -> bytes:
        """Return which pages of a section the last instant changed, a byte each; empty where it changed none."""
        known = self._blocks.get((guest, section))
        return known.differs.tobytes() if known and known.at == self._now else b""

    def _aged(self, since: NDArray[np.int64]) -> bytes:
        age = (self._now - since) // SECOND
        return np.where(age < RECENT, age, OLD).astype(np.uint8).tobytes()

    def _sections(self, guest: GuestView) -> _Sections:
        before, table = self._guests.get(guest.name), guest.sections
        if before is not None and before.guest is guest:
            return before
        since = np.full(len(table.index), self._now if before else NEVER, np.int64)
        if before is not None and len(table.index) <= LARGEST:
            old = before.guest.sections
            if len(old.index):
                at = np.minimum(np.searchsorted(old.index, table.index), len(old.index) - 1)
                same = (old.index[at] == table.index) & (old.version[at] == table.version)
                same &= old.state[at] == table.state
                since[same] = before.since[at[same]]
        return _Sections(guest, since)

    def _pages(self, guest: str, pages: PagesView) -> _Blocks:
        before = self._blocks.get((guest, pages.section))
        if before is not None and before.pages is pages:
            return before
        blocks = len(pages.block_types)
        since = np.full(blocks, self._now if before else NEVER, np.int64)
        at, differs = NEVER, np.zeros(0, np.bool_)
        if before is not None and len(before.pages.kinds) == len(pages.kinds) and blocks:
            differs = (before.pages.kinds != pages.kinds) | (before.pages.orders != pages.orders)
            at, size = self._now, len(pages.kinds) // blocks
            same = ~differs[: blocks * size].reshape(blocks, size).any(axis=1)
            same &= before.pages.block_types == pages.block_types
            since[same] = before.since[same]
        return _Blocks(pages, since, at, differs)
