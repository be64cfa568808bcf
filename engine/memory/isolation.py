"""Isolation: pageblocks whose free pages nobody may take (mm/page_isolation.c)."""

from __future__ import annotations

import numpy as np

from engine.memory.frames import ISOLATED, MIXED, NO_TAG, ORDER_BITS, Columns, Frames
from engine.memory.kinds import Kind, MigrateType
from engine.memory.page_list import Array, section_entry
from engine.memory.regroup import move_blocks, move_free_blocks, remove_blocks, spread_in_place
from engine.memory.zone import Zone
from engine.units import Pages


def isolate_section(frames: Frames, zone: Zone, section: int) -> Pages:
    """Isolate all pageblocks of a section and return how many free pages left the zone's count.

    Free blocks go to the tail of the isolate lists in ascending order.
    """
    layout = frames.layout
    if frames.uniform[section] != MIXED:
        byte = int(frames.uniform_types[section])
        frames.uniform_types[section] = byte | ISOLATED
        frames.versions[section] += 1
        frames.version += 1
        if frames.uniform[section] != Kind.FREE:
            return 0
        entry, blocks = section_entry(section), zone.lists[byte][layout.max_order]
        blocks.remove_section(entry)
        zone.lists[MigrateType.ISOLATE][layout.max_order].push_section(entry, frames.set_slots)
        moved = layout.section_pages
    else:
        columns = frames.columns(section)
        columns.types[:] |= ISOLATED
        moved = move_free_blocks(
            frames, zone, section << layout.section_shift, layout.section_pages, MigrateType.ISOLATE
        )
    zone.free_pages -= moved
    zone.isolated_pages += moved
    return moved


def undo_isolation(frames: Frames, zone: Zone, section: int) -> Pages:
    """Give an isolated section's free blocks back to the tails of the lists, and return their pages.

    Current kernels bring each pageblock's type back; earlier ones make every pageblock movable. A free block over
    several pageblocks takes the type of the last, which merges with those before it.
    """
    layout = frames.layout
    movable = int(MigrateType.MOVABLE if zone.rules.grouping else MigrateType.UNMOVABLE)
    keeps = zone.rules.isolate_keeps_type
    if frames.uniform[section] != MIXED:
        byte = int(frames.uniform_types[section]) & ~ISOLATED if keeps else movable
        frames.uniform_types[section] = byte
        frames.versions[section] += 1
        frames.version += 1
        if frames.uniform[section] != Kind.FREE:
            return 0
        entry, blocks = section_entry(section), zone.lists[MigrateType.ISOLATE][layout.max_order]
        blocks.remove_section(entry)
        zone.lists[byte][layout.max_order].push_section(entry, frames.set_slots)
        moved = layout.section_pages
    else:
        columns = frames.columns(section)
        columns.types[:] = columns.types & 0x7F if keeps else movable
        heads = np.flatnonzero(columns.tags != NO_TAG)
        moved = _to_tails(frames, zone, section, columns, heads)
    zone.isolated_pages -= moved
    zone.free_pages += moved
    return moved


def take_isolated(frames: Frames, zone: Zone, section: int) -> Pages:
    """Take a section's free blocks off the isolate lists: they belong to nobody now. Returns their pages.

    The section becomes a hole; a page that was not free must not be left in it.
    """
    layout = frames.layout
    if frames.uniform[section] == MIXED:
        columns = frames.columns(section)
        heads = np.flatnonzero(columns.tags != NO_TAG)
        remove_blocks(zone, columns.tags[heads], columns.slots[heads].astype(np.int64))
    elif frames.uniform[section] == Kind.FREE:
        blocks = zone.lists[MigrateType.ISOLATE][layout.max_order]
        blocks.remove_section(section_entry(section))
    free = int(frames.counts[section, Kind.FREE])
    zone.isolated_pages -= free
    movable = MigrateType.MOVABLE if zone.rules.grouping else MigrateType.UNMOVABLE
    frames.set_uniform(section, Kind.HOLE, int(movable))
    return free


def undo_pageblocks(frames: Frames, zone: Zone, section: int, first: int, end: int) -> None:
    """Leave pageblocks of a section as isolation leaves them that was undone at once (unset_migratetype_isolate).

    Their free blocks go to the tails of the lists, upwards; one that began before them stays where it is.

    Args:
        frames: the guest's page frames.
        zone: where the section belongs.
        section: the section.
        first: the first of them, counted from 0 in the section.
        end: the one after the last.
    """
    shift = frames.layout.pageblock_order
    movable = int(MigrateType.MOVABLE if zone.rules.grouping else MigrateType.UNMOVABLE)
    keeps = zone.rules.isolate_keeps_type
    if frames.uniform[section] not in (MIXED, Kind.FREE) and (
        keeps or frames.uniform_types[section] == movable
    ):
        return
    if frames.uniform[section] == Kind.FREE:
        spread_in_place(frames, zone, section)
    columns = frames.columns(section)
    frames.versions[section] += 1
    frames.version += 1
    if not keeps:
        columns.types[first:end] = movable
    heads = np.flatnonzero(columns.tags[first << shift : end << shift] != NO_TAG) + (first << shift)
    _to_tails(frames, zone, section, columns, heads)


def _to_tails(frames: Frames, zone: Zone, section: int, columns: Columns, heads: Array) -> Pages:
    """Let free blocks of a section go to the tails of the lists of their pageblocks' types; return their pages."""
    shift = frames.layout.pageblock_order
    orders = (columns.tags[heads] & ORDER_BITS).astype(np.int64)
    firsts, lasts = heads >> shift, heads + (1 << orders) - 1 >> shift
    bytes_of = columns.types[lasts]
    if zone.rules.types_merge:
        for several in np.flatnonzero(lasts > firsts).tolist():
            columns.types[firsts[several] : lasts[several] + 1] = bytes_of[several]
    return move_blocks(frames, zone, section, columns, heads, bytes_of)
