"""Causes that show in the per-CPU lists of a real kernel: what emptied them, or lowered how much they may hold."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from engine.capture.record import Capture, CpuRecord
from engine.events import counted
from engine.fidelity.predicting import Prediction
from engine.fidelity.row import Row
from engine.fidelity.seen import order_of_list
from engine.memory.per_cpu import GROWS_UP_TO, PerCpu
from engine.units import Pages

_SINGLES = 1
"""The list of single movable pages, which balloons and programs fill and empty all the time."""
_FEW: Pages = 32
"""Less on the other lists comes and goes by itself."""


@attrs.frozen(eq=False)
class _Cpu:
    """The lists of one CPU for one zone: before a step, after it, and as predicted."""

    zone: str
    before: CpuRecord
    after: CpuRecord
    predicted: PerCpu
    pageblock_order: int

    def others(self, record: CpuRecord) -> Pages:
        """Return the pages on all lists but that of single movable pages."""
        lists = record.lists or {}
        return sum(
            len(pfns) << order_of_list(record, number, self.pageblock_order)
            for number, pfns in lists.items()
            if number != _SINGLES
        )


def emptied(row: Row, prediction: Prediction) -> str:
    """Say that CPUs' lists were emptied, where they were foreseen to keep what nobody asked for."""
    if not row.misplaced_pages:
        return ""
    pages, zones = 0, dict[str, None]()
    for it in _cpus(prediction):
        had, has = it.others(it.before), it.others(it.after)
        foreseen = it.predicted.count - len(it.predicted.list_of(_SINGLES))
        if had >= _FEW and 4 * has < had and 2 * foreseen >= had:
            pages += it.before.count
            zones[it.zone] = None
    return (
        f"the {counted(pages, 'page')} that CPUs kept of {' and '.join(zones)} came back to the free lists: blocks of "
        "2 to 8 pages that come free one after the other empty a CPU's lists, as buffers of the recorder's console do "
        "when several are under way (mm/page_alloc.c:free_unref_page_commit, free_high)"
        if zones
        else ""
    )


def lowered(row: Row, prediction: Prediction) -> str:
    """Say that a limit fell, as it does each second, and that what was above it came back."""
    if not row.misplaced_pages:
        return ""
    pages, zones = 0, dict[str, None]()
    for it in _cpus(prediction):
        back = it.predicted.count - it.after.count
        fell = it.predicted.tuning is not None and it.after.high < it.predicted.high
        if fell and back >= it.after.batch and it.after.high - it.after.count < it.after.batch << GROWS_UP_TO:
            pages += back
            zones[it.zone] = None
    return (
        f"the limit of CPUs' lists of {' and '.join(zones)} had fallen before anybody looked, and "
        f"{counted(pages, 'page')} more came back: it does so each second by up to an eighth, and when the second "
        "ends no snapshot tells (mm/page_alloc.c:decay_pcp_high)"
        if zones
        else ""
    )


def _cpus(prediction: Prediction) -> Iterator[_Cpu]:
    """Yield the lists that both snapshots and the prediction have."""
    if prediction.guest is None:
        return
    zones = {(it.node, it.name): it for it in prediction.guest.memory.zones}
    before, after = _records(prediction.before), _records(prediction.real)
    for place in before.keys() & after.keys():
        node, name, cpu = place
        kept = zones[node, name].cpus if (node, name) in zones else ()
        if cpu < len(kept) and before[place].lists is not None and after[place].lists is not None:
            order = prediction.real.pageblock_order
            yield _Cpu(name, before[place], after[place], kept[cpu], order)


def _records(capture: Capture) -> dict[tuple[int, str, int], CpuRecord]:
    return {(zone.node, zone.name, cpu.cpu): cpu for zone in capture.zones for cpu in zone.cpus}
