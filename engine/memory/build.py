"""Memory built from given arrays, which may come from anywhere: what does not fit together is refused."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.errors import CommandError, quoted
from engine.memory.frames import ISOLATED, MIXED, NO_TAG, ORDER_BITS, Frames, tag_of
from engine.memory.kinds import KINDS, TYPES, Kind, MigrateType, SectionState
from engine.memory.layout import ZONE_NAMES
from engine.memory.memory import HELD_KINDS, Memory
from engine.memory.page_list import Array, PageList
from engine.memory.per_cpu import GROWS_UP_TO, LISTS, PerCpu, order_of
from engine.memory.runs import Runs
from engine.memory.state import Column, MemoryState, ZoneState
from engine.memory.unplugged import runs_of_bits
from engine.memory.zone import Zone
from engine.memory.zones import NO_ZONE, SEVERAL, zones_at
from engine.units import LARGEST, Bytes

MOST: Bytes = 2 * LARGEST
"""Addresses are below this: the largest guest, and as much again for holes."""
_ONLINE = (SectionState.GOING_ONLINE, SectionState.ONLINE, SectionState.GOING_OFFLINE)
_IN_ZONE = (SectionState.ONLINE, SectionState.GOING_OFFLINE)


def build_memory(state: MemoryState) -> Memory:
    """Return the memory that a state describes; it shares nothing with the state.

    Raises:
        CommandError: arrays do not fit together, a free page is on two lists or on none, a page on a list is not what
            the list is for, or a number is out of range.
    """
    _check_sections(state)
    _check_bytes(state)
    pages = _Pages.of(state)
    memory = Memory(state.layout, state.rules, state.nodes)
    memory.cpu_nodes, memory.node_of_cpu = state.cpu_nodes, state.node_of_cpu
    memory.extend(len(state.state))
    memory.state[:], memory.section_zone[:] = state.state, state.section_zone
    memory.section_node[:] = state.section_node
    memory.parts, memory.own_mem_map = state.parts.copy(), state.own_mem_map.copy()
    memory.present_count = int(np.count_nonzero(state.state != SectionState.ABSENT))
    memory.online_count = int(np.count_nonzero(np.isin(state.state, _IN_ZONE)))
    _check_unplugged(state, pages)
    for section, found in state.unplugged.items():
        memory.set_unplugged(section, found)
    memory.huge_pages, memory.boot_mem_map = state.huge_pages, state.boot_mem_map
    memory.thp = _thp(state)
    memory.zones = [_zone(number, zone, state, pages) for number, zone in enumerate(state.zones)]
    memory.run_on(state.cpu)
    _check_free(state, pages)
    for kind in HELD_KINDS:
        _hold(memory.held[kind], kind, state, pages)
    _check_mem_maps(state, pages)
    kept = sum(cpu.count for zone in memory.zones for cpu in zone.cpus)
    if kept != int(np.count_nonzero(pages.kinds == Kind.PER_CPU)) or (state.uniform == Kind.PER_CPU).any():
        raise _refuse("a page that a CPU keeps is on none of its lists")
    memory.mem_map_of = dict(state.mem_map_of)
    _check_owners(state)
    _fill(memory.frames, state, pages)
    return memory


@attrs.frozen(eq=False)
class _Pages:
    """The pages of all mixed sections: what is given, and what follows from the lists so far.

    Attributes:
        row_of: [sections], a section's row in the others, -1 where it is not mixed.
        kinds, tags, slots: [rows, pages].
        types: [rows, pageblocks].
    """

    row_of: Array
    kinds: Column
    types: Column
    tags: NDArray[np.int8]
    slots: NDArray[np.int32]

    @classmethod
    def of(cls, state: MemoryState) -> _Pages:
        row_of = np.full(len(state.state), -1, np.int64)
        mixed = np.flatnonzero(state.uniform == MIXED)
        row_of[mixed] = np.arange(len(mixed))
        shape = state.kinds.shape
        return cls(
            row_of, state.kinds, state.types, np.full(shape, NO_TAG, np.int8), np.zeros(shape, np.int32)
        )


def _refuse(what: str) -> CommandError:
    return CommandError(f"no memory can be like this: {what}")


def _check_sections(state: MemoryState) -> None:
    """Check the arrays' shapes, and each section's state and zone."""
    layout, count = state.layout, len(state.state)
    if count * layout.section_pages * layout.page_size > MOST:
        raise _refuse(f"{count} sections are too many")
    for name in ("state", "section_zone", "section_node", "uniform", "uniform_types"):
        if getattr(state, name).shape != (count,):
            raise _refuse(f"{name} has another length than state")
    rows = int(np.count_nonzero(state.uniform == MIXED))
    if state.kinds.shape != (rows, layout.section_pages):
        raise _refuse(f"kinds are not those of {rows} mixed sections")
    if state.types.shape != (rows, layout.section_pageblocks):
        raise _refuse(f"types are not those of {rows} mixed sections")
    _check_zones(state)
    online = np.isin(state.state, _ONLINE)
    known = (state.section_zone < len(state.zones)) | (state.section_zone == SEVERAL)
    if (state.state > max(SectionState)).any() or (online != known).any():
        raise _refuse("a section has no state, or a zone without being online, or the other way round")
    if (state.section_zone[~online] != NO_ZONE).any() or (state.uniform[~online] != Kind.HOLE).any():
        raise _refuse("a section that is not online has pages")


def _check_zones(state: MemoryState) -> None:
    """Check that the zones are such, each there once, and that the parts of sections refer to them."""
    names = [(zone.node, zone.name) for zone in state.zones]
    if not 1 <= len(names) < SEVERAL or not 1 <= state.nodes <= len(names):
        raise _refuse(f"{len(names)} zones")
    if not 1 <= state.cpu_nodes <= state.nodes:
        raise _refuse(f"{state.cpu_nodes} of {state.nodes} nodes have CPUs")
    cpus = len(state.node_of_cpu)
    if not 0 <= state.cpu < cpus or any(not 0 <= node < state.nodes for node in state.node_of_cpu):
        raise _refuse("a CPU is on no node, or work runs on none")
    if {len(zone.cpus) for zone in state.zones} not in ({0}, {cpus}):
        raise _refuse("not every CPU keeps pages of every zone")
    if len(set(names)) < len(names) or any(n not in ZONE_NAMES or node >= state.nodes for node, n in names):
        raise _refuse("a zone of no name or node, or the same zone twice")
    if any(len(zone.protection) != len(ZONE_NAMES) for zone in state.zones):
        raise _refuse("a zone keeps pages from zones that are none")
    if set(state.parts) != set(np.flatnonzero(state.section_zone == SEVERAL).tolist()):
        raise _refuse("sections of several zones and their parts are not the same")
    for section, parts in state.parts.items():
        firsts, pages = [first for first, _ in parts], state.layout.section_pages
        if firsts != sorted(set(firsts)) or not firsts or firsts[0] != section * pages:
            raise _refuse(f"the parts of section {section} do not follow each other")
        if firsts[-1] >= (section + 1) * pages or any(not 0 <= z < len(names) for _, z in parts):
            raise _refuse(f"section {section} has a part of no zone")
    for section, pages in state.own_mem_map.items():
        if not 0 <= section < len(state.state) or not 0 < pages <= state.layout.section_pages:
            raise _refuse(f"section {section} holds a mem_map of {pages} pages")


def _check_unplugged(state: MemoryState, pages: _Pages) -> None:
    """Check that the pages kept from the allocator are those of the pageblocks that are not plugged."""
    layout = state.layout
    unplugged = np.zeros((len(state.state), layout.section_pageblocks), bool)
    for section, found in state.unplugged.items():
        there = 0 <= section < len(state.state) and state.state[section] != SectionState.ABSENT
        if not there or not 0 < found.blocks < 1 << layout.section_pageblocks or found.fresh & ~found.blocks:
            raise _refuse(f"section {section} has pageblocks that are not plugged, and is absent or smaller")
        for first, count in runs_of_bits(found.blocks):
            unplugged[section, first : first + count] = True
    kept = np.repeat((state.uniform == Kind.UNPLUGGED)[:, None], layout.section_pageblocks, axis=1)
    there = pages.kinds.reshape(-1, layout.section_pageblocks, layout.pageblock_pages) == Kind.UNPLUGGED
    kept[state.uniform == MIXED] = there.any(axis=2)
    missing = (unplugged & ~kept)[np.isin(state.state, _IN_ZONE)]
    if (there.any(axis=2) != there.all(axis=2)).any() or (kept & ~unplugged).any() or missing.any():
        raise _refuse("a page is kept from the allocator and plugged, or the other way round")


def _check_bytes(state: MemoryState) -> None:
    """Check that every kind and every type is one."""
    uniform = state.uniform[state.uniform != MIXED]
    if (uniform >= KINDS).any() or (state.kinds >= KINDS).any():
        raise _refuse("a page is of no kind")
    if np.isin(uniform, HELD_KINDS).any():
        raise _refuse("a section of pages that stand in a list is one record")
    for types in (state.uniform_types, state.types):
        if ((types & ~np.uint8(ISOLATED)) >= MigrateType.ISOLATE).any():
            raise _refuse("a pageblock is of no type")


def _zone(number: int, given: ZoneState, state: MemoryState, pages: _Pages) -> Zone:
    """Return a zone with its lists, and mark the blocks on them."""
    zone = Zone.empty(given.name, given.node, state.layout, state.rules)
    orders = state.layout.max_order + 1
    if given.lengths.shape != (TYPES, orders) or (given.lengths < 0).any():
        raise _refuse(f"zone {quoted(given.name)} has no list for each of {TYPES} types and {orders} orders")
    ends = np.cumsum(given.lengths)
    if ends[-1] != len(given.entries):
        raise _refuse(f"the lists of zone {quoted(given.name)} are longer or shorter than they say")
    zone.protection, zone.reclaiming = given.protection, given.reclaiming
    zone.below_high = given.below_high
    zone.cpus = tuple(_per_cpu(cpu, number, state, pages) for cpu in given.cpus)
    for field in ("present", "managed", "start", "end", "min", "low", "high", "boost", "urgent"):
        value = getattr(given, field)
        if not 0 <= value <= MOST:
            raise _refuse(f"{field} of zone {quoted(given.name)} is {value}")
        setattr(zone, field, value)
    for place, entries in enumerate(np.split(given.entries, ends[:-1])):
        list_type, order = divmod(place, orders)
        _fill_list(zone.lists[list_type][order], entries, order, list_type, number, state, pages)
        free = zone.lists[list_type][order].count << order
        if list_type == MigrateType.ISOLATE:
            zone.isolated_pages += free
        else:
            zone.free_pages += free
    return zone


def _per_cpu(given: PerCpu, zone: int, state: MemoryState, pages: _Pages) -> PerCpu:
    """Return the CPU's lists of a zone; they must hold what they count, and pages of the zone that are kept so."""
    count = 0
    for number, firsts in given.lists.items():
        if not 0 <= number < LISTS:
            raise _refuse(f"a CPU has no list {number}")
        order = order_of(state.layout, number)
        every = (firsts[:, None] + np.arange(1 << order)).reshape(-1)
        rows, at = _places(every, state, pages)
        sections = every >> state.layout.section_shift
        mine = zones_at(every, sections, state.section_zone, state.parts) == zone
        if not mine.all() or (pages.kinds[rows, at] != Kind.PER_CPU).any() or _twice(every):
            raise _refuse("a CPU keeps a page twice, or one of another kind or zone")
        count += len(every)
    if count != given.count or given.batch < 1 or given.factor not in range(GROWS_UP_TO + 1):
        raise _refuse(f"a CPU keeps {given.count} pages and has {count}")
    tuning = given.tuning
    if (tuning is not None) != state.rules.tunes_per_cpu:
        raise _refuse("what a CPU keeps is tuned where the kernel does not, or the other way round")
    if tuning is not None and not (
        0 <= tuning.least <= MOST
        and 0 <= tuning.most <= MOST
        and 0 <= tuning.freed <= MOST
        and tuning.grown in range(GROWS_UP_TO + 1)
    ):
        raise _refuse("what a CPU keeps is tuned to no such amounts")
    return given.fork()


