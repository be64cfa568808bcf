"""Sections come and go: what is refused at once, and the operations that do the rest."""

from __future__ import annotations

import attrs

from engine.commands.model import (
    Command,
    HotplugAdd,
    HotplugRemove,
    SectionOffline,
    SectionOnline,
)
from engine.errors import CommandError
from engine.guest.all_or_nothing import AllOrNothing
from engine.guest.dimm import Dimm
from engine.guest.dlpar import RemoveLmbs
from engine.guest.firmware import ask_back
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_line import join_line
from engine.guest.hotplug_remove import TakeSections
from engine.guest.memory_block import state_of
from engine.guest.needs import warn_if_too_little
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import SectionState
from engine.operations.amounts import guest_of, said, section_multiple
from engine.operations.below import check_granularity, check_limit
from engine.operations.devices import check_idle, plug, plugged, unplug, unused_pages
from engine.operations.guests.imported import let_grow
from engine.operations.held_by_device import check_held_by_device, check_room_in_devices, removable_blocks
from engine.operations.kernel_limits import check_can_add, check_can_remove, check_node, check_zone
from engine.operations.lmbs import addition_by_count, plugging, removal_by_count, removal_of, unplugging
from engine.operations.outcome import Outcome
from engine.operations.section_choice import (
    highest_online,
    in_range,
    in_state,
    lowest_offline,
    online_blocks,
    present_text,
)
from engine.timeline import Process
from engine.units import Nanoseconds, Pages, Size
from engine.world import World


def add_memory(world: World, command: HotplugAdd, stall: Nanoseconds) -> Outcome:
    """Begin to add whole sections (paper 3.1)."""
    guest = guest_of(world, command, command.guest)
    check_limit(guest, command, guest.hypervisor.cannot_add)
    check_can_add(guest, command)
    pages = section_multiple(guest, command, "size", command.size)
    check_granularity(guest, command, "size", pages * guest.page_size)
    check_node(guest, command, command.node, may_be_new=True)
    count = pages // guest.section_pages
    number = world.next_operation
    if guest.lmbs is not None and command.partly == "undo" and command.device is None:
        lmbs = count // guest.block_sections
        adding = addition_by_count(guest, guest.lmbs, command, "size", lmbs, number)
        let_grow(world, guest, pages)
        return _join_line(world, guest, command, adding, stall)
    if guest.origin is None or guest.origin.bounded:
        _check_room(guest, command, pages)
    online = command.online or guest.online
    check_zone(guest.kernel, command, "online", online)
    node = command.node or 0
    process = BringSections(guest.name, number, count, online, node)
    if command.device is not None:
        dimm = plug(guest, command, command.device, count, node)
        let_grow(world, guest, 0)
        if guest.lmbs is not None:
            if not guest.lmbs.told:
                return Outcome(
                    world.record(guest.name, command.text, "plugged; the kernel is not told of it")
                )
            return _join_line(world, guest, command, plugging(guest, dimm, number), stall)
        process = BringSections(
            guest.name, number, count, online, node, sections=tuple(dimm.sections), adds=True, whole=True
        )
    if command.device is None:
        let_grow(world, guest, pages)
    if command.partly == "undo":
        return _join_line(world, guest, command, AllOrNothing(guest.name, number, process), stall)
    return _join_line(world, guest, command, process, stall)


