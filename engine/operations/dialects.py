"""What operators' commands are natively, once it is known whose memory they are about.

chmem counts memory blocks, drmgr logical memory blocks, and QEMU its own devices: how much that is, and which sections
it is, depends on the guest. xl writes a key, of which the guest's driver makes what it can.
"""

from __future__ import annotations

import attrs

from engine.commands.drmgr import FIRST_INDEX
from engine.commands.model import (
    BalloonSet,
    Command,
    DeviceName,
    HotplugAdd,
    HotplugRemove,
    HotplugSet,
    XenstoreWrite,
)
from engine.commands.names import listing
from engine.commands.operators import Chmem, DeviceAdd, DeviceDel, Dimm, Drmgr, QomSet, VirtioMemPci
from engine.commands.write import write
from engine.errors import CommandError
from engine.guest.guest import Guest
from engine.guest.lmbs import assigned
from engine.guest.memory_block import state_of
from engine.guest.target_key import adds_by_itself
from engine.memory.kinds import SectionState
from engine.operations.amounts import guest_of, pages_of, places_of, said
from engine.operations.chmem import chmem
from engine.operations.devices import plugged
from engine.units import KIB, LARGEST, Size
from engine.world import World
from engine.xenstore import TARGET


def native(world: World, command: Command) -> Command:
    """Return what a command is natively; a native one is itself.

    Raises:
        CommandError: it means nothing for its guest.
    """
    found: Command
    match command:
        case Chmem():
            found = chmem(guest_of(world, command, command.guest), command)
        case Drmgr():
            found = _drmgr(guest_of(world, command, command.guest), command)
        case DeviceAdd():
            found = _device_add(guest_of(world, command, command.guest), command)
        case QomSet():
            found = _qom_set(guest_of(world, command, command.guest), command)
        case DeviceDel():
            guest = guest_of(world, command, command.guest)
            dimm = plugged(guest, command, "id", command.id)
            found = HotplugRemove(guest=guest.name, device=dimm.id, places=places_of(command, device="id"))
        case BalloonSet() if command.dialect == "xl mem-set":
            found = _xl_mem_set(world, guest_of(world, command, command.guest), command)
        case _:
            return command
    return attrs.evolve(found, text=write(found), dialect=command.dialect)


def _xl_mem_set(world: World, guest: Guest, command: BalloonSet) -> BalloonSet | XenstoreWrite:
    """Return `balloon set`, or the key that xl writes where the driver goes past what is online (paper 6.1)."""
    row = guest.hypervisor
    if not row.xenstore and not row.assumed:
        raise CommandError(
            f"{guest.name} runs on {row.title}, and xl is Xen's",
            "`balloon set`, or a guest with hypervisor=xen",
            command.place("guest"),
        )
    if guest.cannot_balloon or guest.name not in world.xenstore.domains or not adds_by_itself(guest):
        return command
    target = pages_of(guest, command, "size", command.size)
    if target <= guest.online_pages:
        return command
    if target > guest.max:
        # libxl_set_memory_target: above memory/static-max it is an error
        raise CommandError(
            f"{guest.name} would have {said(guest, target)}, past its max of {said(guest, guest.max)}",
            f"at most {said(guest, guest.max)}",
            command.place("size"),
        )
    key = f"{world.xenstore.home(guest.name)}/{TARGET}"
    kib = str(target * guest.page_size // KIB)
    return XenstoreWrite(key=key, value=kib, places=places_of(command, key="size", value="size"))


def _drmgr(guest: Guest, command: Drmgr) -> HotplugAdd | HotplugRemove:
    if guest.platform.name != "ppc64":
        raise CommandError(
            f"{guest.name} is {guest.platform.name}: DLPAR is Power's",
            "a guest with platform=ppc64",
            command.place("guest"),
        )
    per_block = guest.block_sections
    places = places_of(command, size="count", section="index", timeout="timeout")
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
    if guest.lmbs is not None:
        online = len(assigned(guest, guest.lmbs))
    if count > online:
        raise CommandError(
            f"Not enough LMBs available ({online} of {count}) to satisfy request",
            f"at most -q {online}",
            command.place("count"),
        )
    return HotplugRemove(
        guest=guest.name, size=size, order="lowest", partly="undo", timeout=command.timeout, places=places
    )


def _device_add(guest: Guest, command: DeviceAdd) -> HotplugAdd | HotplugSet:
    if isinstance(command.device, VirtioMemPci):
        return _device_add_virtio_mem(guest, command, command.device)
    return _device_add_dimm(guest, command, command.device)


def _device_add_virtio_mem(guest: Guest, command: DeviceAdd, device: VirtioMemPci) -> HotplugSet:
    return HotplugSet(
        guest=guest.name,
        size=device.requested or Size(0),
        device=DeviceName(device.id or "vm0", device.memdev),
        block=device.block,
        node=device.node,
        places=places_of(command, size="device", device="device", block="device", node="device"),
    )


def _qom_set(guest: Guest, command: QomSet) -> HotplugSet:
    name = command.path.rpartition("/")[2]
    device = guest.virtio_mem
    if device is None or device.id != name:
        raise CommandError(
            f"Device '{command.path}' not found",
            f"{device.id}" if device else f"{guest.name} has no virtio-mem device: `device_add` plugs one in",
            command.place("path"),
        )
    return HotplugSet(guest=guest.name, size=command.size, places=places_of(command, size="size"))


def _device_add_dimm(guest: Guest, command: DeviceAdd, dimm: Dimm) -> HotplugAdd:
    nodes = sorted({zone.node for zone in guest.memory.zones})
    if dimm.node is not None and dimm.node not in nodes:
        raise CommandError(
            f"{guest.name} has no node {dimm.node}",
            f"node={listing(map(str, nodes))}",
            command.place("device"),
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
                f"Property 'pc-dimm.memdev' can't find value '{memdev}'", made, command.place("device")
            )
        size = Size(backend.pages * guest.page_size)
    places = places_of(command, size="device", node="device", device="device")
    return HotplugAdd(
        guest=guest.name, size=size, node=dimm.node, device=DeviceName(name, memdev), places=places
    )
