"""What chmem does natively: it counts memory blocks, does what it can, and passes over what is as it wants it."""

from __future__ import annotations

from typing import Literal

from engine.commands.model import SectionOffline, SectionOnline, SectionRange
from engine.commands.operators import Chmem, ChmemAmount
from engine.errors import CommandError
from engine.guest.guest import Guest
from engine.guest.memory_block import state_of
from engine.memory.kinds import SectionState
from engine.operations.amounts import check_multiple, places_of
from engine.operations.section_choice import blocks_in_zone
from engine.units import Size, size_text


def chmem(guest: Guest, command: Chmem) -> SectionOnline | SectionOffline:
    """Return what chmem does natively.

    Raises:
        CommandError: nothing is left to do, or a range is none of whole memory blocks.
    """
    zone = _chmem_zone(guest, command) if command.enable else None
    amount = command.amount
    places = places_of(command, sections="amount", size="amount", zone="zone")
    if amount.size is not None and not command.by_blocks:
        unit = guest.platform.section_size * guest.block_sections
        what = f"the memory block size of {guest.name} ({size_text(unit)})"
        check_multiple(command, "amount", amount.size.bytes, unit, what)
        if command.enable:
            size = _at_most_offline(guest, command, amount.size)
            return SectionOnline(guest=guest.name, size=size, zone=zone, places=places)
        only = "HighMem" if command.zone == "Highmem" else command.zone
        size = _at_most_in(guest, command, amount.size, only) if only else amount.size
        return SectionOffline(guest=guest.name, size=size, zone=only, places=places)
    sections = _still_to_do(guest, command, _sections(guest, command, amount))
    if command.enable:
        return SectionOnline(guest=guest.name, sections=sections, zone=zone, places=places)
    return SectionOffline(guest=guest.name, sections=sections, places=places)


def _chmem_zone(guest: Guest, command: Chmem) -> Literal["kernel", "movable"] | None:
    """Return the zone that chmem asks for; without -z it puts memory in Movable where that is valid."""
    if command.zone is None:
        return "movable" if guest.kernel.online_movable else None
    if command.zone == "Movable":
        return "movable"
    if command.zone != "Normal":
        raise CommandError(
            f"zone mismatch: no block of {guest.name} goes online in {command.zone}",
            "Normal or Movable",
            command.place("zone"),
        )
    return "kernel"


def _at_most_offline(guest: Guest, command: Chmem, size: Size) -> Size:
    """Return a size, or all that is offline where that is less: chmem does what it can."""
    offline = sum(
        state_of(guest, section) is SectionState.OFFLINE
        for section in guest.memory.present_sections().tolist()
    )
    most = offline * guest.platform.section_size
    if not most:
        raise CommandError(
            f"Could only enable 0B of memory: no block of {guest.name} is offline",
            "`hotplug add` with online=no leaves some",
            command.place("amount"),
        )
    return Size(min(size.bytes, most))


def _sections(guest: Guest, command: Chmem, amount: ChmemAmount) -> SectionRange:
    """Return the sections of a range of memory blocks or of addresses."""
    per_block, section = guest.block_sections, guest.platform.section_size
    if amount.blocks is not None:
        first, last = amount.blocks
        return first * per_block, (last + 1) * per_block - 1
    assert amount.addresses is not None, "the grammar asks for a size or a range"
    first, last = amount.addresses
    unit = section * per_block
    if first % unit or (last + 1) % unit:
        raise CommandError(
            f"Start address and (end address + 1) must be aligned to memory block size ({size_text(unit)})",
            f"{first // unit * unit:#x}-{-(-(last + 1) // unit) * unit - 1:#x}",
            command.place("amount"),
        )
    return first // section, last // section


def _at_most_in(guest: Guest, command: Chmem, size: Size, zone: str) -> Size:
    """Return a size, or all that is online in a zone where that is less."""
    most = len(blocks_in_zone(guest, zone)) * guest.block_pages * guest.page_size
    if not most:
        raise CommandError(
            f"Could only disable 0B of memory: no block of {guest.name} is online in zone {zone}",
            "another zone",
            command.place("zone"),
        )
    return Size(min(size.bytes, most))


def _still_to_do(guest: Guest, command: Chmem, sections: SectionRange) -> SectionRange:
    """Return the sections of a range that are not yet as chmem wants them: it passes over those that are.

    Raises:
        CommandError: all are, or those that are not are no range.
    """
    highest = int(guest.memory.present_sections()[-1])
    if sections[1] > highest:
        there = f"0 to {highest // guest.block_sections}"
        absent = max(sections[0], highest + 1) // guest.block_sections
        raise CommandError(
            f"{guest.name} has no memory block {absent}",
            f"of {there}, those that are there",
            command.place("amount"),
        )
    wanted = SectionState.ONLINE if command.enable else SectionState.OFFLINE
    left = [
        section for section in range(sections[0], sections[1] + 1) if state_of(guest, section) is not wanted
    ]
    if not left:
        first, last = (section // guest.block_sections for section in sections)
        blocks = f"Memory Block {first}" if first == last else f"Memory Blocks {first} to {last}"
        does = "enabled" if command.enable else "disabled"
        raise CommandError(f"{blocks} already {does}", "others", command.place("amount"))
    run = next((at for at in range(1, len(left)) if left[at] != left[at - 1] + 1), len(left))
    if run < len(left):
        first, last = left[0] // guest.block_sections, left[run - 1] // guest.block_sections
        done = "enabled" if command.enable else "disabled"
        raise CommandError(
            f"some blocks in the middle are {done} already",
            f"one range at a time, as {first}-{last}",
            command.place("amount"),
        )
    return left[0], left[-1]
