"""How zones and nodes grow with memory that comes (mm/memory_hotplug.c:move_pfn_range_to_zone, build_all_zonelists)."""

from __future__ import annotations

from engine.events import NodeAppeared, ZoneGrew
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.units import Pfn

Spans = tuple[tuple[Pfn, Pfn], ...]
"""Where each zone begins and ends, in the order of `zones`; alike where it has no pages."""


def bring_node(world: Surroundings, guest: Guest, node: int) -> None:
    """Let a guest have a node: one more than there were, or one of them."""
    while guest.memory.nodes <= node:
        guest.memory.add_node()
        guest.changes += 1
        world.emit(NodeAppeared(guest=guest.name, node=guest.memory.nodes - 1))


def spans_of(guest: Guest) -> Spans:
    """Return what every zone spans."""
    return tuple((zone.start, zone.end) for zone in guest.memory.zones)


def tell_of_growth(world: Surroundings, guest: Guest, before: Spans) -> None:
    """Say of every zone that spans more than before how far it reaches now."""
    size, memory = guest.page_size, guest.memory
    for zone, (start, end) in zip(memory.zones, before, strict=True):
        if (zone.start, zone.end) != (start, end):
            world.emit(
                ZoneGrew(
                    guest=guest.name,
                    zone=zone.name,
                    node=zone.node if memory.nodes > 1 else None,
                    before=None if start == end else (start * size, end * size),
                    now=(zone.start * size, zone.end * size),
                )
            )