def _fill_list(
    blocks: PageList, entries: Array, order: int, list_type: int, zone: int, state: MemoryState, pages: _Pages
) -> None:
    """Put entries on an empty free list; blocks that are not whole sections are marked as its own."""
    whole = entries < 0
    sections = _sections(entries)
    if whole.any():
        if order != state.layout.max_order or (sections < 0).any() or (sections >= len(state.uniform)).any():
            raise _refuse("a list has a whole section that does not exist")
        if (state.uniform[sections] != Kind.FREE).any() or (state.section_zone[sections] != zone).any():
            raise _refuse("a list has a whole section that is not free, or of another zone")
        isolated = (state.uniform_types[sections] & ISOLATED) != 0
        if (isolated != (list_type == MigrateType.ISOLATE)).any():
            raise _refuse("a section is isolated and not on that list, or the other way round")
    first = entries[~whole]
    if (first & (1 << order) - 1).any():
        raise _refuse(f"a block of order {order} is not aligned")
    rows, at = _places(first, state, pages)
    sections_of = first >> state.layout.section_shift
    if (zones_at(first, sections_of, state.section_zone, state.parts) != zone).any():
        raise _refuse("a list has a block of another zone")
    isolated = (pages.types[rows, at >> state.layout.pageblock_order] & ISOLATED) != 0
    if (isolated != (list_type == MigrateType.ISOLATE)).any():
        raise _refuse("a free block is isolated and not on that list, or the other way round")
    if (pages.tags[rows, at] != NO_TAG).any() or _twice(first):
        raise _refuse("a block is on the lists twice")
    slot = blocks.push_many_tail(entries, _no_one)
    blocks.count += len(sections) * (blocks.weight - 1)
    pages.tags[rows, at] = tag_of(order, list_type)
    pages.slots[rows, at] = slot + np.flatnonzero(~whole)


