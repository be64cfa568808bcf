"""What the hypervisor does with a guest's virtio-mem device: it has one, and says how much of it is to be plugged."""

from __future__ import annotations

import attrs

from engine.commands.model import Command, DeviceName, GuestAdd, HotplugSet
from engine.commands.names import listing
from engine.errors import CommandError
from engine.events import VirtioMemRequested
from engine.guest.dimm import Backend
from engine.guest.guest import Guest
from engine.guest.virtio_mem import VirtioMem, plugged_pages
from engine.guest.virtio_mem_work import VirtioMemWork
from engine.hypervisors import Hypervisor
from engine.operations.amounts import check_multiple, guest_of, said
from engine.operations.devices import check_name, free_run
from engine.operations.kernel_limits import check_node
from engine.operations.outcome import Outcome
from engine.platform import VIRTIO_MEM_SINCE, Kernel, Platform
from engine.units import MIB, Bytes, Nanoseconds, Pages, Size, size_text
from engine.world import World

BOOT_NAME = DeviceName("vm0", "vmem0")
"""The device that a guest boots with, and its backend."""


def check_virtio_mem(
    command: GuestAdd, kernel: Kernel, platform: Platform, hypervisor: Hypervisor, block_sections: int
) -> None:
    """Refuse a device that a guest cannot boot with.

    Raises:
        CommandError: kernel, platform or hypervisor have none, or it is no whole sections.
    """
    if command.virtio_mem is None:
        if command.virtio_mem_block is not None:
            raise CommandError(
                "virtio_mem_block= without virtio_mem=",
                "virtio_mem=SIZE, the device's region",
                command.place("virtio_mem_block"),
            )
        return
    _check_exists(command, "virtio_mem", kernel, platform, hypervisor)
    memory_block = block_sections * platform.section_size
    region = command.virtio_mem.in_bytes(platform.page_size)
    check_multiple(command, "virtio_mem", region, memory_block, f"a memory block ({size_text(memory_block)})")
    _block(command, "virtio_mem_block", platform, memory_block)


def _check_exists(
    command: Command, field: str, kernel: Kernel, platform: Platform, hypervisor: Hypervisor
) -> None:
    if platform.name not in VIRTIO_MEM_SINCE:
        raise CommandError(
            f"Linux has no virtio-mem driver on {platform.name}",
            f"platform={listing(VIRTIO_MEM_SINCE)}",
            command.place(field),
        )
    if hypervisor.name != "kvm":
        raise CommandError(
            f"virtio-mem is KVM's, and this guest runs on {hypervisor.title}",
            "hypervisor=kvm",
            command.place(field),
        )
    if not kernel.has_virtio_mem(platform.name):
        since = ".".join(str(part) for part in VIRTIO_MEM_SINCE[platform.name][:2])
        raise CommandError(
            f"virtio-mem came to {platform.name} with Linux {since}, and this guest runs {kernel.name}",
            "kernel=current",
            command.place(field),
        )


def boot_with_device(guest: Guest, command: GuestAdd) -> None:
    """Let a guest have a device from the start, of which nothing is plugged.

    Raises:
        CommandError: its blocks have no size for it.
    """
    assert command.virtio_mem is not None, "a device is asked for"
    pages = command.virtio_mem.in_bytes(guest.page_size) // guest.page_size
    memory_block = guest.block_pages * guest.page_size
    block = _block(command, "virtio_mem_block", guest.platform, memory_block)
    _plug_device(guest, BOOT_NAME, pages, block, 0)


def _block(command: Command, field: str, platform: Platform, memory_block: Bytes) -> Pages:
    """Return the pages of a device block: as QEMU has it a huge page, but at least 1M (hw/virtio/virtio-mem.c).

    Raises:
        CommandError: it is no power of two from 1M, or more than a memory block.
    """
    size = platform.page_size
    asked: Size | None = getattr(command, field)
    if asked is None:
        return max(MIB, size << platform.pageblock_order) // size
    block = asked.in_bytes(size)
    if block & block - 1 or not MIB <= block <= memory_block:
        raise CommandError(
            f"a block of {size_text(block)} cannot be",
            f"a power of two from 1M to {size_text(memory_block)}, a memory block",
            command.place(field),
        )
    return block // size


def _plug_device(guest: Guest, name: DeviceName, pages: Pages, block: Pages, node: int) -> None:
    """Plug a device in at the lowest address where its region fits."""
    if all(backend.id != name.memdev for backend in guest.backends):
        guest.backends = (*guest.backends, Backend(name.memdev, pages))
    count = pages // guest.section_pages
    first = free_run(guest, count)
    guest.virtio_mem = VirtioMem(
        id=name.id, memdev=name.memdev, node=node, first=first, count=count, block=block
    )
    guest.changes += 1


