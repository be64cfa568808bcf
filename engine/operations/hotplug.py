"""Sections come and go: what is refused at once, and the operations that do the rest."""

from __future__ import annotations

from engine.commands.model import (
    Command,
    HotplugAdd,
    HotplugRemove,
    SectionOffline,
    SectionOnline,
    SectionRange,
)
from engine.errors import CommandError
from engine.events import sections_text
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections, state_of
from engine.guest.hotplug_remove import TakeSections
from engine.memory.kinds import SectionState
from engine.operations.amounts import guest_of, said, section_multiple
from engine.operations.outcome import Outcome
from engine.platform import Kernel
from engine.units import Nanoseconds
from engine.world import World


def add_memory(world: World, command: HotplugAdd, stall: Nanoseconds) -> Outcome:
    """Begin to add whole sections (paper 3.1)."""
    guest = guest_of(world, command, command.guest)
    pages = section_multiple(guest, command, "size", command.size)
    _check_node(guest, command, command.node)
    room = guest.max - guest.present_pages
    if pages > room:
        wanted = f"at most {said(guest, room)}" if room else "nothing: max= is set when a guest boots"
        present = said(guest, guest.present_pages + pages)
        raise CommandError(
            f"{guest.name} would have {present}, past its max of {said(guest, guest.max)}",
            wanted,
            command.place("size"),
        )
    count = pages // guest.section_pages
    online = command.online or guest.online
    check_zone(guest.kernel, command, "online", online)
    process = BringSections(guest.name, world.next_operation, count, online, command.node or 0)
    return _join_line(world, guest, command, process, stall)


def remove_memory(world: World, command: HotplugRemove, stall: Nanoseconds) -> Outcome:
    """Begin to remove sections: those named, or the highest that can go (paper 4.1)."""
    guest = guest_of(world, command, command.guest)
    _check_can_remove(guest, command)
    candidates: tuple[int, ...] = ()
    field = "section"
    if command.section is not None:
        candidates = _range(guest, command, "section", command.section)
        for section in candidates:
            state = state_of(guest, section)
            if state not in (SectionState.ONLINE, SectionState.OFFLINE):
                raise CommandError(
                    f"s{section} of {guest.name} is {state.text}", _present(guest), command.place("section")
                )
        need = len(candidates)
        candidates = candidates[:: guest.block_sections]
    elif command.node is not None:
        _check_node(guest, command, command.node)
        here = guest.memory.online_sections()[::-1]
        here = here[guest.memory.section_node[here] == command.node]
        need, field = len(here), "node"
        candidates = tuple(here[here % guest.block_sections == 0].tolist())
    else:
        assert command.size is not None, "the grammar asks for a size, a section or a node"
        field = "size"
        need = section_multiple(guest, command, "size", command.size) // guest.section_pages
    online = sum(state_of(guest, s) is SectionState.ONLINE for s in candidates) * guest.block_sections
    _check_min(guest, command, field, online if candidates else need)
    timeout = guest.kernel.offline_timeout if command.timeout is None else command.timeout
    failures = guest.kernel.offline_failures if command.retries is None else command.retries
    process = TakeSections(guest.name, world.next_operation, need, True, timeout, failures, candidates)
    return _join_line(world, guest, command, process, stall)


def online_sections(world: World, command: SectionOnline, stall: Nanoseconds) -> Outcome:
    """Begin to put present sections online."""
    guest = guest_of(world, command, command.guest)
    sections = _in_state(guest, command, command.sections, SectionState.OFFLINE)
    zone = command.zone or ("kernel" if guest.online == "no" else guest.online)
    check_zone(guest.kernel, command, "zone", zone)
    process = BringSections(guest.name, world.next_operation, len(sections), zone, sections=sections)
    return _join_line(world, guest, command, process, stall)


def offline_sections(world: World, command: SectionOffline, stall: Nanoseconds) -> Outcome:
    """Begin to take sections offline; they stay present."""
    guest = guest_of(world, command, command.guest)
    _check_can_remove(guest, command)
    sections = _in_state(guest, command, command.sections, SectionState.ONLINE)
    _check_min(guest, command, "sections", len(sections))
    kernel = guest.kernel
    process = TakeSections(
        guest.name,
        world.next_operation,
        len(sections),
        False,
        kernel.offline_timeout,
        kernel.offline_failures,
        sections[:: guest.block_sections],
    )
    return _join_line(world, guest, command, process, stall)


def check_zone(kernel: Kernel, command: Command, field: str, online: str) -> None:
    """Refuse ZONE_MOVABLE where the kernel has none (before 2.6.23).

    Raises:
        CommandError: it has none.
    """
    if online == "movable" and not kernel.movable_zone:
        raise CommandError(
            f"{kernel.name} has no ZONE_MOVABLE", "kernel, or a later kernel=", command.place(field)
        )


def _join_line(
    world: World, guest: Guest, command: Command, process: BringSections | TakeSections, stall: Nanoseconds
) -> Outcome:
    number = world.operate(guest.name, command.text, process, stall)
    guest.hotplug_line = (*guest.hotplug_line, number)
    return Outcome(number)


def _check_can_remove(guest: Guest, command: Command) -> None:
    if not guest.kernel.hot_remove:
        raise CommandError(
            f"{guest.name} runs {guest.kernel.name}, and hotplug remove was never in that kernel (paper 4.2)",
            "a guest with kernel=2.6.16+remove, or a later one",
            command.place("guest"),
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


def _range(guest: Guest, command: Command, field: str, sections: SectionRange) -> tuple[int, ...]:
    """Return the sections of a range, which must all be present."""
    first, last = sections
    highest = len(guest.memory.state) - 1
    absent = next(
        (s for s in range(first, min(last, highest) + 1) if state_of(guest, s) is SectionState.ABSENT),
        max(first, highest + 1) if last > highest else None,
    )
    if absent is not None:
        raise CommandError(f"s{absent} of {guest.name} is absent", _present(guest), command.place(field))
    span = guest.block_sections
    if first % span or (last + 1) % span:
        low, high = first // span * span, (last // span + 1) * span - 1
        raise CommandError(
            f"a memory block of {guest.name} has {span} sections", f"{low}-{high}", command.place(field)
        )
    return tuple(range(first, last + 1))


def _check_node(guest: Guest, command: Command, node: int | None) -> None:
    """Refuse a node that the guest does not have."""
    last = guest.memory.nodes - 1
    if node is not None and node > last:
        there = "node=0" if not last else f"node=0 to node={last}"
        raise CommandError(f"{guest.name} has no node {node}", there, command.place("node"))


def _present(guest: Guest) -> str:
    return f"present are {sections_text(guest.memory.present_sections().tolist())}"


def _in_state(guest: Guest, command: Command, sections: SectionRange, state: SectionState) -> tuple[int, ...]:
    found = _range(guest, command, "sections", sections)
    for section in found:
        if state_of(guest, section) is not state:
            there = [s for s in guest.memory.present_sections().tolist() if state_of(guest, s) is state]
            wanted = f"{state.text} are {sections_text(there)}" if there else f"none is {state.text}"
            raise CommandError(
                f"s{section} of {guest.name} is {state_of(guest, section).text}",
                wanted,
                command.place("sections"),
            )
    return found
