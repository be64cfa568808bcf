"""A range of a memory block is emptied and unplugged: alloc_contig_range(), and what virtio-mem makes of it.

The range is isolated, its pages move elsewhere, a pageblock a step, and when all of it is free it is the host's. Clean
file pages are dropped and not moved. Sources: mm/page_alloc.c:alloc_contig_range, __alloc_contig_migrate_range;
drivers/virtio/virtio_mem.c:virtio_mem_fake_offline.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.events import counted
from engine.guest.balloon_exchange import surrender
from engine.guest.blockers import name_of
from engine.guest.guest import Guest
from engine.guest.memory_block import in_movable_zone, sections_of
from engine.guest.migration_room import SINGLE_KINDS
from engine.guest.moving import landing_text, move_pageblock
from engine.guest.surroundings import Surroundings
from engine.guest.virtio_mem import by_section
from engine.memory.holdings import release
from engine.memory.kinds import BLOCKING_KINDS, Kind
from engine.memory.runs import Runs
from engine.memory.subblocks import isolate_range, undo_range, unplug_range
from engine.timeline import After
from engine.units import Nanoseconds, Pages

TRIES_IN_MOVABLE = 5
"""Calls of alloc_contig_range() in ZONE_MOVABLE, which gives guarantees; in the kernel's zones there is one."""
ROUNDS = 5
"""Times that one call goes over the pages of a range (__alloc_contig_migrate_range)."""
RECLAIMS = 16
"""Times that reclaim may bring nothing for a page that has to move (mm/page_alloc.c: MAX_RECLAIM_RETRIES)."""
_NEEDS_ROOM = np.isin(np.arange(256), (*SINGLE_KINDS, Kind.HUGETLB))


@attrs.frozen
class Emptied:
    """How it ended.

    Attributes:
        how: unplugged; busy: something in it does not move (EBUSY); full: there is no room to move to (ENOMEM).
        reason: why not.
        cost: of the last step.
    """

    how: Literal["unplugged", "busy", "full"]
    reason: str = ""
    cost: Nanoseconds = 0


Part: TypeAlias = tuple[int, int, int]
"""A section, the first pageblock in it, how many."""


def kept_pageblocks(guest: Guest, section: int) -> NDArray[np.bool_]:
    """Say of each pageblock of a section whether the scan before isolation refuses it (has_unmovable_pages).

    Nothing in ZONE_MOVABLE is refused. Pinned pages look as if they could move.
    """
    layout = guest.memory.layout
    if in_movable_zone(guest, section):
        return np.zeros(layout.section_pageblocks, bool)
    kinds = [*BLOCKING_KINDS] if guest.balloon_pages == "migrate" else [*BLOCKING_KINDS, Kind.BALLOON]
    kept = np.isin(guest.memory.frames.kinds_of(section), kinds)
    blocks = kept.reshape(layout.section_pageblocks, layout.pageblock_pages)
    found: NDArray[np.bool_] = np.logical_or.reduce(blocks, axis=1)
    return found