def remove_memory(world: World, command: HotplugRemove, stall: Nanoseconds) -> Outcome:
    """Begin to remove sections: those named, or the highest that can go (paper 4.1)."""
    guest = guest_of(world, command, command.guest)
    check_limit(guest, command, guest.hypervisor.cannot_remove)
    check_can_remove(guest, command)
    candidates: tuple[int, ...] = ()
    field = "section"
    if command.device is not None:
        dimm = plugged(guest, command, "device", command.device)
        field = "device"
        check_idle(world, guest, command, field, dimm)
        if guest.lmbs is not None:
            return _unplug_lmbs(world, guest, command, dimm, stall)
        there = [s for s in dimm.sections if state_of(guest, s) is not SectionState.ABSENT]
        if not there:
            unplug(guest, dimm.id)
            return Outcome(world.record(guest.name, command.text, "none of it was there"))
        need = len(there)
        candidates = tuple(s for s in there if not s % guest.block_sections)
    elif command.section is not None:
        candidates = in_range(guest, command, "section", command.section)
        for section in candidates:
            state = state_of(guest, section)
            if state not in (SectionState.ONLINE, SectionState.OFFLINE):
                raise CommandError(
                    f"s{section} of {guest.name} is {state.text}",
                    present_text(guest),
                    command.place("section"),
                )
        need = len(candidates)
        candidates = candidates[:: guest.block_sections]
    elif command.node is not None:
        check_node(guest, command, command.node)
        here = guest.memory.online_sections()[::-1]
        here = here[guest.memory.section_node[here] == command.node]
        candidates = tuple(here[here % guest.block_sections == 0].tolist())
        need, field = len(candidates) * guest.block_sections, "node"
    else:
        assert command.size is not None, "the grammar asks for a size, a section or a node"
        field = "size"
        need = section_multiple(guest, command, "size", command.size) // guest.section_pages
    _check_not_virtio_mem(guest, command, field, candidates)
    if candidates:
        check_held_by_device(guest, command, field, candidates)
    elif (held := removable_blocks(guest)) is not None:
        check_room_in_devices(guest, command, field, need)
        candidates = held[::-1]
    if guest.lmbs is not None and command.partly == "undo" and field in ("size", "section"):
        return _join_line(world, guest, command, _lmb_removal(world, guest, command, candidates, need), stall)
    leaving = need
    if candidates and field != "size":
        leaving = sum(state_of(guest, s) is SectionState.ONLINE for s in candidates) * guest.block_sections
    _check_min(guest, command, field, leaving)
    warn_if_too_little(world, guest, guest.online_pages - guest.balloon.pages - leaving * guest.section_pages)
    timeout = guest.kernel.offline_timeout if command.timeout is None else command.timeout
    failures = guest.kernel.offline_failures if command.retries is None else command.retries
    by_count = guest.hypervisor.whole_counts and field == "size" and command.partly is None
    together = command.partly == "undo" or command.device is not None or by_count
    lowest = command.order == "lowest" or (by_count and command.order is None)
    if lowest or (together and not candidates):
        device = guest.virtio_mem
        held = removable_blocks(guest)
        candidates = tuple(
            s
            for s in (online_blocks(guest) if held is None else held)
            if not device or s not in device.sections
        )
        candidates = candidates[:: 1 if lowest else -1]
    number = world.next_operation
    if together and field == "size" and guest.platform.name == "ppc64":
        taking = RemoveLmbs(
            guest.name, number, candidates, need // guest.block_sections, limit=timeout, failures=failures
        )
        ask_back(world, guest, need)
        return _join_line(world, guest, command, taking, stall)
    process = TakeSections(guest.name, number, need, not together, timeout, failures, candidates)
    if together:
        # Linux takes a block that is offline as done: drivers/base/core.c:device_offline.
        absent_too = (SectionState.ABSENT,) if command.device is not None else ()
        process = attrs.evolve(process, as_gone=(SectionState.OFFLINE, *absent_too))
        ask_back(world, guest, need)
        whole = AllOrNothing(guest.name, number, process, command.device or "")
        return _join_line(world, guest, command, whole, stall)
    return _join_line(world, guest, command, process, stall)


def _lmb_removal(
    world: World, guest: Guest, command: HotplugRemove, blocks: tuple[int, ...], sections: int
) -> RemoveLmbs:
    """Return what takes out LMBs of DIMMs: the one that is named, or so many."""
    assert guest.lmbs is not None, "the caller has looked"
    number = world.next_operation
    if len(blocks) == 1:
        return removal_of(guest, guest.lmbs, command, "section", blocks[0], number)
    count, field = sections // guest.block_sections, "section" if blocks else "size"
    found = removal_by_count(guest, guest.lmbs, command, field, count, number, command.timeout)
    ask_back(world, guest, sections)
    return found


