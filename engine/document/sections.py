"""The sections of a guest: what pages each has, and what keeps it where it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.memory.kinds import BLOCKING_KINDS, Kind, SectionState
from engine.memory.zones import NO_ZONE
from engine.snapshot import GuestView
from engine.units import Pfn
from engine.world import World

_PAGES = {
    "free": (Kind.FREE,),
    "per_cpu": (Kind.PER_CPU,),
    "file": (Kind.FILE, Kind.FILE_DIRTY),
    "anon": (Kind.ANON,),
    "mlocked": (Kind.MLOCKED,),
    "pinned": (Kind.PINNED,),
    "hugetlb": (Kind.HUGETLB,),
    "slab": (Kind.SLAB,),
    "page_table": (Kind.PAGE_TABLE,),
    "kernel": (Kind.KERNEL,),
    "reserved": (Kind.RESERVED,),
    "mem_map": (Kind.MEM_MAP,),
    "balloon": (Kind.BALLOON,),
    "hole": (Kind.HOLE,),
    "unplugged": (Kind.UNPLUGGED,),
}
"""The page counts of a section, and the kinds that each adds up."""

_STUBBORN = (*BLOCKING_KINDS, Kind.PINNED, Kind.BALLOON)
"""What can keep a section where it is, in the order in which it is named."""


def section_objects(guest: GuestView, world: World, rows: range) -> list[dict[str, Any]]:
    """Return the sections of some rows of a guest's table."""
    table, part = guest.sections, slice(rows.start, rows.stop)
    columns = (table.index, table.state, table.zone, table.node, table.counts, table.blockers)
    stuck = _stuck_blocks(guest)
    found = []
    for index, state, zone, node, counts, blocking in zip(*(c[part].tolist() for c in columns), strict=True):
        online = zone != NO_ZONE
        blockers = [
            {
                "kind": kind.name.lower(),
                "pages": blocking[kind],
                "first_pfn": _first_pfn(guest, world, index, kind),
            }
            for kind in _STUBBORN
            if blocking[kind]
        ]
        section = {
            "index": index,
            "block": index // guest.block_sections,
            "state": SectionState(state).text,
            "zones": [guest.zones[z].name for z in (table.zones.get(index, (zone,)) if online else ())],
            "node": node,
            "removable": state == SectionState.ONLINE and index // guest.block_sections not in stuck,
            "blockers": blockers,
            # the pages of an offline section hold nothing: they are not even holes in a zone
            "pages": {
                name: sum(counts[kind] for kind in kinds) if online else 0 for name, kinds in _PAGES.items()
            },
        }
        found.append(section)
    return found


def _stuck_blocks(guest: GuestView) -> set[int]:
    """Return the memory blocks that cannot leave: a section is kept, has holes, or belongs to several zones."""
    table, span = guest.sections, guest.block_sections
    kept = table.blockers.any(axis=1) | ((table.counts[:, Kind.HOLE] > 0) & (table.zone != NO_ZONE))
    blocks = set((table.index[kept] // span).tolist()) | {section // span for section in table.zones}
    if span > 1:
        found, present = np.unique(table.index // span, return_counts=True)
        blocks |= set(found[present < span].tolist())
    return blocks


def _first_pfn(guest: GuestView, world: World, section: int, kind: Kind) -> Pfn:
    kinds = world.guests[guest.name].memory.frames.kinds_of(section)
    return section * guest.section_pages + int(np.argmax(kinds == kind))
