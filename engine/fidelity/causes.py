"""Causes that are known for what a prediction is off, each recognised from the data, never by a trace's name."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from engine.events import counted
from engine.fidelity.astray_causes import buddies, fetched, kernels_own
from engine.fidelity.list_causes import emptied, lowered
from engine.fidelity.predicting import Prediction
from engine.fidelity.row import Row
from engine.fidelity.seen import seen_in, seen_of


@attrs.frozen
class Cause:
    """One cause.

    Attributes:
        says: what it is, as a note; empty where it does not apply.
    """

    name: str
    says: Callable[[Row, Prediction], str]


def notes_of(row: Row, prediction: Prediction) -> tuple[str, ...]:
    """Return what is known of why a row is off, and of how it came about."""
    return tuple(said for cause in CAUSES if (said := cause.says(row, prediction)))


def _best_guess(row: Row, _: Prediction) -> str:
    return f"nobody could know on which CPU it ran: the best of {row.guesses}" if row.guesses > 1 else ""


def _by_others(row: Row, _: Prediction) -> str:
    if not row.misplaced_pages or not row.noise:
        return ""
    return f"{counted(row.noise, 'page')} {'was' if row.noise == 1 else 'were'} taken or freed by others meanwhile"


def _slab_given_up(row: Row, prediction: Prediction) -> str:
    """Say how many slab pages came free because memory was to go offline: which are empty no snapshot tells."""
    if not row.misplaced_pages or row.kind not in _GO_OFFLINE:
        return ""
    flags, freed = prediction.before.flags, seen_in(prediction.real).free_pfns
    pages = int(np.count_nonzero(flags[freed[freed < len(flags)]] & np.uint64(SLAB)))
    return (
        f"{counted(pages, 'slab page')} came free: caches are shrunk when memory goes offline, and which pages "
        "are empty is not known (mm/slub.c:slab_mem_going_offline_callback)"
        if pages
        else ""
    )


def _objects_of_new_memory(row: Row, prediction: Prediction) -> str:
    """Say how many pages the kernel took for its own when memory came: devices in sysfs, page tables, and more slab.

    Whole blocks are a mem_map that lies elsewhere.
    """
    if not row.misplaced_pages or row.kind not in _BRING or prediction.guest is None:
        return ""
    flags = prediction.real.flags
    taken = np.setdiff1d(seen_of(prediction.guest).free_pfns, seen_in(prediction.real).free_pfns)
    unit = prediction.guest.platform.mem_map_pages
    _, block, count = np.unique(taken // unit, return_inverse=True, return_counts=True)
    taken = taken[(count < unit)[block]]
    words = flags[taken[taken < len(flags)]]
    pages = int(np.count_nonzero((words == 0) | (words & np.uint64(SLAB | PAGE_TABLE) != 0)))
    return (
        f"{counted(pages, 'page')} went to what the kernel keeps of new memory (its devices in sysfs, page tables): "
        "for a few of them a large block is split"
        if pages
        else ""
    )


_BRING = ("hot-add", "virtio-mem", "DLPAR")
_GO_OFFLINE = ("offline", "unplug", "DLPAR")
SLAB, PAGE_TABLE = 1 << 7, 1 << 26
"""Bits of /proc/kpageflags."""


CAUSES: tuple[Cause, ...] = (
    Cause("a guess", _best_guess),
    Cause("others", _by_others),
    Cause("lists emptied", emptied),
    Cause("limit lowered", lowered),
    Cause("slab", _slab_given_up),
    Cause("new memory", _objects_of_new_memory),
    Cause("kernel's own", kernels_own),
    Cause("fetched", fetched),
    Cause("buddies", buddies),
)
"""In the order in which they are told."""
