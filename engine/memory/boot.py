"""What boot leaves: holes, reserved pages, the boot mem_map, and free blocks in ascending order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from engine.memory.boot_map import Fixed, Ram
from engine.memory.frames import tag_of
from engine.memory.kinds import Kind, SectionState
from engine.memory.page_list import Array
from engine.memory.sections import Sections
from engine.memory.zones import SEVERAL
from engine.units import Pfn


def boot(memory: Sections, ram: tuple[Ram, ...], fixed: tuple[Fixed, ...] = ()) -> None:
    """Bring up memory: what is not fixed is free.

    All pageblocks are movable, lists ascend with the lowest pfn at the head, watermarks are set. Each page belongs to
    the zone of its node that its address is in, or to ZONE_MOVABLE.

    Args:
        memory: without sections.
        ram: ascending, apart from each other.
        fixed: ascending, inside of `ram`, apart from each other.

    Raises:
        ValueError: `ram` is no whole sections, or `fixed` lies outside of it.
    """
    layout = memory.layout
    if any(part.first % layout.section_pages or part.pages % layout.section_pages for part in ram):
        raise ValueError("memory at boot is whole sections")
    if any(not any(part.first <= it.first and it.end <= part.end for part in ram) for it in fixed):
        raise ValueError("what boot keeps lies outside of its memory")
    memory.extend(max(part.end for part in ram) >> layout.section_shift)
    memory.frames.uniform_types[:] = memory.free_type
    for part in ram:
        first, end = part.first >> layout.section_shift, part.end >> layout.section_shift
        memory.state[first:end] = SectionState.ONLINE
        memory.section_node[first:end] = part.node
        memory.present_count += end - first
        memory.online_count += end - first
        for piece in _pieces(memory, part, fixed):
            _boot_piece(memory, part, piece, fixed)
    memory.start_huge_pages()
    memory.set_watermarks()


def _pieces(memory: Sections, part: Ram, fixed: tuple[Fixed, ...]) -> Iterator[tuple[int, int]]:
    """Cut sections into runs [first, end) that are alike all over, and single ones that are not."""
    layout, shift = memory.layout, memory.layout.section_shift
    edges = {end for _, end in layout.zone_ends} | {pfn for it in fixed for pfn in (it.first, it.end)}
    cuts = {part.first >> shift, part.end >> shift}
    for edge in edges:
        if part.first < edge < part.end:
            section = edge >> shift
            cuts |= {section} if edge % layout.section_pages == 0 else {section, section + 1}
    yield from pairwise(sorted(cuts))


def _boot_piece(memory: Sections, part: Ram, piece: tuple[int, int], fixed: tuple[Fixed, ...]) -> None:
    """Bring up sections that are alike: all free, all of one fixed kind, or one section of several."""
    layout, frames = memory.layout, memory.frames
    first, end = piece[0] << layout.section_shift, piece[1] << layout.section_shift
    inside = [it for it in fixed if it.first < end and first < it.end]
    index = _zone_at(memory, part, first)
    whole = not inside or (inside[0].first <= first and end <= inside[0].end)
    if not whole or _zone_at(memory, part, end - 1) != index:
        _boot_section(memory, part.node, piece[0], inside)
        return
    zone, sections = memory.zones[index], slice(*piece)
    kind = inside[0].kind if inside else Kind.FREE
    zone.reach(first, end)
    zone.present += end - first if kind is not Kind.HOLE else 0
    memory.section_zone[sections] = index
    frames.uniform[sections] = kind
    frames.counts[sections, Kind.HOLE] = 0
    frames.counts[sections, kind] = layout.section_pages
    if kind is Kind.FREE:
        blocks = zone.lists[memory.free_type][layout.max_order]
        entries: Array = -2 - np.arange(*piece, dtype=np.int64)
        blocks.push_many_tail(entries, frames.set_slots)
        blocks.count += len(entries) * (blocks.weight - 1)
        zone.free_pages += end - first
        zone.managed += end - first


def _zone_at(memory: Sections, part: Ram, pfn: Pfn) -> int:
    """Return the position of the zone that a page belongs to."""
    return memory.movable_zone(part.node) if part.movable else memory.boot_zone(pfn, part.node)


def _boot_section(memory: Sections, node: int, section: int, inside: list[Fixed]) -> None:
    """Bring up one section of several kinds or zones; what is free joins the lists in maximal blocks, ascending."""
    layout = memory.layout
    first = section << layout.section_shift
    end = first + layout.section_pages
    limits = [limit for _, limit in layout.zone_ends if first < limit < end]
    parts = tuple((begin, memory.boot_zone(begin, node)) for begin in (first, *limits))
    memory.section_zone[section] = parts[0][1] if len(parts) == 1 else SEVERAL
    if len(parts) > 1:
        memory.parts[section] = parts
    at = first
    for it in inside:
        _boot_free(memory, at, it.first, parts)
        at = max(at, it.first)
        _boot_fixed(memory, at, min(it.end, end), it.kind, parts)
        at = min(it.end, end)
    _boot_free(memory, at, end, parts)


def _boot_fixed(memory: Sections, at: Pfn, end: Pfn, kind: Kind, parts: tuple[tuple[Pfn, int], ...]) -> None:
    if kind is not Kind.HOLE:
        memory.frames.mark(at, end - at, kind, Kind.HOLE)
        for first, until, index in _by_zone(at, end, parts):
            memory.zones[index].present += until - first
            memory.zones[index].reach(first, until)


def _boot_free(memory: Sections, at: Pfn, end: Pfn, parts: tuple[tuple[Pfn, int], ...]) -> None:
    layout, frames = memory.layout, memory.frames
    if at >= end:
        return
    frames.mark(at, end - at, Kind.FREE, Kind.HOLE)
    section = at >> layout.section_shift
    columns, base = frames.columns(section), section << layout.section_shift
    for first, until, index in _by_zone(at, end, parts):
        zone = memory.zones[index]
        zone.reach(first, until)
        zone.present += until - first
        zone.managed += until - first
        zone.free_pages += until - first
        pfn = first
        while pfn < until:
            order = min((pfn & -pfn).bit_length() - 1 if pfn else layout.max_order, layout.max_order)
            order = min(order, (until - pfn).bit_length() - 1)
            blocks = zone.lists[memory.free_type][order]
            columns.slot_at[pfn - base] = blocks.push_tail(pfn, frames.set_slots)
            columns.tag_at[pfn - base] = tag_of(order, memory.free_type)
            pfn += 1 << order


def _by_zone(at: Pfn, end: Pfn, parts: tuple[tuple[Pfn, int], ...]) -> Iterator[tuple[Pfn, Pfn, int]]:
    """Cut [at, end) of a section where the zone changes."""
    for (first, index), after in zip(parts, (*(first for first, _ in parts[1:]), None), strict=True):
        begin, until = max(at, first), end if after is None else min(end, after)
        if begin < until:
            yield begin, until, index
