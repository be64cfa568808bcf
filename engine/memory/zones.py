"""The zones of a guest: which there are, which a page belongs to, and which a request may use, in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import Kind
from engine.memory.layout import ZONE_NAMES, Layout, Rules
from engine.memory.page_list import Array
from engine.memory.zone import Zone
from engine.units import Pages, Pfn

NO_ZONE = 255
SEVERAL = 254
"""In `section_zone`: the section's pages belong to several zones, which `parts` tells."""
Parts = tuple[tuple[Pfn, int], ...]
"""Where each part of a section begins, and the position of its zone in `zones`, upwards."""


_NORMAL, _HIGHMEM, _MOVABLE = (ZONE_NAMES.index(name) for name in ("Normal", "HighMem", "Movable"))
_HIGHEST_ZONE = {
    **dict.fromkeys(Kind, _NORMAL),
    **dict.fromkeys((Kind.FILE, Kind.FILE_DIRTY, Kind.ANON, Kind.MLOCKED, Kind.HUGETLB), _MOVABLE),
    **dict.fromkeys((Kind.PINNED, Kind.BALLOON), _HIGHMEM),
}
"""Long-term pins move out of ZONE_MOVABLE first, so pinned pages never lie there (mm/gup.c)."""


def zones_at(
    pfns: Array, sections: Array, section_zone: NDArray[np.uint8], parts: dict[int, Parts]
) -> NDArray[np.uint8]:
    """Return the position in `zones` of each page's zone; the other arguments are as in `Sections`."""
    found: NDArray[np.uint8] = section_zone[sections]
    if parts and (found == SEVERAL).any():
        for section, cuts in parts.items():
            here = sections == section
            for first, index in cuts:
                found[here & (pfns >= first)] = index
    return found