def _sections(entries: Array) -> Array:
    """Return the sections that a list's entries for whole sections stand for (`section_entry`)."""
    sections: Array = -2 - entries[entries < 0]
    return sections


def _twice(pfns: Array) -> bool:
    """Say whether a page is there more than once."""
    ordered = np.sort(pfns)
    return bool((ordered[1:] == ordered[:-1]).any())


def _places(pfns: Array, state: MemoryState, pages: _Pages) -> tuple[Array, Array]:
    """Return rows and offsets of pages, which must lie in mixed sections."""
    layout = state.layout
    sections = pfns >> layout.section_shift
    if (pfns < 0).any() or (sections >= len(pages.row_of)).any() or (pages.row_of[sections] < 0).any():
        raise _refuse("a list has a page of a section that is one record, or that does not exist")
    return pages.row_of[sections], pfns & layout.section_pages - 1


def _no_one(entries: Array, slots: Array) -> None:
    """Nobody remembers the slots of a list that is being made."""


def _check_free(state: MemoryState, pages: _Pages) -> None:
    """Check that each free page is in exactly one block on the lists."""
    covered = np.zeros(pages.kinds.shape, np.uint8)
    rows, at = np.nonzero(pages.tags != NO_TAG)
    orders = pages.tags[rows, at] & ORDER_BITS
    for order in range(state.layout.max_order + 1):
        here = orders == order
        blocks = covered.reshape(len(covered), state.layout.section_pages >> order, 1 << order)
        blocks[rows[here], at[here] >> order] += 1
    wrong = np.argwhere(covered != (pages.kinds == Kind.FREE))
    if len(wrong):
        row, offset = wrong[0].tolist()
        section = int(np.flatnonzero(pages.row_of == row)[0])
        kind, times = Kind(int(pages.kinds[row, offset])).name.lower(), int(covered[row, offset])
        pfn = section * state.layout.section_pages + offset
        raise _refuse(f"page {pfn} is {kind} and in {times} blocks of the free lists")
    listed = np.concatenate([_sections(zone.entries) for zone in state.zones])
    if not np.array_equal(np.sort(listed), np.flatnonzero(state.uniform == Kind.FREE)):
        raise _refuse("a section that is free as a whole is not on the lists exactly once")


