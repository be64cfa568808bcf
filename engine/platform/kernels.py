"""Kernels as data: what one does differently from another, a row each."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.units import SECOND, Nanoseconds

Fallback = Literal["current", "v6.6"]


@attrs.frozen
class Kernel:
    """What one kernel does differently from another.

    Sources: reference to paper section 3.2 and 4.2 for 2.6.16; mm/page_alloc.c and mm/memory_hotplug.c.
    """

    name: str
    grouping: bool
    """Free lists by migrate type (2.6.24 and later), or one list an order."""
    tail_placement: bool
    """A freed block whose next merge looks likely goes to the list's tail (2010 and later)."""
    fallback: Fallback
    online_in_blocks: bool
    """Online frees blocks of the largest order to the tail; 2006 freed page by page to the head."""
    isolate_keeps_type: bool
    """An isolation that is undone restores the pageblock's type; before, every one became movable."""
    movable_zone: bool
    """ZONE_MOVABLE exists (2.6.23 and later)."""
    hot_remove: bool
    offline_timeout: Nanoseconds | None
    """None: the kernel tries for ever and only a signal ends it."""
    offline_failures: int | None
    """Rounds of migration in a row that may fail before the kernel gives up; None: no limit."""
    balloon_compaction: bool
    """Balloon pages can be migrated where their driver takes part (mm/balloon_compaction.c, 2012; cmm since 5.5)."""
    offline_pages_pass: bool
    """Balloon pages that cannot move pass isolation, and are found out when all else has moved (PageOffline, 5.8)."""
    modern_marks: bool
    """Watermarks and per-CPU lists as they are sized today; before, as in 2006."""
    large_blocks: bool
    """A memory block may have several sections (2.6.39 and later)."""
    khugepaged: bool
    """Transparent huge pages exist and are on (2.6.38 and later)."""
    avoid_mixing: bool
    """Other zones are looked at before pageblocks are mixed (5.0 and later)."""
    watermark_boost: bool
    """Mixing a pageblock raises the watermarks for a while (5.0 and later)."""
    memmap_on_memory: bool
    """Added memory can hold its own mem_map (5.13 and later)."""
    migrates_in_batches: bool
    """Many pages are unmapped, copied and mapped together (6.3 and later), or one after the other."""


_OF_2006 = Kernel(
    name="2.6.16",
    grouping=False,
    tail_placement=False,
    fallback="current",
    online_in_blocks=False,
    isolate_keeps_type=False,
    movable_zone=False,
    hot_remove=False,
    offline_timeout=None,
    offline_failures=None,
    balloon_compaction=False,
    offline_pages_pass=False,
    modern_marks=False,
    large_blocks=False,
    khugepaged=False,
    avoid_mixing=False,
    watermark_boost=False,
    memmap_on_memory=False,
    migrates_in_batches=False,
)
_CURRENT = Kernel(
    name="current",
    grouping=True,
    tail_placement=True,
    fallback="current",
    online_in_blocks=True,
    isolate_keeps_type=True,
    movable_zone=True,
    hot_remove=True,
    offline_timeout=None,
    offline_failures=None,
    balloon_compaction=True,
    offline_pages_pass=True,
    modern_marks=True,
    large_blocks=True,
    khugepaged=True,
    avoid_mixing=True,
    watermark_boost=True,
    memmap_on_memory=True,
    migrates_in_batches=True,
)
KERNELS: dict[str, Kernel] = {
    row.name: row
    for row in (
        _OF_2006,
        attrs.evolve(
            _OF_2006,
            name="2.6.16+remove",
            hot_remove=True,
            offline_timeout=120 * SECOND,
            offline_failures=5,
        ),
        attrs.evolve(_CURRENT, name="6.6", fallback="v6.6", isolate_keeps_type=False),
        _CURRENT,
    )
}
