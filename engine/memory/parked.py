"""Allocation through the per-CPU lists: single requests, and many at once with the same result."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.memory.batches import empties_all, limit, note_freed, note_taken, room, to_fetch, to_give_back
from engine.memory.buddy import free_block, take_smallest
from engine.memory.bulk_free import free_pages
from engine.memory.bulk_take import take_pages
from engine.memory.fallback import take_fallback
from engine.memory.frames import Frames
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import ZONE_NAMES
from engine.memory.page_list import Array
from engine.memory.per_cpu import LISTS, PerCpu, number_of, order_of
from engine.memory.runs import Runs
from engine.memory.zone import Zone
from engine.units import Pages, Pfn


def take_parked(
    frames: Frames,
    zone: Zone,
    per_cpu: PerCpu,
    need: Pages,
    list_type: int,
    kind: Kind,
    least: Callable[[], Pages],
    *,
    mixing: bool,
) -> Runs:
    """Take single pages from the CPU's list, which fetches a batch of pages whenever it is empty.

    Args:
        frames: the guest's page frames.
        zone: where from.
        per_cpu: the lists of the CPU that asks.
        need: how many pages.
        list_type: the migrate type that is asked for.
        kind: what the pages hold from now on.
        least: each request needs more free pages than this now; pages on the CPU's lists are not among them.
        mixing: see `take_fallback`.
    """
    number = number_of(frames.layout, zone.rules, 0, list_type)
    assert number is not None, "single pages always have a list"
    parts: list[Runs] = []
    while need and zone.free_pages > least():
        if len(per_cpu.list_of(number)):
            runs = Runs.of_pfns(per_cpu.pop(number, need, 0))
            frames.mark_pfns(runs.pfns(), kind, Kind.PER_CPU)
        elif whole := _whole_batches(zone, per_cpu, need, list_type, least()):
            runs = take_pages(frames, zone, whole * per_cpu.batch, list_type, kind)
        else:
            got = take_pages(
                frames,
                zone,
                to_fetch(zone, per_cpu, 0),
                list_type,
                Kind.PER_CPU,
                mixing=mixing,
                in_batch=True,
            )
            if not got.pages:
                break
            per_cpu.fill(number, got.pfns(), 0)
            # the request that fetched them has passed the watermark already
            runs = Runs.of_singles(per_cpu.pop(number, 1, 0))
            frames.mark(int(runs.starts[0]), 1, kind, Kind.PER_CPU)
        note_taken(per_cpu, runs.pages)
        parts.append(runs)
        need -= runs.pages
    return Runs.joined(parts)


def _whole_batches(zone: Zone, per_cpu: PerCpu, need: Pages, list_type: int, limit: Pages) -> int:
    """Return how many batches of one size will be fetched and handed out as a whole, from the type's own lists."""
    if per_cpu.tuning is not None:
        return 0
    batch = per_cpu.batch
    own = sum(blocks.count << order for order, blocks in enumerate(zone.lists[list_type]))
    return min(need // batch, own // batch, (zone.free_pages - limit - 1) // batch)


def alloc_parked(
    frames: Frames,
    zone: Zone,
    per_cpu: PerCpu,
    order: int,
    list_type: int,
    *,
    mixing: bool,
) -> tuple[Pfn, Kind] | None:
    """Take one block; what its pages hold until the caller says is returned with it."""
    number = number_of(frames.layout, zone.rules, order, list_type)
    if number is None or per_cpu.paused:
        pfn = _take(frames, zone, order, list_type, mixing=mixing)
        return None if pfn is None else (pfn, Kind.FREE)
    if not len(per_cpu.list_of(number)):
        blocks = to_fetch(zone, per_cpu, order)
        if order == 0:
            fetched = take_pages(
                frames, zone, blocks, list_type, Kind.PER_CPU, mixing=mixing, in_batch=True
            ).pfns()
        else:
            found: list[Pfn] = []
            while len(found) < blocks:
                pfn = _take(frames, zone, order, list_type, mixing=mixing)
                if pfn is None:
                    break
                frames.mark(pfn, 1 << order, Kind.PER_CPU, Kind.FREE)
                found.append(pfn)
            fetched = np.array(found, np.int64)
        per_cpu.fill(number, fetched, order)
    note_taken(per_cpu, 1)
    taken = per_cpu.pop(number, 1, order)
    return (int(taken[0]), Kind.PER_CPU) if len(taken) else None


def _take(frames: Frames, zone: Zone, order: int, list_type: int, *, mixing: bool) -> Pfn | None:
    pfn = take_smallest(frames, zone, order, list_type)
    return take_fallback(frames, zone, order, list_type, mixing=mixing) if pfn is None else pfn


def free_parked(frames: Frames, zone: Zone, per_cpu: PerCpu, pfns: Array) -> None:
    """Free single pages in order, each to the CPU's list; pages of isolated pageblocks to the buddy allocator."""
    if per_cpu.paused:
        free_pages(frames, zone, Runs.of_singles(pfns))
        return
    types = frames.list_types(pfns)
    isolated = types == MigrateType.ISOLATE
    if isolated.any():
        free_pages(frames, zone, Runs.of_singles(pfns[isolated]))
        pfns, types = pfns[~isolated], types[~isolated]
    types = np.minimum(types, _LAST_TYPE) if zone.rules.grouping else np.zeros(len(types), np.int64)
    frames.park(pfns)
    at = 0
    while at < len(pfns):
        end = at + room(zone, per_cpu)
        part, kinds = pfns[at:end], types[at:end]
        for number in np.unique(kinds).tolist():
            per_cpu.push(number, part[kinds == number], 0)
        note_freed(per_cpu, len(part), 0)
        at = min(end, len(pfns))
        _keep_to_limit(frames, zone, per_cpu, int(kinds[-1]))


_LAST_TYPE = np.int64(MigrateType.RECLAIMABLE)
_HIGHEST = len(ZONE_NAMES) - 1


def free_block_parked(frames: Frames, zone: Zone, per_cpu: PerCpu, pfn: Pfn, order: int) -> None:
    """Free one block of pages that count as parked; larger ones and isolated ones go to the buddy allocator."""
    list_type = frames.list_type(pfn)
    number = number_of(frames.layout, zone.rules, order, min(list_type, int(_LAST_TYPE)))
    if number is None or per_cpu.paused or list_type == MigrateType.ISOLATE:
        frames.mark(pfn, 1 << order, Kind.FREE, Kind.PER_CPU)
        free_block(frames, zone, pfn, order)
        return
    per_cpu.push(number, np.array([pfn], np.int64), order)
    everything = empties_all(per_cpu, order)
    note_freed(per_cpu, 1, order)
    if everything:
        drain(frames, zone, per_cpu, everything, number)
        _note_plenty(zone)
    else:
        _keep_to_limit(frames, zone, per_cpu, number)


def _keep_to_limit(frames: Frames, zone: Zone, per_cpu: PerCpu, number: int) -> None:
    """Give pages back if the CPU keeps as many as it may, from the list that grew last on."""
    most = limit(zone, per_cpu)
    if per_cpu.count >= most:
        drain(frames, zone, per_cpu, to_give_back(zone, per_cpu, most), number)
        _note_plenty(zone)


def _note_plenty(zone: Zone) -> None:
    """Note that a zone that got pages back has as much free as its high mark again (free_unref_page_commit)."""
    if zone.below_high and zone.free_pages > zone.high + zone.boost + zone.protection[_HIGHEST]:
        zone.below_high = False


def drain(frames: Frames, zone: Zone, per_cpu: PerCpu, pages: Pages, first: int = 0) -> None:
    """Give pages back to the buddy allocator, list after list from the tails, from a first one on.

    Source: mm/page_alloc.c:free_pcppages_bulk.
    """
    number, left = first, min(pages, per_cpu.count)
    while left > 0:
        order = order_of(frames.layout, number)
        taken = per_cpu.shed(number, -(-left // (1 << order)), order)
        left -= len(taken) << order
        if order == 0 and len(taken):
            free_pages(frames, zone, Runs.of_singles(taken))
        else:
            for pfn in taken.tolist():
                frames.mark(pfn, 1 << order, Kind.FREE, Kind.PER_CPU)
                free_block(frames, zone, pfn, order)
        number = (number + 1) % LISTS
