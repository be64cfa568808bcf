"""A zone of a guest."""

from __future__ import annotations

import attrs

from engine.units import Pages, Pfn


@attrs.frozen
class ZoneView:
    """One zone of one node."""

    name: str
    node: int
    min: Pages
    low: Pages
    high: Pages
    managed: Pages
    free: Pages
    """On the free lists, those of isolated pageblocks left out."""
    free_area: dict[str, tuple[int, ...]]
    """Free blocks per order, by type name: unmovable, movable, reclaimable, isolate; `any` without types."""
    reserve: Pages = 0
    """Kept from requests that a higher zone could serve, as the watermarks were last recomputed."""
    recomputed: tuple[Pages, ...] = ()
    """What min, low, high and reserve would be if they were recomputed now, for what the zone has without a balloon."""
    start: Pfn = 0
    """The first pfn of its span."""
    spanned: Pages = 0
    """From its first page to its last, holes included."""