class Zones:
    """A guest's zones, and which sections belong to them.

    Attributes:
        zones: node by node upwards: the kernel's zones, then Movable. `section_zone` refers to their positions.
        nodes: how many nodes there are.
        cpu_nodes: how many of them, the first ones, have CPUs: those that were there at boot.
        node_of_cpu: the node of each CPU that keeps pages of its own. One does all work of a guest whose CPUs nobody
            told apart; it is on the last node with CPUs, where a balloon's worker was seen to run (trace n1).
        cpu: the CPU that work runs on now.
        section_zone: uint8 [sections], position in `zones`, SEVERAL or NO_ZONE.
        section_node: uint8 [sections].
        parts: for sections that belong to several zones, which part to which.
        zonelists: what `zonelist` found, by kind or by all that was asked; it holds until a zone gets its first pages
            or loses its last.
    """

    def __init__(self, layout: Layout, rules: Rules, nodes: int = 1) -> None:
        self.layout, self.rules = layout, rules
        self.zonelists: dict[Kind | tuple[Kind, bool | None, int], list[Zone]] = {}
        self.nodes, self.zones = 0, list[Zone]()
        for _ in range(nodes):
            self.add_node()
        self.cpu_nodes = nodes
        self.node_of_cpu: tuple[int, ...] = (nodes - 1,)
        self.cpu = 0
        self.section_zone: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.section_node: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.parts: dict[int, Parts] = {}

    def add_node(self) -> None:
        """Let there be one more node: its zones have no pages yet (mm/memory_hotplug.c:hotadd_new_pgdat)."""
        names = (*(name for name, _ in self.layout.zone_ends), "Movable")
        self.zones += [Zone.empty(name, self.nodes, self.layout, self.rules) for name in names]
        self.nodes += 1
        self.zonelists.clear()

    def run_on(self, cpu: int) -> None:
        """Let work run on a CPU from now on: its lists are used, and its node is preferred."""
        self.cpu = cpu
        for zone in self.zones:
            zone.cpu = cpu

    @property
    def cpu_node(self) -> int:
        """The node of the CPU that work runs on now."""
        return self.node_of_cpu[self.cpu]

    @property
    def normal(self) -> Zone:
        """The zone Normal of the first node; it may be without pages."""
        return self.zones[self.zone_index("Normal")]

    @property
    def free_pages(self) -> Pages:
        """Free pages of all zones: MemFree."""
        return sum(zone.free_pages for zone in self.zones)

    def zone_index(self, name: str, node: int = 0) -> int:
        """Return the position of a zone of a node."""
        return next(i for i, zone in enumerate(self.zones) if zone.name == name and zone.node == node)

    def boot_zone(self, pfn: Pfn, node: int) -> int:
        """Return the position of the zone that a page which is there at boot belongs to, by its address."""
        name = next(name for name, end in self.layout.zone_ends if pfn < end)
        return self.zone_index(name, node)

    def kernel_zone(self, section: int, node: int) -> int:
        """Return the position of the zone that a section joins which goes online as kernel memory.

        A zone that spans it already gets it back; else it is Normal, or HighMem where the kernel cannot map it.
        Source: mm/memory_hotplug.c:default_kernel_zone_for_pfn; 2.6.20 arch/i386/mm/init.c.
        """
        first = section << self.layout.section_shift
        end = first + self.layout.section_pages
        for index, zone in enumerate(self.zones):
            if zone.node == node and not zone.movable and zone.spans(first, end):
                return index
        name = self.layout.zone_ends[-1][0]
        beyond = len(self.layout.zone_ends) > 1 and first >= self.layout.zone_ends[-2][1]
        return self.zone_index(name if name == "HighMem" and beyond else "Normal", node)

    def default_zone(self, section: int, node: int) -> int:
        """Return the position of the zone that a section joins of which nobody said what it is for.

        One that lies inside ZONE_MOVABLE, and in no other zone, belongs there; all others are the kernel's.
        Source: mm/memory_hotplug.c:default_zone_for_pfn.
        """
        first = section << self.layout.section_shift
        end = first + self.layout.section_pages
        kernel, movable = self.kernel_zone(section, node), self.movable_zone(node)
        if self.zones[movable].spans(first, end) and not self.zones[kernel].spans(first, end):
            return movable
        return kernel

    def movable_zone(self, node: int) -> int:
        """Return the position of a node's ZONE_MOVABLE."""
        return self.zone_index("Movable", node)

    def zone_of(self, pfn: Pfn) -> Zone:
        """Return the zone that a page of an online section belongs to."""
        index = self.section_zone.item(pfn >> self.layout.section_shift)
        if index == SEVERAL:
            parts = self.parts[pfn >> self.layout.section_shift]
            index = next(number for first, number in reversed(parts) if pfn >= first)
        return self.zones[index]

    def zones_at(self, pfns: Array) -> NDArray[np.uint8]:
        """Return the position in `zones` of each page's zone."""
        return zones_at(pfns, pfns >> self.layout.section_shift, self.section_zone, self.parts)

    def zones_in(self, section: int) -> list[int]:
        """Return the positions of the zones that a section has pages of, upwards; none where it is offline."""
        index = int(self.section_zone[section])
        if index == SEVERAL:
            return [number for _, number in self.parts[section]]
        return [] if index == NO_ZONE else [index]

    def _zone_at(self, section: int) -> Zone:
        return self.zones[int(self.section_zone[section])]

    def zonelist(self, kind: Kind, *, movable_zone: bool | None = None, node: int = 0) -> list[Zone]:
        """Return the zones that a request may use, preferred first: its own node's from the highest, then the next's.

        Args:
            kind: what the pages are for; only movable kinds may use ZONE_MOVABLE, and only those of programs HIGHMEM.
            movable_zone: whether the request may go to ZONE_MOVABLE, where it is not the kind that says so.
            node: where the request comes from.

        Returns:
            A list that is not to be changed.

        Source: mm/page_alloc.c:build_zonelists, include/linux/gfp.h:gfp_zone.
        """
        asked = kind if movable_zone is None and not node else (kind, movable_zone, node)
        found = self.zonelists.get(asked)
        if found is None:
            highest = _HIGHEST_ZONE[kind]
            if movable_zone is not None:
                highest = _MOVABLE if movable_zone else min(highest, _HIGHMEM)
            found = self.zonelists[asked] = [
                zone
                for zone in sorted(self.zones, key=lambda zone: ((zone.node - node) % self.nodes, -zone.rank))
                if zone.present and zone.rank <= highest
            ]
        return found