def _hold(held: PageList, kind: Kind, state: MemoryState, pages: _Pages) -> None:
    """Put the pages in use of one kind on their list; they must be all that there are."""
    pfns = state.held.get(kind, np.zeros(0, np.int64))
    unit = state.layout.pageblock_pages if kind is Kind.HUGETLB else 1
    rows, at = _places(pfns, state, pages)
    found = (pages.kinds == kind).reshape(len(pages.kinds), state.layout.section_pages // unit, unit)
    if (pfns % unit).any() or not found[rows, at // unit].all() or _twice(pfns):
        raise _refuse(f"the list of {kind.name.lower()} pages has one twice, or one that is none")
    if np.count_nonzero(found) != len(pfns) * unit:
        raise _refuse(f"the list of {kind.name.lower()} pages has not all of them")
    slot = held.push_many_tail(pfns, _no_one)
    pages.slots[rows, at] = slot + np.arange(len(pfns))


def _thp(state: MemoryState) -> Array:
    """Return the first pages of transparent huge pages, which must be such, ascending."""
    unit, end = state.layout.pageblock_pages, len(state.state) * state.layout.section_pages
    heads = state.thp.astype(np.int64)
    if (heads % unit).any() or (heads < 0).any() or (heads >= end).any() or (np.diff(heads) <= 0).any():
        raise _refuse("a transparent huge page is not where one can be, or is there twice")
    return heads


def _check_mem_maps(state: MemoryState, pages: _Pages) -> None:
    """Check that what describes hot-added sections lies in pages of that kind, each for one section."""
    present = np.flatnonzero(state.state != SectionState.ABSENT)
    if not np.isin(list(state.mem_map_of), present).all():
        raise _refuse("an absent section has a mem_map")
    runs = Runs.joined([Runs.of(list(pairs)) for pairs in state.mem_map_of.values()])
    total = len(state.state) * state.layout.section_pages
    ends = runs.starts + runs.counts
    if (runs.starts < 0).any() or (runs.counts <= 0).any() or (ends > total).any() or runs.pages > total:
        raise _refuse("a mem_map lies outside of memory")
    pfns = runs.pfns()
    sections, at = pfns >> state.layout.section_shift, pfns & state.layout.section_pages - 1
    rows = pages.row_of[sections]
    kinds = state.uniform[sections]
    kinds[rows >= 0] = pages.kinds[rows[rows >= 0], at[rows >= 0]]
    if (kinds != Kind.MEM_MAP).any() or _twice(pfns):
        raise _refuse("a mem_map lies in pages of another kind, or two share a page")


def _fill(frames: Frames, state: MemoryState, pages: _Pages) -> None:
    """Give every section its record or its columns."""
    frames.uniform[:], frames.uniform_types[:] = state.uniform, state.uniform_types
    frames.counts[:] = 0
    level = np.flatnonzero(state.uniform != MIXED)
    frames.counts[level, state.uniform[level]] = state.layout.section_pages
    owners = dict(zip(state.owned.tolist(), state.owners, strict=True))
    frames.owned.make_room(int(state.owners.max(initial=0)) + 1, frames.sections)
    for row, section in enumerate(np.flatnonzero(state.uniform == MIXED).tolist()):
        whose = owners.get(row)
        frames.adopt(
            section,
            pages.kinds[row].copy(),
            pages.tags[row].copy(),
            pages.slots[row].copy(),
            pages.types[row].copy(),
            None if whose is None else whose.copy(),
        )
        if whose is not None:
            frames.owned.recount(section, whose, pages.kinds[row])


def _check_owners(state: MemoryState) -> None:
    """Check that only pages in use are someone's."""
    rows = len(state.kinds)
    if state.owners.shape != (len(state.owned), state.layout.section_pages):
        raise _refuse("owners are not those of the sections that have some")
    if (state.owned < 0).any() or (state.owned >= rows).any() or (np.diff(state.owned) <= 0).any():
        raise _refuse("owners of a section that is one record, or that does not exist")
    if ((state.owners != 0) & ~np.isin(state.kinds[state.owned], HELD_KINDS)).any():
        raise _refuse("a page that is not in use has an owner")
