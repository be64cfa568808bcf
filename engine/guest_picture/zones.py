"""The zones of a guest, and the watermarks that they would have if those were recomputed."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.guest.marks import managed_without_balloon
from engine.memory.kinds import MigrateType
from engine.memory.memory import Memory
from engine.memory.watermarks import recomputed
from engine.memory.zone import Zone
from engine.snapshot import ZoneView


def zones_in_use(memory: Memory) -> list[int]:
    """Return the positions of the zones that have pages, or get their first ones just now."""
    return [index for index, zone in enumerate(memory.zones) if zone.present or zone.isolated_pages]


def zone_views(guest: Guest, indices: list[int]) -> tuple[ZoneView, ...]:
    """Return the zones at these positions."""
    memory = guest.memory
    fresh = recomputed(
        memory.zones,
        managed_without_balloon(guest),
        memory.layout,
        memory.rules,
        huge_pages=memory.huge_pages,
    )
    return tuple(_zone_view(memory.zones[index], fresh[index]) for index in indices)


def _zone_view(zone: Zone, fresh: Zone) -> ZoneView:
    always = zone.rules.grouping or zone.isolated_pages
    return ZoneView(
        zone.name,
        zone.node,
        zone.min,
        zone.low,
        zone.high,
        zone.managed,
        zone.free_pages,
        {name: zone.counts(t) for t, name in zone.type_names() if always or t != MigrateType.ISOLATE},
        max(zone.protection),
        (fresh.min, fresh.low, fresh.high, max(fresh.protection)),
        zone.start,
        zone.end - zone.start,
    )