@attrs.define
class EmptyRange:
    """Empties a range and unplugs it, or leaves it as it was. It lives inside of the driver's process."""

    operation: int
    block: int
    """The memory block's first section."""
    first: int
    """The first pageblock, counted over the memory block."""
    count: int
    isolated: int = 0
    """Parts of the range, one a section, that are isolated."""
    pageblock: int = 0
    """The next one to look at, counted over the range."""
    moved: Pages = 0
    moved_in_round: Pages = 0
    rounds: int = 0
    reclaims: int = 0
    """Times in a row that reclaim made room for nothing in the pageblock in hand."""
    tries: int = 0
    unplugged: int = 0
    """Parts that are unplugged."""

    def parts(self, guest: Guest) -> list[Part]:
        """Return the range cut where sections meet."""
        return by_section(guest, self.block, self.first, self.count)

    def step(self, world: Surroundings, guest: Guest) -> After | Emptied:
        """Do the next piece: isolate a part, empty a pageblock, or unplug a part."""
        parts = self.parts(guest)
        if self.unplugged:
            return self._unplug(world, guest, parts)
        if self.isolated < len(parts):
            return self._isolate(guest, parts)
        shift = guest.memory.layout.pageblock_order
        while self.pageblock < self.count:
            section, pageblock = self._place(guest, self.pageblock)
            kinds = guest.memory.frames.kinds_of(section)[pageblock << shift : pageblock + 1 << shift]
            if not (kinds == Kind.FREE).all():
                return self._empty(world, guest, section, pageblock)
            self.pageblock += 1
        return self._round_over(world, guest, parts)

    def _place(self, guest: Guest, pageblock: int) -> tuple[int, int]:
        part, inside = divmod(self.first + pageblock, guest.memory.layout.section_pageblocks)
        return self.block + part, inside

    def _isolate(self, guest: Guest, parts: list[Part]) -> After | Emptied:
        section, first, count = parts[self.isolated]
        scanned = guest.costs.scan(count)
        if kept_pageblocks(guest, section)[first : first + count].any():
            self.undo(guest)
            return Emptied("busy", _stuck(guest, section, first, count), scanned)
        if not self.isolated:
            guest.memory.pause_per_cpu(section)
        isolate_range(guest.memory, section, first, count)
        guest.changes += 1
        self.isolated += 1
        return After(scanned + guest.costs.isolate(count << guest.memory.layout.pageblock_order))

    def _empty(self, world: Surroundings, guest: Guest, section: int, pageblock: int) -> After | Emptied:
        dropped = _drop_clean(guest, section, pageblock)
        result = move_pageblock(world, guest, section, pageblock)
        self.moved += result.pages
        self.moved_in_round += result.pages
        cost = result.cost + (guest.costs.drop_file(dropped) if dropped else 0)
        self._tell(world, guest, result.landing, result.pages)
        shift = guest.memory.layout.pageblock_order
        kinds = guest.memory.frames.kinds_of(section)[pageblock << shift : pageblock + 1 << shift]
        if left := int(np.count_nonzero(_NEEDS_ROOM[kinds])):
            self.reclaims = 0 if result.pages else self.reclaims + 1
            if not result.cost or self.reclaims > RECLAIMS:
                self.undo(guest)
                return Emptied("full", f"no room to move {counted(left, 'page')} of s{section} to", cost)
            return After(cost)
        self.pageblock, self.reclaims = self.pageblock + 1, 0
        return After(cost or guest.costs.scan(1))

    def _tell(self, world: Surroundings, guest: Guest, landing: tuple[int, ...], moved: Pages) -> None:
        shift = guest.memory.layout.pageblock_order
        size = guest.page_size << shift
        where = landing_text(landing)
        world.progress(
            self.operation,
            pages_migrated=world.operations[self.operation].pages_migrated + moved,
            sections=sections_of(guest, self.block),
            landing=landing,
            waits_for=None,
            detail=f"s{self.block} ▾ {self.pageblock * size >> 20:,}M of {self.count * size >> 20:,}M empty{where}",
        )
        world.signal("zeroing")

    def _round_over(self, world: Surroundings, guest: Guest, parts: list[Part]) -> After | Emptied:
        busy = next((part for part in parts if not _is_free(guest, *part)), None)
        if busy is None:
            return self._unplug(world, guest, parts)
        self.rounds += 1
        if self.rounds < ROUNDS and self.moved_in_round:
            self.pageblock = self.moved_in_round = 0
            return After(guest.costs.scan(self.count))
        reason = _stuck(guest, *busy)
        self.undo(guest)
        self.tries += 1
        if in_movable_zone(guest, self.block) and self.tries < TRIES_IN_MOVABLE:
            return After(guest.costs.scan(self.count))
        return Emptied("busy", reason, guest.costs.scan(self.count))

    def _unplug(self, world: Surroundings, guest: Guest, parts: list[Part]) -> After | Emptied:
        section, first, count = parts[self.unplugged]
        memory, shift = guest.memory, guest.memory.layout.pageblock_order
        pages = count << shift
        unplug_range(memory, section, first, count)
        pfn = (section << memory.layout.section_shift) + (first << shift)
        surrender(world, guest, Runs.of([(pfn, pages)]))
        guest.set_target(guest.target - pages)
        self.unplugged += 1
        cost = guest.costs.unplug(pages)
        if self.unplugged < len(parts):
            return After(cost)
        memory.resume_per_cpu()
        return Emptied("unplugged", cost=cost)

    def undo(self, guest: Guest) -> None:
        """Give what is isolated and not unplugged back to the allocator."""
        for part in self.parts(guest)[self.unplugged : self.isolated]:
            undo_range(guest.memory, *part)
        guest.memory.resume_per_cpu()
        guest.changes += 1
        self.isolated = self.pageblock = self.moved_in_round = self.rounds = self.reclaims = 0


def _drop_clean(guest: Guest, section: int, pageblock: int) -> Pages:
    """Drop the clean file pages of a pageblock (mm/vmscan.c:reclaim_clean_pages_from_list)."""
    memory, size = guest.memory, guest.memory.layout.pageblock_pages
    at = pageblock * size
    found = np.flatnonzero(memory.frames.kinds_of(section)[at : at + size] == Kind.FILE)
    if len(found):
        release(memory, Kind.FILE, (section << memory.layout.section_shift) + at + found)
        guest.reclaimed += len(found)
    return len(found)


def _is_free(guest: Guest, section: int, first: int, count: int) -> bool:
    shift = guest.memory.layout.pageblock_order
    kinds = guest.memory.frames.kinds_of(section)[first << shift : first + count << shift]
    return bool((kinds == Kind.FREE).all())


_KEEPS = (*BLOCKING_KINDS, Kind.PINNED, Kind.BALLOON)


def _stuck(guest: Guest, section: int, first: int, count: int) -> str:
    """Say what keeps a range, the most stubborn kind of it."""
    shift = guest.memory.layout.pageblock_order
    kinds = guest.memory.frames.kinds_of(section)[first << shift : first + count << shift]
    for kind in _KEEPS:
        if pages := int(np.count_nonzero(kinds == kind)):
            return f"{counted(pages, f'{name_of(kind)} page')} in s{section}"
    return f"pages of s{section} are still in use"
