"""The allocator's lists as a kernel module wrote them down: `memsnap` files of recorded traces.

Little-endian 32-bit words: a head, then for each zone its numbers, its free lists and its per-CPU lists, then the
migrate types of each online section's pageblocks, then an end mark.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.capture.record import Pfns
from engine.errors import CommandError
from engine.memory.kinds import MigrateType
from engine.units import Pages, Pfn

_HEAD, _ZONE, _CPU, _SECTION, _END = 0x534D454D, 0x454E4F5A, 0x20504350, 0x54434553, 0x444E4521
_MOST_ORDERS, _MOST_TYPES, _MOST_LISTS = 16, 6, 64


@attrs.frozen(kw_only=True, eq=False)
class CpuLists:
    """The lists of one CPU for one zone; see `CpuRecord`."""

    cpu: int
    count: Pages
    high: Pages
    batch: Pages
    lists: dict[int, Pfns]


@attrs.frozen(kw_only=True, eq=False)
class ZoneLists:
    """One zone: `zone` counts the kernel's zones of a node from the lowest; the rest is as in `ZoneRecord`."""

    node: int
    zone: int
    start: Pfn
    spanned: Pages
    present: Pages
    managed: Pages
    min: Pages
    low: Pages
    high: Pages
    lists: dict[tuple[int, int], Pfns]
    cpus: tuple[CpuLists, ...]


@attrs.frozen(kw_only=True, eq=False)
class Memsnap:
    """What one file holds; `types` has the migrate type of each pageblock by section number."""

    pageblock_order: int
    orders: int
    zones: tuple[ZoneLists, ...]
    types: dict[int, NDArray[np.uint8]]


class _Words:
    """Reads words one after the other; a file that ends too early or says something else is refused."""

    def __init__(self, content: bytes | bytearray, name: str) -> None:
        if len(content) % 4:
            raise CommandError(f"{name} is cut off: {len(content)} bytes are no whole 32-bit words")
        self.words = np.frombuffer(content, "<u4")
        self.at, self.name = 0, name

    def refuse(self, what: str) -> CommandError:
        return CommandError(f"{self.name}, word {self.at}: {what}", "a memsnap file as it was recorded")

    def take(self, count: int) -> Pfns:
        if count > len(self.words) - self.at:
            raise self.refuse(f"{count} words are announced, {len(self.words) - self.at} are left")
        self.at += count
        return self.words[self.at - count : self.at].astype(np.int64)

    def numbers(self, count: int) -> list[int]:
        found: list[int] = self.take(count).tolist()
        return found

    def number(self) -> int:
        return self.numbers(1)[0]


def read_memsnap(content: bytes | bytearray, name: str) -> Memsnap:
    """Read a file's content.

    Args:
        content: all of it, unpacked.
        name: of the file, for errors.

    Raises:
        CommandError: it is cut off, or is no such file.
    """
    words = _Words(content, name)
    head, version, pageblock_order, orders, types, cpus = words.numbers(6)
    if head != _HEAD or version != 1:
        raise words.refuse("it is no memsnap file of version 1")
    if not (0 < orders <= _MOST_ORDERS and pageblock_order < orders and 5 <= types <= _MOST_TYPES and cpus):
        raise words.refuse(f"{orders} orders, {types} migrate types and {cpus} CPUs are no kernel's")
    zones: list[ZoneLists] = []
    sections: dict[int, NDArray[np.uint8]] = {}
    while (mark := words.number()) != _END:
        if mark == _ZONE:
            zones.append(_zone(words, orders, types))
        elif mark == _CPU and zones:
            _cpu(words, zones)
        elif mark == _SECTION:
            section, blocks = words.numbers(2)
            sections[section] = _types(words.take(blocks), types)
        else:
            raise words.refuse(f"0x{mark:08x} is no mark of a zone, a CPU or a section")
    return Memsnap(pageblock_order=pageblock_order, orders=orders, zones=tuple(zones), types=sections)


def _types(found: Pfns, types: int) -> NDArray[np.uint8]:
    """Return types by the numbers of `MigrateType`: the last one is Isolate, and CMA is there or not."""
    return np.where(found == types - 1, MigrateType.ISOLATE, found).astype(np.uint8)


def _zone(words: _Words, orders: int, types: int) -> ZoneLists:
    node, zone, start, spanned, present, managed, low_min, low, high = words.numbers(9)
    lists: dict[tuple[int, int], Pfns] = {}
    for order in range(orders):
        for list_type in range(types):
            named = MigrateType.ISOLATE if list_type == types - 1 else list_type
            lists[int(named), order] = words.take(words.number())
    return ZoneLists(
        node=node,
        zone=zone,
        start=start,
        spanned=spanned,
        present=present,
        managed=managed,
        min=low_min,
        low=low,
        high=high,
        lists=lists,
        cpus=(),
    )


def _cpu(words: _Words, zones: list[ZoneLists]) -> None:
    """Read the lists of one CPU, and put them into their zone."""
    node, zone, cpu, count, high, batch, lists = words.numbers(7)
    place = next((at for at, it in enumerate(zones) if (it.node, it.zone) == (node, zone)), None)
    if place is None or lists > _MOST_LISTS:
        raise words.refuse(f"{lists} lists of a CPU for zone {zone} of node {node}, which is none")
    found = CpuLists(
        cpu=cpu,
        count=count,
        high=high,
        batch=batch,
        lists={number: words.take(words.number()) for number in range(lists)},
    )
    zones[place] = attrs.evolve(zones[place], cpus=(*zones[place].cpus, found))