def _unplug_lmbs(
    world: World, guest: Guest, command: HotplugRemove, dimm: Dimm, stall: Nanoseconds
) -> Outcome:
    """Ask a guest for a DIMM that consists of LMBs."""
    process = unplugging(guest, dimm, world.next_operation)
    if process is None:
        reason = "its LMBs stay" if dimm in guest.dimms else "none of it was there"
        return Outcome(world.record(guest.name, command.text, reason))
    ask_back(world, guest, process.wanted * guest.block_sections)
    return _join_line(world, guest, command, process, stall)


def _check_room(guest: Guest, command: HotplugAdd, pages: Pages) -> None:
    """Refuse what would take a guest past its max.

    Raises:
        CommandError: it would.
    """
    room = guest.max - guest.plugged_pages - unused_pages(guest)
    if pages > room:
        present = said(guest, guest.max - room + pages)
        larger = f"boot it with a larger max=, as max={present}"
        wanted = f"at most {said(guest, room)}, or {larger}" if room > 0 else f"no more can come: {larger}"
        raise CommandError(
            f"{guest.name} would have {present}, past its max of {said(guest, guest.max)}",
            wanted,
            command.place("size"),
        )


def online_sections(world: World, command: SectionOnline, stall: Nanoseconds) -> Outcome:
    """Begin to put present sections online."""
    guest = guest_of(world, command, command.guest)
    check_can_add(guest, command)
    if command.sections is not None:
        sections = in_state(guest, command, command.sections, SectionState.OFFLINE)
    else:
        sections = lowest_offline(guest, command, command.size or Size())
    zone = command.zone or ("kernel" if guest.online == "no" else guest.online)
    check_zone(guest.kernel, command, "zone", zone)
    process = BringSections(guest.name, world.next_operation, len(sections), zone, sections=sections)
    return _join_line(world, guest, command, process, stall)


def offline_sections(world: World, command: SectionOffline, stall: Nanoseconds) -> Outcome:
    """Begin to take sections offline; they stay present."""
    guest = guest_of(world, command, command.guest)
    check_can_remove(guest, command)
    if command.sections is not None:
        sections = in_state(guest, command, command.sections, SectionState.ONLINE)
        need, field, blocks = len(sections), "sections", sections[:: guest.block_sections]
    else:
        need = section_multiple(guest, command, "size", command.size or Size()) // guest.section_pages
        field, blocks = "size", highest_online(guest, command, need)
    _check_min(guest, command, field, need)
    kernel = guest.kernel
    process = TakeSections(
        guest.name,
        world.next_operation,
        need,
        False,
        kernel.offline_timeout,
        kernel.offline_failures,
        blocks,
    )
    return _join_line(world, guest, command, process, stall)


def _join_line(
    world: World, guest: Guest, command: Command, process: Process[Surroundings], stall: Nanoseconds
) -> Outcome:
    number = world.operate(guest.name, command.text, process, stall)
    join_line(guest, number)
    return Outcome(number)


def _check_not_virtio_mem(
    guest: Guest, command: HotplugRemove, field: str, candidates: tuple[int, ...]
) -> None:
    """Refuse to remove what a virtio-mem device plugged: its driver does that.

    Raises:
        CommandError: some of it is.
    """
    device = guest.virtio_mem
    mine = next((section for section in candidates if device and section in device.sections), None)
    if device is not None and mine is not None:
        raise CommandError(
            f"s{mine} of {guest.name} is memory of {device.id}, which virtio-mem's driver alone removes",
            f"`hotplug set {guest.name} SIZE` with less",
            command.place(field),
        )


def _check_min(guest: Guest, command: Command, field: str, sections: int) -> None:
    """Refuse what would take a guest below its min, or more than is online."""
    pages = sections * guest.section_pages
    if pages > guest.online_pages:
        raise CommandError(
            f"{guest.name} has only {said(guest, guest.online_pages)} online",
            f"at most {said(guest, guest.online_pages)}",
            command.place(field),
        )
    left = guest.target - pages
    if left < guest.min:
        spare = max(0, guest.target - guest.min) // guest.block_pages * guest.block_pages
        wanted = f"at most {said(guest, spare)}" if spare else "another guest: this one has nothing to spare"
        raise CommandError(
            f"{guest.name} would have {said(guest, max(0, left))}, below its min of {said(guest, guest.min)}",
            wanted,
            command.place(field),
        )
