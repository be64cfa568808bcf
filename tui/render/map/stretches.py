"""What the map of a guest is made of: the sections of each zone, and where memory can come; no wall of holes."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tui.render.map.grid import Stretch

if TYPE_CHECKING:
    from engine.snapshot import GuestView, ZoneView

NONE = 255
"""In `SectionTable.zone`: the section belongs to no zone."""
_SHORT = {"Normal": "Norm", "Movable": "Mov", "HighMem": "High"}


def places(guest: GuestView) -> tuple[tuple[int, int], ...]:
    """Return the ranges of sections [first, end) that are drawn.

    Where the picture does not say: from 0 on all that are present, in gaps between, and as many as may be added.
    """
    if guest.places:
        return guest.places
    present = len(guest.sections.index)
    last = int(guest.sections.index[-1]) + 1 if present else 0
    end = last + max(0, -(-guest.max // guest.section_size) - present)
    return ((0, end),) if end else ()


def extent(guest: GuestView) -> int:
    """Return the section after the last one that is drawn."""
    return max((end for _, end in places(guest)), default=0)


@lru_cache(maxsize=64)
def stretches(guest: GuestView) -> tuple[Stretch, ...]:
    """Return what the map is made of, upwards. Absent and offline sections belong to the zone before them."""
    table = guest.sections
    online = table.zone != NONE
    index, zone = table.index[online], table.zone[online]
    found = []
    for first, end in places(guest):
        inside = slice(*np.searchsorted(index, (first, end)).tolist())
        zones, sections = zone[inside], index[inside]
        changes = np.flatnonzero(zones[1:] != zones[:-1]) + 1
        starts = [first, *sections[changes].tolist(), end]
        names = [zone_label(guest, int(zones[at])) for at in (0, *changes.tolist())] if len(zones) else [""]
        found += [
            Stretch(start, until - start, name)
            for (start, until), name in zip(pairwise(starts), names, strict=True)
        ]
    return tuple(found)


def zone_label(guest: GuestView, position: int) -> str:
    """Return how a zone is called beside its rows: `Normal`, and where there are several nodes `n1 Norm`."""
    zone: ZoneView = guest.zones[position]
    if all(each.node == zone.node for each in guest.zones):
        return zone.name
    return f"n{zone.node} {_SHORT.get(zone.name, zone.name)}"


def label_width(guest: GuestView) -> int:
    """Return the columns that the names of a guest's zones need; 0 where there is nothing to tell apart."""
    found = stretches(guest)
    return max((len(stretch.zone) for stretch in found), default=0) if len(found) > 1 else 0
