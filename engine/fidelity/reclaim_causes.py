"""Causes of what a prediction is off where memory was reclaimed."""

from __future__ import annotations

from engine.events import counted
from engine.fidelity.predicting import Prediction
from engine.fidelity.row import Row


def last_pass(row: Row, prediction: Prediction) -> str:
    """Say how far kswapd went beyond the high marks: it looks after a pass only, and passes double.

    How long its last one was follows from when it was woken, and from how the scheduler shared the CPU between it and
    the balloon's worker: a page more or less at each turn moves it, and no snapshot tells.
    """
    if row.kind != "reclaim" or not row.misplaced_pages:
        return ""
    real, guest = prediction.real, prediction.guest
    if guest is None:
        return ""
    largest = max(real.zones, key=lambda zone: zone.present)
    beyond = largest.free - largest.high
    foreseen = max(guest.memory.zones, key=lambda zone: zone.present)
    if beyond <= 0:
        return ""
    return (
        f"kswapd freed {counted(beyond, 'page')} beyond the high mark of {largest.name}, in the prediction "
        f"{max(0, foreseen.free_pages - foreseen.high):,}: "
        "it looks only after a pass, how long its last one was is not known (mm/vmscan.c:balance_pgdat), "
        "and what it freed at last lies in large blocks"
    )


def direct_reclaim(row: Row, prediction: Prediction) -> str:
    """Say that one more huge page was had after direct reclaim got something and emptied the CPUs' lists."""
    if row.kind != "huge pages" or all(it.right for it in row.outcomes):
        return ""
    was, now = prediction.before.vmstat, prediction.real.vmstat
    stalls = sum(value - was.get(name, 0) for name, value in now.items() if name.startswith("allocstall_"))
    if not stalls:
        return ""
    return (
        f"direct reclaim was tried {counted(stalls, 'time')}: where it gets as much as a slab page, all lists are "
        "emptied for one more try (mm/page_alloc.c:__alloc_pages_direct_reclaim)"
    )
