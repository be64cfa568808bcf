"""What the hypervisor plugs and unplugs, done again by QEMU's own words."""

from __future__ import annotations

from engine.fidelity.bench import NAME, Bench, Outcome
from engine.fidelity.requests import Backend, DevicePlugged, DeviceUnplugged, OnlinePolicy
from engine.guest.memory_block import state_of
from engine.memory.kinds import SectionState
from engine.units import size_text

_POLICIES = {"online": "kernel", "online_kernel": "kernel", "online_movable": "movable", "offline": "no"}


def set_aside(bench: Bench, request: Backend) -> tuple[Outcome, ...]:
    """Set memory aside for a device.

    Raises:
        CommandError: the engine refuses it.
    """
    bench.perform(f"object_add {NAME} memory-backend-ram,id={request.id},size={size_text(request.size)}")
    return ()


def plug_device(bench: Bench, request: DevicePlugged) -> tuple[Outcome, ...]:
    """Plug a DIMM; what is compared are the memory blocks that the guest then has of it.

    Raises:
        CommandError: the engine refuses it.
    """
    bench.perform(
        f"device_add {NAME} {request.driver},id={request.id},memdev={request.backend}"
        + (f",node={request.node}" if request.node else "")
    )
    guest, real = bench.guest, bench.real
    assert real is not None, "it is set before anything is done"
    size = real.block_pages * real.page_size
    predicted = {
        section // guest.block_sections
        for dimm in guest.dimms
        for section in dimm.sections
        if dimm.id == request.id and state_of(guest, section) is not SectionState.ABSENT
    }
    there = {
        it.block
        for device in real.devices
        for it in real.blocks
        if device.id == request.id and device.address <= it.block * size < device.address + device.size
    }
    return (Outcome(sort="plug", what=request.id, predicted=_blocks(predicted), real=_blocks(there)),)


def _blocks(numbers: set[int]) -> str:
    return f"blocks {', '.join(map(str, sorted(numbers)))}" if numbers else "no blocks"


def unplug_device(bench: Bench, request: DeviceUnplugged) -> tuple[Outcome, ...]:
    """Ask a DIMM back; what is compared is whether it is gone."""
    bench.perform(f"device_del {NAME} {request.id}")
    assert bench.real is not None, "it is set before anything is done"
    there = any(dimm.id == request.id for dimm in bench.guest.dimms)
    stays = any(device.id == request.id for device in bench.real.devices)
    words = {True: "stays", False: "gone"}
    return (Outcome(sort="unplug", what=request.id, predicted=words[there], real=words[stays]),)


def set_policy(bench: Bench, request: OnlinePolicy) -> tuple[Outcome, ...]:
    """Let new memory blocks go online as the kernel was told to (drivers/base/memory.c:auto_online_blocks_store)."""
    if request.word in _POLICIES:
        bench.guest.online = _POLICIES[request.word]
    return ()
