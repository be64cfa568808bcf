"""Every page of a guest's memory at one time, as arrays: what it holds, and in which list it is free."""

from __future__ import annotations

from typing import TypeVar

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.guest.guest import Guest
from engine.memory.frames import ISOLATED, MIXED
from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Memory
from engine.memory.per_cpu import order_of
from engine.units import Pages

_Number = TypeVar("_Number", bound=np.generic)
Codes = NDArray[np.int16]
NOT_FREE = -1
Place = tuple[int, str, str, int]
"""Where free pages are: node, zone, `order` with an order, or a CPU as `cpu0` with the number of its list."""
NO_ZONE = 255


@attrs.frozen(kw_only=True, eq=False)
class Sheet:
    """A guest's memory from pfn 0 on. Arrays are not to be changed.

    Attributes:
        kinds: uint8 [pages], a Kind each.
        orders: int8 [pages], the order of the free block that a page is part of, or NOT_FREE.
        codes: int16 [pages], the position in `places` of the list on which a page is free, or NOT_FREE.
        types: uint8 [pageblocks], a MigrateType each.
        zones: uint8 [pages >> max_order], the position in `zone_names`, or NO_ZONE.
        zone_names: node and name of each zone.
        marks: min, low and high of each zone, by node and name.
    """

    pageblock_order: int
    max_order: int
    kinds: NDArray[np.uint8]
    orders: NDArray[np.int8]
    codes: Codes
    places: tuple[Place, ...]
    types: NDArray[np.uint8]
    zones: NDArray[np.uint8]
    zone_names: tuple[tuple[int, str], ...]
    marks: dict[tuple[int, str], tuple[Pages, Pages, Pages]]


def sheet_of(guest: Guest) -> Sheet:
    """Return every page of a guest's memory now."""
    memory, layout = guest.memory, guest.memory.layout
    pages = len(memory.state) << layout.section_shift
    kinds = _kinds(memory, pages)
    orders = np.full(pages, NOT_FREE, np.int8)
    codes: Codes = np.full(pages, NOT_FREE, np.int16)
    places: dict[Place, int] = {}

    def put(pfns: NDArray[np.int64], order: int, place: Place, *, buddy: bool) -> None:
        if len(pfns):
            inside = (pfns[:, None] + np.arange(1 << order)).ravel()
            codes[inside] = places.setdefault(place, len(places))
            if buddy:
                orders[inside] = order

    for zone in memory.zones:
        for row in zone.lists:
            for order, listed in enumerate(row):
                where = (zone.node, zone.name, "order", order)
                put(memory.expanded(listed), order, where, buddy=True)
        for cpu, kept in enumerate(zone.cpus):
            for number, pfns in kept.lists.items():
                where = (zone.node, zone.name, f"cpu{cpu}", number)
                put(pfns, order_of(layout, number), where, buddy=False)
    blocks = np.arange(pages >> layout.max_order, dtype=np.int64) << layout.max_order
    return Sheet(
        pageblock_order=layout.pageblock_order,
        max_order=layout.max_order,
        kinds=kinds,
        orders=orders,
        codes=codes,
        places=tuple(places),
        types=_types(memory),
        zones=memory.zones_at(blocks) if len(blocks) else np.zeros(0, np.uint8),
        zone_names=tuple((zone.node, zone.name) for zone in memory.zones),
        marks={
            (zone.node, zone.name): (zone.min, zone.low, zone.high) for zone in memory.zones if zone.present
        },
    )


def _kinds(memory: Memory, pages: Pages) -> NDArray[np.uint8]:
    frames, size = memory.frames, memory.layout.section_pages
    kinds = np.full(pages, Kind.HOLE, np.uint8)
    for section in range(min(frames.sections, pages // size)):
        uniform = int(frames.uniform[section])
        found = frames.kinds_of(section) if uniform == MIXED else uniform
        kinds[section * size : (section + 1) * size] = found
    return kinds


def _types(memory: Memory) -> NDArray[np.uint8]:
    rows = [
        memory.frames.types_of(section) for section in range(min(memory.frames.sections, len(memory.state)))
    ]
    types = np.concatenate(rows) if rows else np.zeros(0, np.uint8)
    found: NDArray[np.uint8] = np.where(types & ISOLATED, np.uint8(MigrateType.ISOLATE), types).astype(
        np.uint8
    )
    return found


def together(*sheets: Sheet) -> tuple[Sheet, ...]:
    """Return sheets of the same length, whose codes mean the same places and whose zones the same names."""
    pages = max(len(sheet.kinds) for sheet in sheets)
    places = tuple(dict.fromkeys(place for sheet in sheets for place in sheet.places))
    names = tuple(dict.fromkeys(name for sheet in sheets for name in sheet.zone_names))
    return tuple(_widened(sheet, pages, places, names) for sheet in sheets)


def _widened(
    sheet: Sheet, pages: Pages, places: tuple[Place, ...], names: tuple[tuple[int, str], ...]
) -> Sheet:
    # NOT_FREE is -1: the last entry of each table is what it becomes
    position = np.array([*map(places.index, sheet.places), NOT_FREE], np.int16)
    zone = np.full(256, NO_ZONE, np.uint8)
    zone[: len(sheet.zone_names)] = [names.index(name) for name in sheet.zone_names]
    return attrs.evolve(
        sheet,
        kinds=_longer(sheet.kinds, pages, Kind.HOLE),
        orders=_longer(sheet.orders, pages, NOT_FREE),
        codes=_longer(position[sheet.codes], pages, NOT_FREE),
        places=places,
        types=_longer(sheet.types, pages >> sheet.pageblock_order, MigrateType.MOVABLE),
        zones=_longer(zone[sheet.zones], pages >> sheet.max_order, NO_ZONE),
        zone_names=names,
    )


def _longer(array: NDArray[_Number], length: int, value: int) -> NDArray[_Number]:
    if len(array) >= length:
        return array
    return np.concatenate((array, np.full(length - len(array), value, array.dtype)))
