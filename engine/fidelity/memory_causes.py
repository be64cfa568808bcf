"""Causes that go with memory that is to go: what the kernel then gives up, and no snapshot foretells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.capture.kpageflags import ANON, SLAB, UNEVICTABLE, has
from engine.events import counted
from engine.fidelity.predicting import Prediction
from engine.fidelity.row import Row
from engine.fidelity.seen import Seen, seen_in
from engine.units import Pages

_GO_OFFLINE = ("offline", "unplug", "DLPAR", "virtio-mem")
_BATCHES = 4
"""While kswapd is at work a CPU keeps so many batches of a zone (mm/page_alloc.c:nr_pcp_high)."""


def slab_given_up(row: Row, prediction: Prediction) -> str:
    """Say how many slab pages came free because memory was to go offline: which are empty no snapshot tells."""
    if not row.misplaced_pages or row.kind not in _GO_OFFLINE:
        return ""
    flags, freed = prediction.before.flags, seen_in(prediction.real).free_pfns
    pages = int(np.count_nonzero(has(flags[freed[freed < len(flags)]], SLAB)))
    return (
        f"{counted(pages, 'slab page')} came free: caches are shrunk when memory goes offline, and which pages "
        "are empty is not known (mm/slub.c:slab_mem_going_offline_callback)"
        if pages
        else ""
    )


def drained_under_reclaim(row: Row, prediction: Prediction) -> str:
    """Say of which zones CPUs gave pages back because kswapd was at work: whatever is freed then gives a batch back."""
    if not row.misplaced_pages or row.kind not in _GO_OFFLINE or prediction.guest is None:
        return ""
    real = {(zone.node, zone.name): zone for zone in prediction.real.zones}
    found = []
    for zone in prediction.guest.memory.zones:
        record = real.get((zone.node, zone.name))
        if record is None or record.free > record.low:
            continue
        for kept, had in zip(zone.cpus, record.cpus, strict=False):
            if kept.count - had.count >= _BATCHES * had.batch:
                found.append(f"{kept.count:,} to {had.count:,} pages of {zone.name}")
    return (
        f"kswapd was at work: CPUs fell from {', '.join(found)}, for whatever is freed meanwhile, and no snapshot "
        "tells what was, gives a batch back (mm/page_alloc.c:nr_pcp_high)"
        if found
        else ""
    )


def moved_meanwhile(prediction: Prediction) -> Pages:
    """Return how many pages of programs moved without being asked to: as many of a sort went from some places as came.

    What has no counterpart was given back, or taken.
    """
    before, real = prediction.before, prediction.real
    end = min(len(before.flags), len(real.flags))
    held, is_free = (_unused(seen_in(capture), end) for capture in (before, real))
    found = 0
    for sort in (ANON, ANON | UNEVICTABLE):
        was, now = (
            (capture.flags[:end] & np.uint64(ANON | UNEVICTABLE)) == np.uint64(sort)
            for capture in (before, real)
        )
        found += min(int(np.count_nonzero(was & is_free)), int(np.count_nonzero(now & held)))
    return found


def _unused(seen: Seen, end: int) -> NDArray[np.bool_]:
    """Say of each page whether no program has it: it is free, or the balloon's."""
    mask = np.zeros(end, bool)
    for pfns in (seen.free_pfns, seen.balloon):
        mask[pfns[pfns < end]] = True
    return mask
