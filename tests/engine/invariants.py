"""What is true of every world between any two events; whatever is not is said with its page or section."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from engine.guest.guest import Guest
from engine.guest.virtio_mem import plugged_pages, subblock_pages
from engine.guest.virtio_mem_work import VirtioMemWork
from engine.memory.frames import ISOLATED, MIXED, NO_TAG, ORDER_BITS, tag_of
from engine.memory.kinds import KINDS, Kind, MigrateType, SectionState
from engine.memory.memory import HELD_KINDS, Memory
from engine.memory.owners import OWNERS
from engine.memory.page_list import GAP, section_of_entry
from engine.memory.per_cpu import order_of
from engine.memory.runs import Runs
from engine.memory.standing import slots_of
from engine.memory.unplugged import WHOLE, runs_of_bits
from engine.memory.zone import Zone
from engine.memory.zones import NO_ZONE
from engine.world import World

IN_ZONE = (SectionState.ONLINE, SectionState.GOING_OFFLINE)
"""Sections whose pages count as the zone's."""


def check(world: World) -> None:
    """Check everything."""
    for guest in world.guests.values():
        check_memory(guest.memory, emptied_sections(world, guest))
        check_device(guest)
        check_balloon(world, guest)
        check_programs(world, guest)
        check_managed(guest)
        check_dimms(guest)
    check_host(world)
    check_operations(world)


def emptied_sections(world: World, guest: Guest) -> set[int]:
    """Return the sections of which virtio-mem has isolated a part that it empties."""
    found: set[int] = set()
    for process in world.timeline.processes.values():
        if not isinstance(process, VirtioMemWork) or process.guest != guest.name or not process.unplugging:
            continue
        if emptying := process.unplugging.emptying:
            parts = emptying.parts(guest)[emptying.unplugged : emptying.isolated]
            found |= {section for section, _, _ in parts}
    return found


def check_device(guest: Guest) -> None:
    """Only sections of a virtio-mem device's region are plugged in part, and DIMMs lie elsewhere."""
    device = guest.virtio_mem
    region = device.sections if device else range(0)
    assert all(section in region for section in guest.memory.unplugged)
    assert not any(section in region for dimm in guest.dimms for section in dimm.sections)
    if device:
        assert device.first % guest.block_sections == device.count % guest.block_sections == 0
        assert not plugged_pages(guest) % subblock_pages(guest, device.block)


def check_memory(memory: Memory, emptied: Collection[int] = ()) -> None:
    """Check one guest's page frames, lists and counters; in some sections a part is being emptied."""
    check_sections(memory, emptied)
    covered = np.zeros((memory.frames.sections, memory.layout.section_pages), np.uint8)
    marked = 0
    for number, zone in enumerate(memory.zones):
        marked += check_zone_lists(memory, number, zone, covered)
    tags = sum(int(np.count_nonzero(columns.tags != NO_TAG)) for columns in memory.frames.mixed.values())
    assert tags == marked, f"{tags} pages say that they head a free block, {marked} blocks are on the lists"
    for section in range(memory.frames.sections):
        free = memory.frames.kinds_of(section) == Kind.FREE
        assert np.array_equal(covered[section], free), f"s{section}: a free page is not in exactly one block"
    check_merged(memory)
    check_held(memory)
    check_per_cpu(memory)
    check_owners(memory)


def check_sections(memory: Memory, emptied: Collection[int] = ()) -> None:
    """Each page has one kind and is counted; states, zones and isolation go together."""
    frames = memory.frames
    blocks = {section: it.count for section, it in memory.unplugged.items()}
    online = [section for section in blocks if memory.state[section] in IN_ZONE]
    size = memory.layout.pageblock_pages
    assert memory.unplugged_present == sum(blocks.values()) * size
    assert memory.unplugged_online == sum(blocks[section] for section in online) * size
    assert len(memory.state) == len(memory.section_zone) == len(memory.section_node) == frames.sections
    for section in range(frames.sections):
        kinds, types = frames.kinds_of(section), frames.types_of(section)
        assert (frames.uniform[section] == MIXED) == (section in frames.mixed), f"s{section}: columns"
        found = np.bincount(kinds, minlength=KINDS)
        assert len(found) == KINDS, f"s{section}: a page of no kind"
        assert np.array_equal(found, frames.counts[section]), f"s{section}: counters"
        state, zone = SectionState(int(memory.state[section])), memory.section_zone[section]
        absent = state in (SectionState.ABSENT, SectionState.OFFLINE)
        assert absent == (zone == NO_ZONE), f"s{section}: {state.text} in zone {zone}"
        if absent:
            assert (kinds == Kind.HOLE).all(), f"s{section}: pages while {state.text}"
        isolated = (types & ISOLATED) != 0
        going = state in (SectionState.GOING_ONLINE, SectionState.GOING_OFFLINE)
        assert absent or bool(isolated.all()) or not going, f"s{section}: isolation"
        assert absent or going or section in emptied or not isolated.any(), f"s{section}: isolation"
        check_unplugged(memory, section)


