"""In what order free blocks are reported to the host, and where on the lists they end (mm/page_reporting.c).

Lists are plain lists of entries, as `PageList.entries` gives them: nothing is changed here but those.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from engine.memory.kinds import MigrateType
from engine.units import Pages

CAPACITY = 32
"""Blocks that one report holds (PAGE_REPORTING_CAPACITY)."""
SHARE = 16
"""A pass reports about this part of a list (page_reporting_cycle)."""
Place = tuple[int, int]
"""A list: (order, migrate type)."""


@attrs.define
class ReportOrder:
    """One pass over the lists of a zone.

    A section that is one record stands for all its blocks of the largest order, and is reported and moved as one.
    """

    lists: dict[Place, list[int]]
    """By place, entries from head to tail."""
    counts: dict[int, int]
    """By order, free blocks of all types."""
    known: set[tuple[int, int]]
    """Blocks, as (order, entry), that the host has been told of and that nobody took since."""
    weigh: Callable[[int], int]
    """How many blocks an entry stands for."""
    grouping: bool
    spare: Pages
    """Free pages above the zone's min watermark: a block is taken off its list only while more are left."""
    allowance: Pages
    """Pages that the host takes at most: it refuses a report that goes beyond."""
    reported: list[tuple[int, int]] = attrs.Factory(list)
    """(order, entry), in the order in which the host was told."""
    changed: set[Place] = attrs.Factory(set)
    arrived: dict[Place, list[int]] = attrs.Factory(dict)
    """Entries that came to a place from another type's list."""
    more: bool = False
    """Whether a list had more than one pass reports."""
    refused: bool = False
    _batch: list[tuple[int, int, int]] = attrs.Factory(list)
    """(order, type, entry), as they were taken off their lists."""
    _room: int = CAPACITY

    def run(self) -> None:
        """Go over all lists, smallest blocks first; what is left over is reported at the end."""
        for place in sorted(self.lists):
            self._cycle(place)
            if self.refused:
                return
        if self._batch:
            self._report()

    def _cycle(self, place: Place) -> None:
        order, list_type = place
        entries = self.lists[place]
        budget = -(-self.counts[order] // (CAPACITY * SHARE))
        at = 0
        while at < len(entries):
            entry = entries[at]
            if (order, entry) in self.known:
                at += 1
            elif budget < 0:
                self.more = True
                break
            elif self._fits(entry) and self.spare <= self.weigh(entry) << order:
                break
            elif self._fits(entry):
                del entries[at]
                self.changed.add(place)
                self._batch.append((order, list_type, entry))
                self._room -= self.weigh(entry)
                self.spare -= self.weigh(entry) << order
            else:
                _rotate(entries, at)
                self._report()
                budget -= 1
                at = 0
                if self.refused:
                    break
        if at < len(entries):
            _rotate(entries, at)
            self.changed.add(place)

    def _fits(self, entry: int) -> bool:
        """Say whether the batch has room for an entry; an empty one has for any."""
        return self._room >= min(self.weigh(entry), CAPACITY)

    def _report(self) -> None:
        """Tell the host of a batch, then put its blocks at the tails, the last one first.

        Isolating a free block made its pageblocks movable (mm/page_alloc.c:__isolate_free_page).
        """
        pages = sum(self.weigh(entry) << order for order, _, entry in self._batch)
        self.refused = pages > self.allowance
        for order, list_type, entry in reversed(self._batch):
            place = (order, int(MigrateType.MOVABLE) if self.grouping else list_type)
            self.lists[place].append(entry)
            self.changed.add(place)
            if place[1] != list_type:
                self.arrived.setdefault(place, []).append(entry)
            if not self.refused:
                self.known.add((order, entry))
                self.reported.append((order, entry))
        self.allowance -= pages
        self.spare += pages
        self._batch = []
        self._room = CAPACITY


def _rotate(entries: list[int], at: int) -> None:
    """Let the entry at a position be the head; what stood before it goes to the tail."""
    entries[:] = entries[at:] + entries[:at]
