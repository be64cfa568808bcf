"""Where the mem_map of added sections comes from, and where it goes (mm/sparse-vmemmap.c, mm/memory_hotplug.c)."""

from __future__ import annotations

from engine.guest.guest import Guest
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.memory import Mark
from engine.memory.runs import Runs
from engine.units import Pages, Pfn

Places = tuple[tuple[Pfn, Pages], ...]
_MARKS = (Mark.LOW, Mark.MIN)


def take_mem_map(guest: Guest, section: int, node: int, *, in_place: bool) -> Places | None:
    """Take the pages for a section's mem_map from online kernel memory, or None where there is not enough.

    One block of the platform's order is tried first, then single pages, each above the low watermarks first and then
    above min (GFP_KERNEL). Where sections share a page, and a neighbour has it, none is taken; nor where the memory
    block holds its own (`in_place`).
    """
    if in_place or _neighbour(guest, section) is not None:
        return ()
    memory, platform = guest.memory, guest.platform
    pages, order = platform.mem_map_pages, platform.mem_map_order
    zones = memory.zonelist(Kind.MEM_MAP, node=node)
    if order and 1 << order == pages:
        for mark in _MARKS:
            pfn = memory.alloc(order, MigrateType.UNMOVABLE, Kind.MEM_MAP, mark=mark, zones=zones)
            if pfn is not None:
                return ((pfn, pages),)
    parts = [Runs.of([])]
    for mark in _MARKS:
        missing = pages - sum(runs.pages for runs in parts)
        parts.append(memory.take(missing, MigrateType.UNMOVABLE, Kind.MEM_MAP, mark=mark, zones=zones))
    runs = Runs.joined(parts)
    if runs.pages < pages:
        memory.give(runs)
        return None
    return tuple(runs.merged().pairs())


def keep_mem_map(guest: Guest, section: int, places: Places, *, in_place: bool) -> None:
    """Remember where a present section's mem_map lies; `in_place`: in its block's first section."""
    memory = guest.memory
    if not in_place:
        memory.mem_map_of[section] = places
    elif section % guest.block_sections == 0:
        memory.own_mem_map[section] = guest.block_sections * guest.platform.mem_map_pages


def give_mem_map(guest: Guest, section: int) -> Pages:
    """Free the pages that described a section which is gone, and return how many came free."""
    memory = guest.memory
    if memory.own_mem_map.pop(section, None) is not None:
        return 0
    places = memory.mem_map_of.pop(section, None)
    if places is None and guest.memmap_on_memory and not _was_there_at_boot(guest, section):
        return 0
    neighbour = _neighbour(guest, section)
    if places is None:
        if neighbour is not None and _has_boot_page(guest, neighbour):
            return 0
        places = _boot_places(guest, section)
        memory.adjust_managed(Runs.of(list(places)), +1)
    if neighbour is not None:
        if places:
            memory.mem_map_of[neighbour] = places
        return 0
    for pfn, pages in places:
        _free(guest, pfn, pages)
    return sum(pages for _, pages in places)


def _free(guest: Guest, pfn: Pfn, pages: Pages) -> None:
    """Free pages as they were taken: a block of the platform's order as one, others one by one."""
    order = guest.platform.mem_map_order
    if order and pages == 1 << order and pfn % pages == 0:
        guest.memory.free(pfn, order)
    else:
        guest.memory.give(Runs.of([(pfn, pages)]))


def _was_there_at_boot(guest: Guest, section: int) -> bool:
    return any(first <= section < end for first, end, _ in guest.memory.boot_mem_map)


def _boot_places(guest: Guest, section: int) -> Places:
    """Return where boot put a section's mem_map."""
    share, pages = guest.platform.mem_map_sections, guest.platform.mem_map_pages
    for first, end, at in guest.memory.boot_mem_map:
        if first <= section < end:
            return ((at + (section - first) // share * pages, pages),)
    return ()


def _neighbour(guest: Guest, section: int) -> int | None:
    """Return another present section whose mem_map lies in the same page, one that boot put there before others."""
    share, states = guest.platform.mem_map_sections, guest.memory.state
    if share == 1:
        return None
    first = section // share * share
    there = [s for s in range(first, min(first + share, len(states))) if states[s] != SectionState.ABSENT]
    others = sorted((not _has_boot_page(guest, s), s) for s in there if s != section)
    return others[0][1] if others else None


def _has_boot_page(guest: Guest, section: int) -> bool:
    """Say whether a section still uses what boot took for its mem_map."""
    return section not in guest.memory.mem_map_of and _was_there_at_boot(guest, section)