def check_unplugged(memory: Memory, section: int) -> None:
    """What is kept from the allocator are the pageblocks that are not plugged, and they are counted."""
    found = memory.unplugged.get(section, WHOLE)
    assert not found.fresh & ~found.blocks, f"s{section}: a plugged pageblock that the allocator never had"
    assert bool(found.blocks) == (section in memory.unplugged)
    if memory.state[section] in IN_ZONE:
        blocks = memory.frames.kinds_of(section).reshape(memory.layout.section_pageblocks, -1)
        kept = (blocks == Kind.UNPLUGGED).all(axis=1)
        assert not ((blocks == Kind.UNPLUGGED).any(axis=1) & ~kept).any(), f"s{section}: half a pageblock"
        assert sum(1 << int(block) for block in np.flatnonzero(kept)) == found.blocks, f"s{section}: plugged"


def check_zone_lists(memory: Memory, number: int, zone: Zone, covered: np.ndarray) -> int:
    """Every block on a zone's lists is free, its own, and knows where it stands; returns how many are marked."""
    layout, frames = memory.layout, memory.frames
    marked, free = 0, [0, 0]
    for list_type, row in enumerate(zone.lists):
        for order, blocks in enumerate(row):
            count = 0
            for slot in range(blocks.first, blocks.last):
                entry = blocks.at(slot)
                if entry == GAP:
                    continue
                section = section_of_entry(entry) if entry < 0 else entry >> layout.section_shift
                mine = memory.zones_in(section) if entry < 0 else [memory.zones.index(memory.zone_of(entry))]
                assert mine == [number], f"{entry} of another zone"
                block = 0 if entry < 0 else (entry & layout.section_pages - 1) >> layout.pageblock_order
                isolated = bool(frames.types_of(section)[block] & ISOLATED)
                assert isolated == (list_type == MigrateType.ISOLATE), f"{entry}: isolation"
                if entry < 0:
                    assert order == layout.max_order
                    assert frames.uniform[section] == Kind.FREE, f"s{section} is not free as a whole"
                    covered[section] += 1
                    count += layout.section_blocks
                    continue
                at = entry & layout.section_pages - 1
                columns = frames.mixed[section]
                assert at % (1 << order) == 0, f"{entry} is not aligned to order {order}"
                assert columns.tags[at] == tag_of(order, list_type), f"{entry}: tag"
                assert columns.slots[at] == slot, f"{entry}: slot"
                covered[section, at : at + (1 << order)] += 1
                count += 1
                marked += 1
            assert blocks.count == count, f"{zone.name} type {list_type} order {order}: count"
            free[list_type == MigrateType.ISOLATE] += count << order
    assert [zone.free_pages, zone.isolated_pages] == free, f"{zone.name}: free pages"
    return marked


def check_merged(memory: Memory) -> None:
    """No two free buddies stand side by side, but for pageblocks of which one is isolated."""
    layout = memory.layout
    for section, columns in memory.frames.mixed.items():
        for at in np.flatnonzero(columns.tags != NO_TAG).tolist():
            order = int(columns.tags[at]) & ORDER_BITS
            buddy = at ^ (1 << order)
            if order == layout.max_order or columns.tags[buddy] == NO_TAG:
                continue
            if int(columns.tags[buddy]) & ORDER_BITS == order:
                types = columns.types[[at >> layout.pageblock_order, buddy >> layout.pageblock_order]]
                assert (types[0] ^ types[1]) & ISOLATED, (
                    f"s{section}: {at} and {buddy} of order {order} are apart"
                )


def check_per_cpu(memory: Memory) -> None:
    """The CPUs' lists have all pages that count as theirs, each in its zone and once."""
    found: list[int] = []
    for number, zone in enumerate(memory.zones):
        assert zone.cpu == memory.cpu
        assert len(zone.cpus) in (0, len(memory.node_of_cpu)), f"{zone.name}: not every CPU's lists"
        for kept in zone.cpus:
            mine = [
                pfn + i
                for n, pfns in kept.lists.items()
                for pfn in pfns.tolist()
                for i in range(1 << order_of(memory.layout, n))
            ]
            assert kept.count == len(mine), f"{zone.name}: per-CPU count"
            assert all(memory.zones.index(memory.zone_of(pfn)) == number for pfn in mine)
            found += mine
    assert len(set(found)) == len(found) == memory.total(Kind.PER_CPU)
    assert all(memory.kind(pfn) is Kind.PER_CPU for pfn in found)


