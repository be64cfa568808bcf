"""What operators' commands are natively, once it is known whose memory they are about.

chmem counts memory blocks, drmgr logical memory blocks, and QEMU its own devices: how much that is, and which sections
it is, depends on the guest.
"""

from __future__ import annotations

from typing import Literal

import attrs

from engine.commands.drmgr import FIRST_INDEX
from engine.commands.model import (
    Command,
    DeviceName,
    HotplugAdd,
    HotplugRemove,
    SectionOffline,
    SectionOnline,
    SectionRange,
)
from engine.commands.names import listing
from engine.commands.operators import Chmem, ChmemAmount, DeviceAdd, DeviceDel, Drmgr
from engine.commands.write import write
from engine.errors import CommandError, Place
from engine.guest.guest import Guest
from engine.guest.memory_block import state_of
from engine.memory.kinds import SectionState
from engine.operations.amounts import check_multiple, guest_of, said
from engine.operations.devices import plugged
from engine.operations.section_choice import blocks_in_zone
from engine.units import LARGEST, Size, size_text
from engine.world import World


def native(world: World, command: Command) -> Command:
    """Return what a command is natively; a native one is itself.

    Raises:
        CommandError: it means nothing for its guest.
    """
    found: Command
    match command:
        case Chmem():
            found = _chmem(guest_of(world, command, command.guest), command)
        case Drmgr():
            found = _drmgr(guest_of(world, command, command.guest), command)
        case DeviceAdd():
            found = _device_add(guest_of(world, command, command.guest), command)
        case DeviceDel():
            guest = guest_of(world, command, command.guest)
            dimm = plugged(guest, command, "id", command.id)
            found = HotplugRemove(guest=guest.name, device=dimm.id, places=_places(command, device="id"))
        case _:
            return command
    return attrs.evolve(found, text=write(found), dialect=command.dialect)


def _places(command: Command, **fields: str) -> dict[str, Place]:
    """Return where the native form's fields stood in what was typed: the native name, and the tool's."""
    return {"guest": command.place("guest"), **{name: command.place(of) for name, of in fields.items()}}


def _block_sections(guest: Guest) -> int:
    return guest.block_sections


def _chmem(guest: Guest, command: Chmem) -> SectionOnline | SectionOffline:
    zone = _chmem_zone(guest, command) if command.enable else None
    amount = command.amount
    places = _places(command, sections="amount", size="amount", zone="zone")
    if amount.size is not None and not command.by_blocks:
        unit = guest.platform.section_size * _block_sections(guest)
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
        return "movable" if guest.kernel.movable_zone else None
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
    per_block, section = _block_sections(guest), guest.platform.section_size
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
        there = f"0 to {highest // _block_sections(guest)}"
        absent = max(sections[0], highest + 1) // _block_sections(guest)
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
        first, last = (section // _block_sections(guest) for section in sections)
        blocks = f"Memory Block {first}" if first == last else f"Memory Blocks {first} to {last}"
        does = "enabled" if command.enable else "disabled"
        raise CommandError(f"{blocks} already {does}", "others", command.place("amount"))
    run = next((at for at in range(1, len(left)) if left[at] != left[at - 1] + 1), len(left))
    if run < len(left):
        first, last = left[0] // _block_sections(guest), left[run - 1] // _block_sections(guest)
        done = "enabled" if command.enable else "disabled"
        raise CommandError(
            f"some blocks in the middle are {done} already",
            f"one range at a time, as {first}-{last}",
            command.place("amount"),
        )
    return left[0], left[-1]


def _drmgr(guest: Guest, command: Drmgr) -> HotplugAdd | HotplugRemove:
    if guest.platform.name != "ppc64":
        raise CommandError(
            f"{guest.name} is {guest.platform.name}: DLPAR is Power's",
            "a guest with platform=ppc64",
            command.place("guest"),
        )
    per_block = _block_sections(guest)
    places = _places(command, size="count", section="index", timeout="timeout")
    if command.index is not None:
        first = (command.index - FIRST_INDEX) * per_block
        if any(state_of(guest, s) is SectionState.ABSENT for s in range(first, first + per_block)):
            raise CommandError(
                f"{guest.name} has no LMB {command.index:#x}",
                f"{FIRST_INDEX:#x} and up, one for each {said(guest, per_block * guest.section_pages)}",
                command.place("index"),
            )
        section = (first, first + per_block - 1)
        return HotplugRemove(
            guest=guest.name, section=section, partly="undo", timeout=command.timeout, places=places
        )
    count = command.count or 1
    size = Size(count * per_block * guest.platform.section_size)
    if size.bytes > LARGEST:
        most = LARGEST // (per_block * guest.platform.section_size)
        raise CommandError(f"{count} LMBs are more than 16T", f"at most -q {most}", command.place("count"))
    if not command.remove:
        return HotplugAdd(guest=guest.name, size=size, partly="undo", places=places)
    online = guest.online_pages // (per_block * guest.section_pages)
    if count > online:
        raise CommandError(
            f"Not enough LMBs available ({online} of {count}) to satisfy request",
            f"at most -q {online}",
            command.place("count"),
        )
    return HotplugRemove(
        guest=guest.name, size=size, order="lowest", partly="undo", timeout=command.timeout, places=places
    )


def _device_add(guest: Guest, command: DeviceAdd) -> HotplugAdd:
    dimm = command.dimm
    nodes = sorted({zone.node for zone in guest.memory.zones})
    if dimm.node is not None and dimm.node not in nodes:
        raise CommandError(
            f"{guest.name} has no node {dimm.node}", f"node={listing(map(str, nodes))}", command.place("dimm")
        )
    ids = {plugged.id for plugged in guest.dimms}
    name = dimm.id or next(f"dimm{n}" for n in range(len(ids) + 1) if f"dimm{n}" not in ids)
    if dimm.size is not None:
        size = dimm.size
        there = {backend.id for backend in guest.backends}
        memdev = next(f"mem{n}" for n in range(len(there) + 1) if f"mem{n}" not in there)
    else:
        assert dimm.memdev is not None, "the grammar asks for a backend or a size"
        memdev = dimm.memdev
        backend = next((backend for backend in guest.backends if backend.id == memdev), None)
        if backend is None:
            has = ", ".join(backend.id for backend in guest.backends)
            made = (
                f"there are {has}"
                if has
                else f"`object_add {guest.name} memory-backend-ram,id={memdev},size=SIZE`"
            )
            raise CommandError(
                f"Property 'pc-dimm.memdev' can't find value '{memdev}'", made, command.place("dimm")
            )
        size = Size(backend.pages * guest.page_size)
    places = _places(command, size="dimm", node="dimm", device="dimm")
    return HotplugAdd(
        guest=guest.name, size=size, node=dimm.node, device=DeviceName(name, memdev), places=places
    )
