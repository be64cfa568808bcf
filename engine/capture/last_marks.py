"""Of how many pages a kernel computed its watermarks and reserves the last time, which no file tells.

They stay as they were then while a balloon grows (drivers only take pages), and after boot while the kernel frees what
it needed for it: its initial sections and the initial RAM disk. What the marks are tells what they were computed of.

Source: mm/page_alloc.c (init_per_zone_wmark_min, setup_per_zone_lowmem_reserve), mm/khugepaged.c, init/main.c.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.capture.record import ZoneRecord
from engine.memory.layout import ZONE_NAMES, Layout, Rules
from engine.memory.per_cpu import HIGH_FRACTION
from engine.memory.watermarks import LOWMEM_RESERVE_RATIO, recomputed
from engine.memory.zone import Zone
from engine.units import MIB, Bytes, Pages

_STEP: Pages = 16
_DRIFT: Pages = 8
"""Marks depend a little on the high marks that were in force before them, which nothing tells."""
_MOST_FREED: Bytes = 64 * MIB
"""What was needed for booting was less than this."""


def managed_at_last_marks(
    zones: Sequence[tuple[str, int, ZoneRecord | None]],
    managed: Sequence[Pages],
    ballooned: Sequence[Pages],
    layout: Layout,
    rules: Rules,
) -> tuple[list[Pages], bool] | None:
    """Return what each zone had to manage when its marks were computed, and whether THP raised them.

    Args:
        zones: name, node and record of each; None: it has no pages.
        managed: what each manages now.
        ballooned: what a balloon has of each, which is not managed.
        layout: the geometry.
        rules: the kernel's.

    Returns:
        What is managed now, or with an empty balloon, where limits of CPUs' lists are higher than follows from now; or
        else so much less in the largest zone as fits the marks, the middle of what does. None: nothing fits, somebody
        has set the marks.
    """
    told = [Zone(name, node, rules, [], present=it.present if it else 0) for name, node, it in zones]
    wanted = [
        (it.min - it.boost, it.low - it.boost, it.high - it.boost) if it else (0, 0, 0) for _, _, it in zones
    ]

    def fits(pages: list[Pages], huge_pages: bool, off: Pages = 0) -> bool:
        found = recomputed(told, pages, layout, rules, huge_pages=huge_pages)
        marks = [(it.min, it.low, it.high) for it in found]
        return all(
            abs(one - other) <= off
            for zone, want in zip(marks, wanted, strict=True)
            for one, other in zip(zone, want, strict=True)
        )

    empty = [pages + more for pages, more in zip(managed, ballooned, strict=True)]
    largest = max(range(len(empty)), key=lambda at: empty[at])
    freed = range(0, min(_MOST_FREED // layout.page_size, empty[largest]), _STEP)
    after_boot = [[*empty[:largest], empty[largest] - it, *empty[largest + 1 :]] for it in freed]
    known = [list(managed), empty]
    if rules.tunes_per_cpu and _is_more_than_follows(zones, managed):
        known.reverse()
    for tried in ([known[0]], [known[1]], after_boot):
        for huge_pages in (True, False):
            suitable = [pages for pages in tried if fits(pages, huge_pages)]
            if suitable:
                return suitable[len(suitable) // 2], huge_pages
    for pages in (list(managed), empty):
        for huge_pages in (True, False):
            if fits(pages, huge_pages, _DRIFT):
                return pages, huge_pages
    return None


def _is_more_than_follows(
    zones: Sequence[tuple[str, int, ZoneRecord | None]], managed: Sequence[Pages]
) -> bool:
    """Say whether a CPU may keep more of a zone than it could if marks had been computed of what is managed now."""
    return any(
        cpu.high > pages // HIGH_FRACTION
        for (_, _, record), pages in zip(zones, managed, strict=True)
        for cpu in (record.cpus if record and pages else ())
    )


def protection_of(
    number: int, zones: Sequence[tuple[str, int, ZoneRecord | None]], managed: Sequence[Pages]
) -> tuple[Pages, ...]:
    """Return lowmem_reserve of a zone, by ZONE_NAMES.

    Args:
        number: its position.
        zones: name, node and record of each.
        managed: what each had to manage when it was computed, for a zone of which it was not recorded.
    """
    name, node, record = zones[number]
    ratio = LOWMEM_RESERVE_RATIO.get(name)
    if record is None or not record.managed:
        return (0,) * len(ZONE_NAMES)
    of_node = [(ZONE_NAMES.index(other), at) for at, (other, on, _) in enumerate(zones) if on == node]
    rank = ZONE_NAMES.index(name)
    kept: list[Pages] = []
    for reach in range(len(ZONE_NAMES)):
        within = [(height, at) for height, at in of_node if height <= reach]
        if len(record.protection) >= len(of_node):
            kept.append(record.protection[len(within) - 1] if within else 0)
        else:
            kept.append(sum(managed[at] for height, at in within if height > rank) // ratio if ratio else 0)
    return tuple(kept)
