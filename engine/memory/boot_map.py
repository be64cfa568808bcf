"""What lies where when a guest boots: its memory around the holes, firmware, the kernel, and the mem_map."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import attrs

from engine.memory.kinds import Kind
from engine.platform import Platform
from engine.units import Bytes, Pages, Pfn


@attrs.frozen
class Ram:
    """Memory of one node that is there at boot: whole sections."""

    first: Pfn
    pages: Pages
    node: int = 0
    movable: bool = False
    """Whether it is ZONE_MOVABLE from boot on."""

    @property
    def end(self) -> Pfn:
        """The pfn after the last."""
        return self.first + self.pages


@attrs.frozen
class Fixed:
    """Pages that boot keeps, or that are no memory: holes, reserved pages, mem_map, and what begins in a balloon."""

    first: Pfn
    pages: Pages
    kind: Kind

    @property
    def end(self) -> Pfn:
        """The pfn after the last."""
        return self.first + self.pages


@attrs.frozen
class BootMap:
    """A guest's memory at boot.

    Attributes:
        ram: ascending, apart from each other.
        fixed: ascending, inside of `ram`, apart from each other.
        mem_maps: for sections [first, end), the pfn at which their mem_map begins.
    """

    ram: tuple[Ram, ...]
    fixed: tuple[Fixed, ...]
    mem_maps: tuple[tuple[int, int, Pfn], ...]

    @classmethod
    def of(
        cls,
        platform: Platform,
        memory: Bytes,
        nodes: int = 1,
        kernelcore: Bytes | None = None,
        *,
        in_sections: bool = True,
    ) -> BootMap:
        """Return the map of a guest with an amount of memory, shared out among nodes in whole sections.

        The kernel lies low, and behind it the mem_map of the memory that it lies in and of all memory that it cannot
        map; the mem_map of other memory lies at its start.

        Args:
            platform: where.
            memory: all of it.
            nodes: how many.
            kernelcore: how much of it, at the start of each node, is the kernel's; the rest is ZONE_MOVABLE. None: all.
            in_sections: whether each section has a mem_map of its own; else a node's describes its holes too.
        """
        page = platform.page_size
        ram = tuple(_by_node(platform, memory, nodes))
        kernel = max(platform.boot_end // page, ram[0].first)
        fixed = [Fixed(ram[0].first, 1, Kind.RESERVED)] if platform.boot_end else []
        fixed += [Fixed(a // page, (b - a) // page, Kind.HOLE) for a, b in platform.firmware]
        fixed.append(Fixed(kernel, platform.kernel_pages, Kind.RESERVED))
        behind = kernel + platform.kernel_pages
        mem_maps = []
        for part in ram:
            sections = part.pages // platform.section_pages
            first = part.first // platform.section_pages
            pages = -(-sections // platform.mem_map_sections) * platform.mem_map_pages
            low = part is ram[0] or _is_high(platform, part.first)
            at = behind if low else part.first
            behind += pages if low else 0
            fixed.append(Fixed(at, pages, Kind.MEM_MAP))
            mem_maps.append((first, first + sections, at))
        if not in_sections and (holes := _holes(platform, ram)):
            fixed.append(Fixed(behind, holes * platform.mem_map_pages, Kind.MEM_MAP))
        fixed.sort(key=lambda it: it.first)
        if kernelcore is not None:
            ram = tuple(_divided(platform, ram, fixed, kernelcore // platform.page_size // nodes))
        return cls(ram, tuple(fixed), tuple(mem_maps))

    def with_balloon(self, pages: Pages) -> BootMap:
        """Return the same map of which the highest pages that boot does not keep begin in a balloon."""
        found: list[Fixed] = []
        for first, end in reversed([*self._gaps(*_EVERYTHING)]):
            size = min(pages, end - first)
            if size:
                found.append(Fixed(end - size, size, Kind.BALLOON))
            pages -= size
        return attrs.evolve(self, fixed=tuple(sorted((*self.fixed, *found), key=lambda it: it.first)))

    @property
    def ballooned(self) -> tuple[Fixed, ...]:
        """What begins in a balloon, ascending."""
        return tuple(it for it in self.fixed if it.kind is Kind.BALLOON)

    @property
    def kept(self) -> Pages:
        """Pages that boot keeps, holes among them."""
        return sum(it.pages for it in self.fixed if it.kind is not Kind.BALLOON)

    def backed(self) -> tuple[tuple[Pfn, Pages], ...]:
        """Return what the host has to back, as (first, pages): everything but what begins in a balloon."""
        return tuple((first, end - first) for first, end in self._gaps(Kind.BALLOON))

    def _gaps(self, *kinds: Kind) -> Iterator[tuple[Pfn, Pfn]]:
        """Yield the runs [first, end) of memory that are between what is fixed of these kinds, ascending."""
        for part in self.ram:
            at = part.first
            for it in self.fixed:
                if it.kind in kinds and part.first <= it.first < part.end:
                    if at < it.first:
                        yield at, it.first
                    at = it.end
            if at < part.end:
                yield at, part.end


_EVERYTHING = tuple(Kind)


def _by_node(platform: Platform, memory: Bytes, nodes: int) -> Iterator[Ram]:
    """Cut the memory around the holes into as many equal parts as there are nodes; no two share a page of mem_map."""
    page, section = platform.page_size, platform.section_size
    share = platform.mem_map_sections
    each = memory // section // nodes // share * share * section
    node, left = 0, each
    for start, end in platform.ram(memory):
        at = start
        while at < end:
            size = end - at if node == nodes - 1 else min(left, end - at)
            yield Ram(at // page, size // page, node)
            at, left = at + size, left - size
            if not left and node < nodes - 1:
                node, left = node + 1, each


def _holes(platform: Platform, ram: tuple[Ram, ...]) -> int:
    """Count the sections between the parts of each node."""
    gaps = (after.first - before.end for before, after in pairwise(ram) if before.node == after.node)
    return sum(gaps) // platform.section_pages


def _divided(
    platform: Platform, ram: tuple[Ram, ...], fixed: list[Fixed], kernelcore: Pages
) -> Iterator[Ram]:
    """Cut each node where ZONE_MOVABLE begins.

    It begins once the kernel has its pages of the node, at a section; never below the highest zone that has memory, nor
    below what boot keeps.

    Source: mm/page_alloc.c:find_zone_movable_pfns_for_nodes.
    """
    page, section, last = platform.page_size, platform.section_pages, ram[-1].end
    starts = [0, *(end // page for _, end in platform.zones if end is not None)]
    floor = max(start for start in starts if start < last)
    left = dict.fromkeys({part.node for part in ram}, kernelcore)
    for part in ram:
        kept = max((it.end for it in fixed if part.first <= it.first < part.end), default=part.first)
        cut = max(part.first + left[part.node], kept, floor)
        cut = min(part.end, -(-cut // section) * section)
        left[part.node] = max(0, left[part.node] - part.pages)
        if cut > part.first:
            yield Ram(part.first, cut - part.first, part.node)
        if cut < part.end:
            yield Ram(cut, part.end - cut, part.node, movable=True)


def _is_high(platform: Platform, pfn: Pfn) -> bool:
    """Say whether the kernel cannot map a page for good: it lies in ZONE_HIGHMEM."""
    name, _ = platform.zones[-1]
    below = platform.zones[-2][1] if name == "HighMem" else None
    return below is not None and pfn * platform.page_size >= below