def set_virtio_mem(world: World, command: HotplugSet, stall: Nanoseconds) -> Outcome:
    """Say how much of a device is to be plugged; it supersedes what works towards an earlier size.

    Raises:
        CommandError: there is no such device, or it cannot have that much plugged.
    """
    guest = guest_of(world, command, command.guest)
    if command.device is not None:
        _check_new(guest, command, command.device)
    elif command.block is not None or command.node is not None:
        raise CommandError(
            "a device that is there has its block size and its node",
            "device=DEVICE:BACKEND for one that is plugged in, or without them",
            command.place("node" if command.block is None else "block"),
        )
    elif guest.virtio_mem is None:
        raise CommandError(
            f"{guest.name} has no virtio-mem device",
            "virtio_mem=SIZE when it boots, or `device_add` of virtio-mem-pci",
            command.place("guest"),
        )
    before, backends = guest.virtio_mem, guest.backends
    try:
        if command.device is not None:
            _plug_new(guest, command, command.device)
        device = guest.virtio_mem
        assert device is not None, "it was there, or was just plugged in"
        _check_size(guest, command, device)
    except CommandError:
        guest.virtio_mem, guest.backends = before, backends
        raise
    for operation in world.under_way(guest.name):
        if isinstance(world.timeline.processes[operation.process], VirtioMemWork):
            world.cancel(operation.id, f"superseded by {world.next_operation}")
    return Outcome(request(world, guest, command, stall))


def request(world: World, guest: Guest, command: HotplugSet, stall: Nanoseconds) -> int:
    """Tell the device's driver what is to be plugged, and return the operation's number."""
    size = guest.page_size
    pages = command.size.in_bytes(size) // size
    device = guest.virtio_mem
    assert device is not None, "it is there"
    guest.virtio_mem = attrs.evolve(device, requested=pages)
    guest.changes += 1
    world.emit(
        VirtioMemRequested(
            guest=guest.name,
            device=device.id,
            requested=pages * size,
            plugged=plugged_pages(guest) * size,
            region=device.count * guest.platform.section_size,
        )
    )
    return world.operate(guest.name, command.text, VirtioMemWork(guest.name, world.next_operation), stall)


def _check_new(guest: Guest, command: HotplugSet, name: DeviceName) -> None:
    """Refuse a device that cannot be plugged in."""
    if guest.virtio_mem is not None:
        raise CommandError(
            f"{guest.name} has {guest.virtio_mem.id}: one virtio-mem device a guest is simulated",
            f"`hotplug set {guest.name} SIZE`",
            command.place("device"),
        )
    _check_exists(command, "device", guest.kernel, guest.platform, guest.hypervisor)
    check_name(guest, command, name)
    check_node(guest, command, command.node)


def _plug_new(guest: Guest, command: HotplugSet, name: DeviceName) -> None:
    backend = next((backend for backend in guest.backends if backend.id == name.memdev), None)
    if backend is None:
        raise CommandError(
            f"Property 'virtio-mem-pci.memdev' can't find value '{name.memdev}'",
            f"`object_add {guest.name} memory-backend-ram,id={name.memdev},size=SIZE`",
            command.place("device"),
        )
    block = _block(command, "block", guest.platform, guest.block_pages * guest.page_size)
    _plug_device(guest, name, backend.pages, block, command.node or 0)


def _check_size(guest: Guest, command: HotplugSet, device: VirtioMem) -> None:
    """Refuse what is no whole device blocks, more than the region, past max, or takes the guest below its min."""
    size, place = guest.page_size, command.place("size")
    wanted, block = command.size.in_bytes(size), device.block * size
    check_multiple(command, "size", wanted, block, f"{device.id}'s block size ({size_text(block)})")
    region = device.count * guest.platform.section_size
    if wanted > region:
        raise CommandError(
            f"{device.id} has a region of {size_text(region)}", f"at most {size_text(region)}", place
        )
    change = wanted // size - plugged_pages(guest)
    if change > 0 and guest.plugged_pages + change > guest.max:
        most = max(0, plugged_pages(guest) + guest.max - guest.plugged_pages)
        raise CommandError(
            f"{guest.name} would have {said(guest, guest.plugged_pages + change)}, past its max of "
            f"{said(guest, guest.max)}",
            f"at most {said(guest, most)}",
            place,
        )
    if change < 0 and guest.target + change < guest.min:
        least = plugged_pages(guest) - (guest.target - guest.min)
        raise CommandError(
            f"{guest.name} would have {said(guest, max(0, guest.target + change))}, below its min of "
            f"{said(guest, guest.min)}",
            f"at least {said(guest, max(0, least))}",
            place,
        )
