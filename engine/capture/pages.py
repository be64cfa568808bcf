"""What a capture's flags and lists say together of each page; where they differ, the lists are right.

Lists of one zone are written down at once, and flags a moment later: a page may have come or gone in between.
"""

from __future__ import annotations

from typing import Literal

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.capture.free_lists import Lists, in_recorded_order, maximal_blocks, pages_of
from engine.capture.page_kinds import Mask
from engine.capture.parked_lists import cpus_of, parked_of
from engine.capture.record import Capture, ZoneRecord
from engine.capture.sections import Places
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout
from engine.memory.per_cpu import PerCpu
from engine.memory.state import Column
from engine.memory.zones import SEVERAL
from engine.units import Pages

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
        kinds: of each pfn, as flags say; it is changed and kept.
        which: whether recorded lists count.
    """
    span = layout.section_pages
    kinds = np.concatenate((kinds, np.full(places.count * span - len(kinds), Kind.HOLE, np.uint8)))
    zone_at = _zone_at(places, layout)
    kinds[zone_at == _NOWHERE] = Kind.HOLE
    types = _types(capture, layout, kinds, which)
    said_free = kinds == Kind.FREE
    taken = np.zeros(len(kinds), bool)
    blurred: dict[str, Pages] = {}
    lists: list[Lists] = []
    parked: list[tuple[PerCpu, ...]] = []
    for number, (_, _, record) in enumerate(places.zones):
        mine = zone_at == number
        found = _free_lists(record, layout, types, mine, said_free, taken, blurred, which)
        lists.append(found)
        taken[pages_of(found)] = True
    free, cpus = taken.copy(), cpus_of(capture)
    for number, (_, _, record) in enumerate(places.zones):
        mine = (zone_at == number) & (kinds != Kind.HOLE)
        kept, strangers = parked_of(record, cpus, layout, taken, mine)
        parked.append(kept)
        _count(blurred, "on a CPU's list and elsewhere", strangers)
    _count(blurred, "free by their flags and on no list", int(np.count_nonzero(said_free & ~taken)))
    kinds[said_free] = Kind.KERNEL
    kinds[taken] = Kind.PER_CPU
    kinds[free] = Kind.FREE
    return PageFacts(
        kinds=kinds,
        zone_at=zone_at,
        types=types,
        lists=tuple(lists),
        parked=tuple(parked),
        blurred=blurred,
    )


_NOWHERE = 255


def _count(blurred: dict[str, Pages], what: str, pages: Pages) -> None:
    if pages:
        blurred[what] = blurred.get(what, 0) + pages


def _zone_at(places: Places, layout: Layout) -> NDArray[np.uint8]:
    """Return the position of each page's zone; 255: its section is not online."""
    found = np.repeat(places.section_zone, layout.section_pages)
    for section, cuts in places.parts.items():
        end = (section + 1) * layout.section_pages
        for first, number in cuts:
            found[first:end] = number
    assert not (found == SEVERAL).any()
    return found


def _types(capture: Capture, layout: Layout, kinds: Column, which: Which) -> Column:
    """Return the migrate type of each pageblock; isolation that nothing is under way for counts as undone."""
    blocks = len(kinds) >> layout.pageblock_order
    types = np.full(blocks, MigrateType.MOVABLE, np.uint8)
    if capture.pageblock_types is not None and which == "recorded":
        for first, found in capture.pageblock_types.items():
            at = first >> layout.pageblock_order
            if 0 <= at < blocks:
                types[at : at + len(found)] = found[: blocks - at]
        types[types == MigrateType.ISOLATE] = MigrateType.MOVABLE
        return types
    of_block = kinds.reshape(blocks, -1)
    types[np.isin(of_block, _UNMOVABLE).any(axis=1)] = MigrateType.UNMOVABLE
    types[(of_block == Kind.SLAB).mean(axis=1) > 0.5] = MigrateType.RECLAIMABLE
    return types


_UNMOVABLE = (Kind.KERNEL, Kind.PAGE_TABLE, Kind.SLAB)


def _free_lists(
    record: ZoneRecord | None,
    layout: Layout,
    types: Column,
    mine: Mask,
    said_free: Mask,
    taken: Mask,
    blurred: dict[str, Pages],
    which: Which,
) -> Lists:
    """Return a zone's free lists."""
    at = np.flatnonzero(mine)
    if record is None or not len(at):
        return {}
    unit = 1 << layout.max_order
    first, end = int(at[0]) // unit * unit, -(-(int(at[-1]) + 1) // unit) * unit
    recorded: Lists | None = record.lists if which == "recorded" else None
    free = np.zeros(end - first, bool)
    if recorded is None:
        free[:] = said_free[first:end]
    else:
        there = pages_of(recorded)
        inside = (there >= first) & (there < end)
        free[there[inside] - first] = True
        _count(blurred, "on a list of another zone", int(np.count_nonzero(~inside)))
    outside = free & ~(mine[first:end] & ~taken[first:end])
    _count(blurred, "on a list of another zone", int(np.count_nonzero(outside)))
    free &= ~outside
    blocks = maximal_blocks(
        free, first, types[first >> layout.pageblock_order : end >> layout.pageblock_order], layout
    )
    found, strangers = in_recorded_order(blocks, recorded or {}, types, layout)
    if recorded is not None:
        _count(blurred, "in free blocks that were not merged", strangers)
    return found
