"""What a capture's flags and lists say together of each page; where they differ, the lists are right.

Lists of one zone are written down at once, and flags a moment later: a page may have come or gone in between.
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.capture.free_lists import Lists, in_recorded_order, maximal_blocks, pages_of
from engine.capture.guessed_parked import guess_parked
from engine.capture.guessed_types import SILENT, guess_types
from engine.capture.kpageflags import Mask
from engine.capture.parked_lists import cpus_of, parked_of
from engine.capture.record import Capture, ZoneRecord
from engine.capture.sections import Places
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout
from engine.memory.page_list import Array
from engine.memory.per_cpu import PerCpu
from engine.memory.state import Column
from engine.units import Pages, Pfn

Which = Literal["recorded", "rebuilt"]
"""Whether free lists are taken as they were recorded, or made from the flags although they were."""


@attrs.frozen(eq=False, kw_only=True)
class PageFacts:
    """What each page is, and where it stands.

    Attributes:
        kinds: of each pfn, up to the end of the last section.
        zone_at: of each pfn, the position of its zone.
        types: of each pageblock.
        lists: by position of a zone, its free lists.
        parked: by position of a zone, what each CPU keeps of it.
        blurred: pages of which flags and lists told different things, by what was said of them.
    """

    kinds: Column
    zone_at: Column
    types: Column
    lists: tuple[Lists, ...]
    parked: tuple[tuple[PerCpu, ...], ...]
    blurred: dict[str, Pages]


def page_facts(capture: Capture, layout: Layout, places: Places, kinds: Column, which: Which) -> PageFacts:
    """Bring flags and lists together.

    Args:
        capture: what the kernel told.
        layout: its geometry.
        places: its sections and zones.
        kinds: of each pfn, as flags say.
        which: whether recorded lists count.
    """
    work = _Work(capture, layout, places, kinds, which)
    lists = tuple(work.free_lists(number) for number in range(len(places.zones)))
    work.found_free()
    parked = tuple(work.parked(number) for number in range(len(places.zones)))
    return PageFacts(
        kinds=work.kinds_now(),
        zone_at=work.zone_at,
        types=work.types,
        lists=lists,
        parked=parked,
        blurred=work.blurred,
    )


class _Work:
    """What is known so far, zone by zone."""

    def __init__(self, capture: Capture, layout: Layout, places: Places, kinds: Column, which: Which) -> None:
        pages = places.count * layout.section_pages
        self.capture, self.layout, self.zones = capture, layout, places.zones
        self.recorded = which == "recorded"
        self.kinds = np.concatenate((kinds, np.full(pages - len(kinds), Kind.HOLE, np.uint8)))
        self.zone_at = _zone_at(places, layout)
        self.kinds[self.zone_at == _NOWHERE] = Kind.HOLE
        self.said_free: Mask = self.kinds == Kind.FREE
        self.silent: Mask = np.zeros(pages, bool)
        self.silent[: len(capture.flags)] = capture.flags == 0
        self.types_known = self.recorded and capture.pageblock_types is not None
        self.types = self._types(pages >> layout.pageblock_order)
        self.free: Mask = np.zeros(pages, bool)
        self.taken = self.free
        self.cpus = cpus_of(capture)
        self.blurred: dict[str, Pages] = {}

    def _types(self, count: int) -> Column:
        """Return the migrate type of each pageblock; isolation that nothing is under way for counts as undone."""
        types = np.full(count, MigrateType.MOVABLE, np.uint8)
        if self.types_known:
            for first, found in (self.capture.pageblock_types or {}).items():
                at = first >> self.layout.pageblock_order
                if 0 <= at < count:
                    types[at : at + len(found)] = found[: count - at]
            types[types == MigrateType.ISOLATE] = MigrateType.MOVABLE
        return types

    def _blur(self, what: str, pages: Pages) -> None:
        if pages:
            self.blurred[what] = self.blurred.get(what, 0) + pages

    def free_lists(self, number: int) -> Lists:
        """Return a zone's free lists, and note which pages are on them."""
        mine = self.zone_at == number
        record, at, unit = self.zones[number][2], np.flatnonzero(mine), 1 << self.layout.max_order
        if record is None or not len(at):
            return {}
        first, end = int(at[0]) // unit * unit, -(-(int(at[-1]) + 1) // unit) * unit
        lists = record.lists if self.recorded else None
        free: Mask = self.said_free[first:end].copy()
        if lists is not None:
            there = pages_of(lists)
            inside = (there >= first) & (there < end)
            free[:] = False
            free[there[inside] - first] = True
            strangers = int(np.count_nonzero(~inside)) + int(np.count_nonzero(free & ~mine[first:end]))
            self._blur("on a free list of a zone that they are not of", strangers)
        free &= mine[first:end]
        self.free[first:end] |= free
        shift = self.layout.pageblock_order
        blocks = maximal_blocks(free, first, self.types[first >> shift : end >> shift], self.layout)
        if lists is None and not self.types_known:
            return self._guessed(record, blocks, first, mine[first:end])
        found, strangers = in_recorded_order(blocks, lists or {}, self.types, self.layout)
        self._blur("in free blocks that were recorded unmerged, or twice", strangers if lists else 0)
        return found

    def _guessed(self, record: ZoneRecord, blocks: list[Array], first: Pfn, mine: Mask) -> Lists:
        """Return lists by address of blocks whose types are guessed; so are those of their pageblocks."""
        shift = self.layout.pageblock_order
        kinds = np.where(mine, self.kinds[first : first + len(mine)], np.uint8(Kind.HOLE))
        kinds[self.silent[first : first + len(mine)] & mine] = SILENT
        guess = guess_types(
            kinds, first, blocks, record.blocks_of_type, record.pageblocks_of_type, self.layout
        )
        own: Mask = np.any(mine.reshape(-1, 1 << shift), axis=1)
        self.types[first >> shift : (first >> shift) + len(own)][own] = guess.types[own]
        return {
            (list_type, order): firsts[on_list == list_type]
            for order, (firsts, on_list) in enumerate(zip(blocks, guess.on_list, strict=True))
            for list_type in np.unique(on_list).tolist()
        }

    def found_free(self) -> None:
        """All free lists are known now."""
        self.taken = self.free.copy()

    def parked(self, number: int) -> tuple[PerCpu, ...]:
        """Return what each CPU keeps of a zone, and note which pages they keep."""
        record = self.zones[number][2]
        mine = (self.zone_at == number) & (self.kinds != Kind.HOLE)
        if self.recorded and all(cpu.lists is not None for cpu in (record.cpus if record else ())):
            kept, strangers = parked_of(record, self.cpus, self.layout, self.taken, mine)
            self._blur("on a CPU's list and elsewhere", strangers)
            return kept
        kept, lacking = guess_parked(
            record, self.cpus, self.layout, self.silent & mine & ~self.taken, self.types, self.taken
        )
        self._blur("counted on CPUs' lists and not found", lacking)
        return kept

    def kinds_now(self) -> Column:
        """Return what each page is, once all lists are known."""
        lost = self.said_free & ~self.taken
        self._blur("free by their flags and on no list", int(np.count_nonzero(lost)))
        parked = self.said_free & self.taken & ~self.free
        self._blur("free by their flags and on a CPU's list", int(np.count_nonzero(parked)))
        self.kinds[self.said_free] = Kind.KERNEL
        self.kinds[self.taken] = Kind.PER_CPU
        self.kinds[self.free] = Kind.FREE
        return self.kinds


_NOWHERE = 255


def _zone_at(places: Places, layout: Layout) -> NDArray[np.uint8]:
    """Return the position of each page's zone; 255: its section is not online."""
    found = np.repeat(places.section_zone, layout.section_pages)
    for section, cuts in places.parts.items():
        end = (section + 1) * layout.section_pages
        for first, number in cuts:
            found[first:end] = number
    return found
