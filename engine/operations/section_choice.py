"""Which sections a command means: ranges and sizes, in whole memory blocks."""

from __future__ import annotations

import numpy as np

from engine.commands.model import Command, SectionOffline, SectionOnline, SectionRange
from engine.errors import CommandError
from engine.events import sections_text
from engine.guest.guest import Guest
from engine.guest.memory_block import state_of
from engine.memory.kinds import SectionState
from engine.operations.amounts import said, section_multiple
from engine.units import Size


def online_blocks(guest: Guest) -> tuple[int, ...]:
    """Return the first sections of the memory blocks that are online as a whole, from the lowest up."""
    blocks, sections = np.unique(guest.memory.online_sections() // guest.block_sections, return_counts=True)
    whole = blocks[sections == guest.block_sections] * guest.block_sections
    return tuple(whole.tolist())


def blocks_in_zone(guest: Guest, name: str) -> tuple[int, ...]:
    """Return the first sections of the online memory blocks that lie in zones of one name, from the lowest up."""
    memory = guest.memory
    return tuple(
        section
        for section in online_blocks(guest)
        if {memory.zones[number].name for number in memory.zones_in(section)} == {name}
    )


def lowest_offline(guest: Guest, command: SectionOnline, size: Size) -> tuple[int, ...]:
    """Return the lowest offline sections that make up a size.

    Raises:
        CommandError: so many are not offline.
    """
    need = section_multiple(guest, command, "size", size) // guest.section_pages
    present = guest.memory.present_sections()
    offline = present[guest.memory.state[present] == SectionState.OFFLINE]
    if need > len(offline):
        there = said(guest, len(offline) * guest.section_pages) if len(offline) else "nothing"
        raise CommandError(
            f"{guest.name} has {there} offline",
            f"at most {there}" if len(offline) else "`hotplug add` with online=no leaves some",
            command.place("size"),
        )
    return tuple(offline[:need].tolist())


def highest_online(guest: Guest, command: SectionOffline, need: int) -> tuple[int, ...]:
    """Return the first sections of all online memory blocks of the zones that are meant, from the highest down.

    Args:
        guest: whose.
        command: says which zones are meant.
        need: how many sections must go.

    Raises:
        CommandError: there are fewer in those zones.
    """
    blocks = online_blocks(guest)[::-1]
    if command.zone is None:
        return blocks
    zone = command.zone
    blocks = blocks_in_zone(guest, zone)[::-1]
    if need > len(blocks) * guest.block_sections:
        there = said(guest, len(blocks) * guest.block_pages) if blocks else "nothing"
        raise CommandError(
            f"{guest.name} has {there} online in zone {zone}",
            f"at most {there}" if blocks else "another zone",
            command.place("size"),
        )
    return blocks


def in_range(guest: Guest, command: Command, field: str, sections: SectionRange) -> tuple[int, ...]:
    """Return the sections of a range, which must all be present.

    Raises:
        CommandError: one is absent, or the range cuts a memory block.
    """
    first, last = sections
    highest = len(guest.memory.state) - 1
    absent = next(
        (s for s in range(first, min(last, highest) + 1) if state_of(guest, s) is SectionState.ABSENT),
        max(first, highest + 1) if last > highest else None,
    )
    if absent is not None:
        raise CommandError(f"s{absent} of {guest.name} is absent", present_text(guest), command.place(field))
    span = guest.block_sections
    if first % span or (last + 1) % span:
        low, high = first // span * span, (last // span + 1) * span - 1
        raise CommandError(
            f"a memory block of {guest.name} has {span} sections", f"{low}-{high}", command.place(field)
        )
    return tuple(range(first, last + 1))


def present_text(guest: Guest) -> str:
    """Say which sections a guest has."""
    return f"present are {sections_text(guest.memory.present_sections().tolist())}"


def in_state(guest: Guest, command: Command, sections: SectionRange, state: SectionState) -> tuple[int, ...]:
    """Return the sections of a range, which must all be in a state.

    Raises:
        CommandError: one is not.
    """
    found = in_range(guest, command, "sections", sections)
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