def check_held(memory: Memory) -> None:
    """The lists of pages in use have all pages of their kinds, and each knows where it stands."""
    frames, layout = memory.frames, memory.layout
    for kind, held in memory.held.items():
        unit = layout.pageblock_pages if kind is Kind.HUGETLB else 1
        pfns = held.entries()
        assert len(pfns) == held.count == len(np.unique(pfns)), f"{kind.name}: a page twice"
        assert held.count * unit == memory.total(kind), f"{kind.name}: not all pages"
        assert frames.hold(pfns, kind).all(), f"{kind.name}: another kind"
        slots = [slot for slot in range(held.first, held.last) if held.at(slot) != GAP]
        assert np.array_equal(slots_of(frames, pfns), slots), f"{kind.name}: slots"
    for section, runs in memory.mem_map_of.items():
        assert memory.state[section] != SectionState.ABSENT, f"s{section} is absent and has a mem_map"
        for first, pages in runs:
            assert all(memory.kind(first + i) is Kind.MEM_MAP for i in range(pages)), f"s{section}: mem_map"


def check_owners(memory: Memory) -> None:
    """Only pages in use are someone's, and each owner's are counted, by kind and by section."""
    frames = memory.frames
    kinds, sections = np.zeros((OWNERS, KINDS), np.int64), np.zeros((OWNERS, frames.sections), np.int64)
    for section, columns in frames.mixed.items():
        if columns.owners is not None:
            mine = columns.owners != 0
            assert np.isin(columns.kinds[mine], HELD_KINDS).all(), f"s{section}: whose are pages not in use?"
            np.add.at(kinds, (columns.owners[mine], columns.kinds[mine]), 1)
            sections[:, section] += np.bincount(columns.owners[mine], minlength=OWNERS)
    rows, columns = frames.owned.by_section.shape
    assert np.array_equal(frames.owned.by_kind, kinds[:rows]), "owners by kind"
    assert not kinds[rows:].any(), "owners without a row"
    assert np.array_equal(frames.owned.by_section, sections[:rows, :columns]), "owners by section"
    assert not sections[:, columns:].any(), "owners in new sections"


def check_balloon(world: World, guest: Guest) -> None:
    """What the balloon holds is what the host took back."""
    memory, pages = guest.memory, guest.section_pages
    held = np.concatenate(
        [np.zeros(0, np.int64), *(batch.pfns() for batch in (*guest.balloon.batches, *guest.balloon.last))]
    )
    assert len(held) == len(np.unique(held)) == guest.balloon.pages == memory.total(Kind.BALLOON)
    backed = out = 0
    owed = Runs.of(list(guest.reports.owed)).pfns() if guest.reports else np.zeros(0, np.int64)
    for section in range(memory.frames.sections):
        pfns = np.arange(section * pages, (section + 1) * pages)
        frames = world.host.backing(guest.name, pfns)
        paged = world.host.paged_out(guest.name, pfns)
        assert not (paged & (frames >= 0)).any(), (
            f"s{section} of {guest.name}: in memory and on the host's swap"
        )
        wanted = memory.frames.kinds_of(section) != Kind.BALLOON
        for first, count in runs_of_bits(memory.unplugged.get(section, WHOLE).blocks):
            size = memory.layout.pageblock_pages
            wanted[first * size : (first + count) * size] = False
        if memory.state[section] == SectionState.ABSENT:
            wanted[:] = False
        if guest.reports:
            # free pages may have been reported, and the host may owe frames for pages that were touched
            free = np.isin(
                memory.frames.kinds_of(section), (Kind.FREE, Kind.PER_CPU, Kind.HOLE, Kind.UNPLUGGED)
            )
            wanted &= (frames >= 0) | paged | ~(free | np.isin(pfns, owed))
        assert np.array_equal((frames >= 0) | paged, wanted), (
            f"s{section} of {guest.name}: what the host backs"
        )
        backed += int(np.count_nonzero(frames >= 0))
        out += int(np.count_nonzero(paged))
    assert world.host.held(guest.name) == backed * guest.frames_per_page
    assert world.host.paged_pages(guest.name) == out
    assert not out or guest.paging is not None
    assert memory.frames.hold(held, Kind.BALLOON).all()


