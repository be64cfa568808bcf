"""What CPUs keep of a zone: their lists as they were recorded."""

from __future__ import annotations

import numpy as np

from engine.capture.kpageflags import Mask
from engine.capture.record import Capture, CpuRecord, ZoneRecord
from engine.errors import CommandError
from engine.memory.kinds import MigrateType
from engine.memory.layout import Layout
from engine.memory.page_list import Array
from engine.memory.per_cpu import COSTLY_ORDER, HIGH_FRACTION, HUGE, LISTS, PerCpu, Tuning, order_of
from engine.units import Pages

MOST_CPUS = 1024
_TYPES = 3


def parked_of(
    record: ZoneRecord | None, cpus: int, layout: Layout, taken: Mask, mine: Mask
) -> tuple[tuple[PerCpu, ...], Pages]:
    """Return what each CPU keeps of a zone.

    Args:
        record: the zone; None: it has no pages.
        cpus: how many CPUs there are; one that was not recorded keeps nothing.
        layout: the geometry.
        taken: pages that are somewhere already, from pfn 0 on; those that go on the lists are added.
        mine: pages of the zone.

    Returns:
        The lists, and how many pages were recorded on them and cannot stand there.
    """
    found = tuple(PerCpu() for _ in range(cpus))
    strangers: Pages = 0
    for cpu in record.cpus if record else ():
        lists, lost = _lists(cpu, layout, taken, mine)
        strangers += lost
        kept = found[cpu.cpu]
        kept.lists, kept.high, kept.batch = lists, cpu.high, max(1, cpu.batch)
        kept.count = sum(len(firsts) << order_of(layout, number) for number, firsts in lists.items())
    return found, strangers


def let_tune(kept: PerCpu, managed: Pages, low: Pages) -> None:
    """Give a CPU's lists the bounds between which their limit moves, where it does.

    Args:
        kept: the lists, with the limit that was recorded; what they remember else is not.
        managed: the zone's managed pages when its marks were computed the last time, the CPU's part of them.
        low: its low watermark, the CPU's part of it.
    """
    least = max(low, 4 * kept.batch)
    kept.tuning = Tuning(least, max(managed // HIGH_FRACTION, 4 * kept.batch))


def keep_bounds(kept: PerCpu, cpu: CpuRecord) -> None:
    """Take the bounds that were recorded, if they were."""
    if kept.tuning is not None and 0 < cpu.high_min <= cpu.high_max:
        kept.tuning.least, kept.tuning.most = cpu.high_min, cpu.high_max


def cpus_of(capture: Capture) -> int:
    """Return how many CPUs a capture has, the highest number being the last.

    Raises:
        CommandError: they are more than a guest can have.
    """
    cpus = 1 + max((cpu.cpu for zone in capture.zones for cpu in zone.cpus), default=0)
    if cpus > MOST_CPUS:
        raise CommandError(f"{cpus} CPUs are too many", f"at most {MOST_CPUS}")
    return cpus


def _lists(cpu: CpuRecord, layout: Layout, taken: Mask, mine: Mask) -> tuple[dict[int, Array], Pages]:
    """Return a CPU's lists, and how many pages cannot stand there."""
    found: dict[int, list[Array]] = {}
    strangers: Pages = 0
    for number, recorded in sorted((cpu.lists or {}).items()):
        firsts, order, list_number = recorded, _order(cpu, number, layout), min(number, LISTS - 1)
        if order != order_of(layout, list_number):
            # a block of an order that no list is for is kept as small ones
            firsts, order = _split(firsts, order, COSTLY_ORDER)
            list_number = _TYPES * COSTLY_ORDER + MigrateType.MOVABLE
        every = firsts[:, None] + np.arange(1 << order, dtype=np.int64)
        inside = (firsts % (1 << order) == 0) & (firsts >= 0) & (firsts + (1 << order) <= len(mine))
        safe = np.where(inside[:, None], every, 0)
        once = np.zeros(len(firsts), bool)
        once[np.unique(firsts, return_index=True)[1]] = True
        fits = once & inside & mine[safe].all(axis=1) & ~taken[safe].any(axis=1)
        strangers += int(np.count_nonzero(~fits)) << order
        taken[every[fits].reshape(-1)] = True
        if fits.any():
            found.setdefault(list_number, []).append(firsts[fits])
    return {number: np.concatenate(parts) for number, parts in sorted(found.items())}, strangers


def _order(cpu: CpuRecord, number: int, layout: Layout) -> int:
    """Return the order of a list's blocks; those of huge pages, from the count, as it was not always a pageblock's."""
    if number < HUGE:
        return number // _TYPES
    lists = cpu.lists or {}
    blocks = sum(len(firsts) for at, firsts in lists.items() if at >= HUGE)
    rest = cpu.count - sum(len(firsts) << at // _TYPES for at, firsts in lists.items() if at < HUGE)
    if blocks and rest > 0 and rest % blocks == 0 and (rest // blocks).bit_count() == 1:
        return (rest // blocks).bit_length() - 1
    return layout.thp_order


def _split(firsts: Array, order: int, into: int) -> tuple[Array, int]:
    """Cut blocks into smaller ones."""
    if order <= into:
        return firsts, order
    parts = np.arange(0, 1 << order, 1 << into, dtype=np.int64)
    return (firsts[:, None] + parts).reshape(-1), into
