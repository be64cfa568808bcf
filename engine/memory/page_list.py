"""A list of page frames with a head, a tail, and removal anywhere in constant time.

Entries stand in one buffer with room at both ends. An entry's *slot* is its absolute position: it stays true
while the buffer grows, so that a page frame can remember where it stands. A removed entry leaves a gap.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.int64]
Relocate = Callable[[Array, Array], None]
"""Told (entries, their new slots) when entries had to be numbered anew."""

GAP = -1
_ROOM = 16
_FAR = 1 << 30
"""Slots are kept in 32 bits by whoever remembers them."""


class PageList:
    """Entries from head to tail. An entry is a pfn, or below -1 a whole section (see `section_entry`).

    `count` counts blocks: an entry for a whole section counts as `weight` blocks.
    """

    __slots__ = ("_buffer", "base", "count", "first", "last", "shared", "view", "weight")

    def __init__(self, weight: int = 1) -> None:
        self._buffer: Array = np.empty(0, np.int64)
        self.view = self._buffer.data
        """The buffer, for single entries: the one at `slot` is at `slot - base`."""
        self.base = 0
        self.shared = False
        """Whether a fork has the same buffer: it may not be written."""
        self.first = 0
        """Slot of the first entry or of a gap before it."""
        self.last = 0
        """Slot after the last entry."""
        self.count = 0
        self.weight = weight

    def __len__(self) -> int:
        return self.count

    def fork(self) -> PageList:
        """Return an equal list; the buffer is shared until either writes."""
        twin = PageList(self.weight)
        twin._buffer, twin.view, twin.base = self._buffer, self.view, self.base
        twin.shared = self.shared = True
        twin.first, twin.last, twin.count = self.first, self.last, self.count
        return twin

    @property
    def window(self) -> Array:
        """The entries and gaps from the slot `first` to before the slot `last`: a view, not to be written."""
        return self._buffer[self.first - self.base : self.last - self.base]

    @classmethod
    def of_window(cls, weight: int, first: int, count: int, window: Array) -> PageList:
        """Return the list that has this window, which is its own from now on unless it is told that it is shared.

        Args:
            weight: blocks that an entry for a whole section counts as.
            first: the slot of the window's first entry or gap.
            count: blocks in it.
            window: int64, entries and gaps.
        """
        it = cls(weight)
        it._buffer, it.view, it.base = window, window.data, first
        it.first, it.last, it.count = first, first + len(window), count
        return it

    def entries(self) -> Array:
        """Return the entries from head to tail, gaps left out (a copy, or a read-only view)."""
        window = self._buffer[self.first - self.base : self.last - self.base]
        entries: Array = window[window != GAP]
        return entries

    def between(self, slot: int, end: int) -> Array:
        """Return the entries from one slot to before another, gaps left out (a copy)."""
        window = self._buffer[slot - self.base : end - self.base]
        entries: Array = window[window != GAP]
        return entries

    def at(self, slot: int) -> int:
        """Return the entry at `slot`, or GAP."""
        return self.view[slot - self.base]

    def trim(self) -> None:
        """Let the gaps before the head be forgotten, so that nobody looks through them again."""
        view, at, end = self.view, self.first - self.base, self.last - self.base
        while at < end and view[at] == GAP:
            at += 1
        self.first = at + self.base

    def head(self) -> int:
        """Return the entry at the head, which stays. The list must not be empty."""
        self.trim()
        return self.view[self.first - self.base]

    def push_head(self, pfn: int, relocate: Relocate) -> int:
        """Put a pfn before all others and return its slot."""
        if self.shared or self.first == self.base:
            self._make_room(1, 0, relocate)
        slot = self.first = self.first - 1
        self.view[slot - self.base] = pfn
        self.count += 1
        return slot

    def push_tail(self, pfn: int, relocate: Relocate) -> int:
        """Put a pfn after all others and return its slot."""
        slot = self.last
        if self.shared or slot - self.base == len(self.view):
            self._make_room(0, 1, relocate)
            slot = self.last
        self.view[slot - self.base] = pfn
        self.last = slot + 1
        self.count += 1
        return slot

    def push_section(self, entry: int, relocate: Relocate, *, head: bool = False) -> None:
        """Put a whole section after, or before, all others."""
        (self.push_head if head else self.push_tail)(entry, relocate)
        self.count += self.weight - 1

    def remove_section(self, entry: int) -> None:
        """Take a whole section out."""
        self.remove(self._slot_of(entry))
        self.count -= self.weight - 1

    def push_many_tail(self, pfns: Array, relocate: Relocate) -> int:
        """Put pfns after all others, in order, and return the slot of the first; the others follow upwards."""
        if self.shared or self.last - self.base + len(pfns) > len(self.view):
            self._make_room(0, len(pfns), relocate)
        at = self.last - self.base
        self._buffer[at : at + len(pfns)] = pfns
        slot = self.last
        self.last += len(pfns)
        self.count += len(pfns)
        return slot

    def push_many_head(self, pfns: Array, relocate: Relocate) -> int:
        """Push pfns one by one before all others; the last one ends at the head, whose slot is returned."""
        if self.shared or self.first - self.base < len(pfns):
            self._make_room(len(pfns), 0, relocate)
        self.first -= len(pfns)
        at = self.first - self.base
        self._buffer[at : at + len(pfns)] = pfns[::-1]
        self.count += len(pfns)
        return self.first

    def push_mixed(self, pfns: Array, tail: NDArray[np.bool_], relocate: Relocate) -> Array:
        """Push pfns one by one, each before or (`tail`) after all others, and return their slots."""
        tails = np.flatnonzero(tail)
        if not len(tails):
            slot = self.push_many_head(pfns, relocate)
            return np.arange(slot + len(pfns) - 1, slot - 1, -1)
        heads = np.flatnonzero(~tail)
        # room for both at once: making it twice could number anew what was just pushed
        if (
            self.shared
            or self.first - self.base < len(heads)
            or self.last - self.base + len(tails) > len(self.view)
        ):
            self._make_room(len(heads), len(tails), relocate)
        slots = np.empty(len(pfns), np.int64)
        slot = self.push_many_head(pfns[heads], relocate)
        slots[heads] = np.arange(slot + len(heads) - 1, slot - 1, -1)
        slot = self.push_many_tail(pfns[tails], relocate)
        slots[tails] = np.arange(slot, slot + len(tails))
        return slots

    def pop_head(self) -> int:
        """Take the entry at the head. The list must not be empty."""
        view, at = self.view, self.first - self.base
        while view[at] == GAP:
            at += 1
        entry = view[at]
        self.first = at + 1 + self.base
        self.count -= 1 if entry >= 0 else self.weight
        return entry

    def peek(self, entries: int) -> Array:
        """Return that many pfns from the head, in order, or all that there are; none may be a whole section."""
        return self._first_entries(min(entries, self.count))[0]

    def take_head(self, entries: int) -> Array:
        """Take that many pfns from the head, in order. None of them may be a whole section."""
        taken, span = self._first_entries(entries)
        self.first += span
        self.count -= entries
        return taken

    def _first_entries(self, entries: int) -> tuple[Array, int]:
        """Return that many entries from the head, and how many slots they and the gaps between them fill."""
        begin, end = self.first - self.base, self.last - self.base
        window = self._buffer[begin : begin + entries]
        if GAP not in window:
            return window.copy(), entries
        span = 2 * entries
        while True:
            window = self._buffer[begin : min(begin + span, end)]
            found = np.flatnonzero(window != GAP)[:entries]
            if len(found) == entries:
                return window[found], int(found[-1]) + 1 if entries else 0
            span *= 2

    def remove(self, slot: int) -> None:
        """Take the pfn at `slot` out."""
        if self.shared:
            self.own()
        self.view[slot - self.base] = GAP
        self.count -= 1

    def remove_many(self, slots: Array) -> None:
        """Take the pfns at these slots out."""
        if self.shared:
            self.own()
        self._buffer[slots - self.base] = GAP
        self.count -= len(slots)

    def replace(self, slot: int, entry: int) -> None:
        """Put a pfn where another pfn stands."""
        if self.shared:
            self.own()
        self.view[slot - self.base] = entry

    def replace_many(self, slots: Array, pfns: Array) -> None:
        """Put pfns where other pfns stand."""
        if self.shared:
            self.own()
        self._buffer[slots - self.base] = pfns

    def _slot_of(self, entry: int) -> int:
        """Return the slot of an entry that nobody remembers, by looking through the list from both ends."""
        begin, end, span = self.first - self.base, self.last - self.base, _ROOM
        while True:
            for at in (max(begin, end - span), begin):
                found = np.flatnonzero(self._buffer[at : min(end, at + span)] == entry)
                if len(found):
                    return at + int(found[0]) + self.base
            span *= 4

    def own(self) -> None:
        """Have a buffer of one's own, to be written."""
        self._buffer = self._buffer.copy()
        self.view = self._buffer.data
        self.shared = False

    def _make_room(self, before: int, after: int, relocate: Relocate) -> None:
        """Give the buffer room at both ends; number the entries anew when most of it is gaps or slots run far."""
        window = self._buffer[self.first - self.base : self.last - self.base]
        live = np.flatnonzero(window != GAP)
        if 2 * len(live) < len(window) or not -_FAR < self.first < _FAR:
            window = window[live]
            relocate(window, np.arange(len(window), dtype=np.int64))
            self.first = 0
            self.last = len(window)
        spare = _ROOM + max(len(window) // 2, (before + after) // 64)
        buffer = np.empty(before + after + len(window) + 2 * spare, np.int64)
        begin = before + spare
        buffer[begin : begin + len(window)] = window
        self._buffer, self.view, self.base = buffer, buffer.data, self.first - begin
        self.shared = False


def section_entry(section: int) -> int:
    """Return the entry that stands for all blocks of the largest order of a uniform section, ascending."""
    return -2 - section


def section_of_entry(entry: int) -> int:
    """Return the section that a whole-section entry stands for."""
    return -2 - entry