def check_programs(world: World, guest: Guest) -> None:
    """Pages are programs', swap holds no more than it can, and the kernel's processes live."""
    owned = guest.memory.frames.owned
    owners = {owner for owner in range(1, len(owned.by_kind)) if owned.total(owner)} | guest.swapped.keys()
    assert owners <= guest.programs.keys() | {0}, "pages of a program that is not there"
    assert all(pages > 0 for pages in guest.swapped.values())
    assert sum(guest.swapped.values()) <= guest.swap, "more on swap than it holds"
    assert set(guest.kernel_processes) <= world.timeline.processes.keys()
    running = {program.process for program in guest.programs.values() if program.process}
    assert running == {number for number, _ in guest.workloads}, "run-on workloads and their programs"
    waiting = {owner for owner, time in guest.held_up.items() if time > 0}
    assert waiting <= {owner for owner, it in guest.programs.items() if it.process}, "who waits runs on"
    assert (np.diff(guest.course.rows[:, 0]) > 0).all(), "the seconds of a course follow each other"
    now = (guest.work_done, guest.swap_ins, guest.swap_outs)
    assert all(then <= ever for then, ever in zip(guest.course.totals, now, strict=True))


def check_managed(guest: Guest) -> None:
    """A zone's present pages are those of its sections; what boot and most balloons took is not managed."""
    memory = guest.memory
    away = [Kind.RESERVED, Kind.MEM_MAP, Kind.UNPLUGGED]
    away += [Kind.BALLOON] if guest.driver.accounting == "shrink" else []
    present, kept = np.zeros(len(memory.zones), int), np.zeros(len(memory.zones), int)
    for section in np.flatnonzero(np.isin(memory.state, IN_ZONE)).tolist():
        kinds = memory.frames.kinds_of(section)
        zone_at = memory.zones_at(np.arange(len(kinds)) + section * guest.section_pages)
        present += np.bincount(zone_at[kinds != Kind.HOLE], minlength=len(present))
        kept += np.bincount(zone_at[np.isin(kinds, away)], minlength=len(present))
    for runs in memory.mem_map_of.values():
        for first, pages in runs:
            kept[memory.zones.index(memory.zone_of(first))] -= pages
    own = sum(memory.own_mem_map.values())
    for number, zone in enumerate(memory.zones):
        assert zone.present == present[number], f"{zone.name}: present"
        assert zone.managed == present[number] - kept[number], f"{zone.name}: managed"
        assert own or not zone.movable or not kept[number] or guest.balloon.pages or memory.unplugged
    assert memory.present_count == np.count_nonzero(memory.state != SectionState.ABSENT)
    assert memory.online_count == np.count_nonzero(np.isin(memory.state, IN_ZONE))


def check_dimms(guest: Guest) -> None:
    """DIMMs have ids, slots, backends and addresses of their own, and each backend has the size of its DIMM."""
    dimms, backends = guest.dimms, {backend.id: backend.pages for backend in guest.backends}
    for what in ("id", "slot", "memdev"):
        assert len({getattr(dimm, what) for dimm in dimms}) == len(dimms), f"two DIMMs have the same {what}"
    sections = [section for dimm in dimms for section in dimm.sections]
    assert len(set(sections)) == len(sections), "two DIMMs have the same section"
    for dimm in dimms:
        assert backends[dimm.memdev] == dimm.count * guest.section_pages


def check_host(world: World) -> None:
    """Every machine frame is free, waits to be zeroed, or is one guest's."""
    host = world.host
    end = 0
    for owner, first, frames in host.runs():
        assert first == end, f"{owner}: frames {end} to {first} are nobody's, or two have them"
        end = first + frames
    assert end == host.total_frames
    held = sum(host.held(name) for name in world.guests)
    assert host.free_frames + host.zeroing_frames + held == host.total_frames
    assert host.guests == tuple(world.guests)


def check_operations(world: World) -> None:
    """What is under way has a process, and what has ended has none."""
    processes = world.timeline.processes
    under_way = {op.process: op.id for op in world.operations.values() if not op.over}
    assert world.owners == under_way
    assert under_way.keys() <= processes.keys()
    schedule = world.timeline.schedule()
    waiting = {number for _, group in schedule.waiting for number in group}
    assert {number for number, _ in schedule.due} | waiting == processes.keys(), "a process waits for nothing"
    for guest in world.guests.values():
        check_line(world, guest)
        assert all(number in processes for number, _ in guest.workloads)
        assert all(number in processes for number in guest.kernel_processes)


def check_line(world: World, guest: Guest) -> None:
    """Operations that change sections wait in a line; only the first has a section in hand, if any has."""
    line = [world.operations[number] for number in guest.hotplug_line]
    assert not any(operation.over for operation in line)
    going = np.isin(guest.memory.state, [SectionState.GOING_ONLINE, SectionState.GOING_OFFLINE])
    in_hand = line[0].sections if line else ()
    assert set(np.flatnonzero(going).tolist()) <= set(in_hand), f"a section of {guest.name} goes by itself"
