"""What the hypervisor plugs into a guest: memory backends, and DIMMs on them."""

from __future__ import annotations

from engine.commands.model import Command, DeviceName
from engine.commands.operators import ObjectAdd, ObjectDel
from engine.errors import CommandError
from engine.guest.all_or_nothing import AllOrNothing
from engine.guest.dimm import Backend, Dimm, free_slot
from engine.guest.dlpar import RemoveLmbs
from engine.guest.dlpar_add import AddLmbs
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.memory_block import state_of
from engine.guest.places import next_sections
from engine.guest.surroundings import Surroundings
from engine.guest.virtio_mem import VirtioMem
from engine.memory.kinds import SectionState
from engine.operations.amounts import guest_of, said, section_multiple
from engine.operations.outcome import Outcome
from engine.timeline import Process
from engine.units import Pages
from engine.world import World


def object_add(world: World, command: ObjectAdd) -> Outcome:
    """Make a memory backend; no memory moves before a DIMM is plugged on it."""
    guest = guest_of(world, command, command.guest)
    pages = section_multiple(guest, command, "backend", command.backend.size)
    if any(backend.id == command.backend.id for backend in guest.backends):
        raise CommandError(
            f"attempt to add duplicate property '{command.backend.id}' to object (type 'container')",
            "another id",
            command.place("backend"),
        )
    guest.backends = (*guest.backends, Backend(command.backend.id, pages))
    guest.changes += 1
    return Outcome(world.record(guest.name, command.text))


def object_del(world: World, command: ObjectDel) -> Outcome:
    """Forget a memory backend."""
    guest = guest_of(world, command, command.guest)
    if all(backend.id != command.id for backend in guest.backends):
        there = ", ".join(backend.id for backend in guest.backends) or "none"
        raise CommandError(f"object '{command.id}' not found", f"there are {there}", command.place("id"))
    if user := next((it for it in _devices(guest) if it.memdev == command.id), None):
        raise CommandError(
            f"object '{command.id}' is in use, can not be deleted",
            f"`device_del {guest.name} {user.id}` first" if user in guest.dimms else f"{user.id} keeps it",
            command.place("id"),
        )
    guest.backends = tuple(backend for backend in guest.backends if backend.id != command.id)
    guest.changes += 1
    return Outcome(world.record(guest.name, command.text))


def unused_pages(guest: Guest) -> Pages:
    """Return the pages of plugged DIMMs that the guest does not have."""
    absent = sum(state_of(guest, s) is SectionState.ABSENT for dimm in guest.dimms for s in dimm.sections)
    return absent * guest.section_pages


def plug(guest: Guest, command: Command, name: DeviceName, sections: int, node: int) -> Dimm:
    """Plug a DIMM of so many sections, at the lowest address where it fits; its backend is made if it is not there.

    Raises:
        CommandError: the id is taken, or the backend is in use or of another size.
    """
    check_name(guest, command, name)
    pages = sections * guest.section_pages
    backend = next((backend for backend in guest.backends if backend.id == name.memdev), None)
    if backend is None:
        guest.backends = (*guest.backends, Backend(name.memdev, pages))
    elif backend.pages != pages:
        has = said(guest, backend.pages)
        raise CommandError(f"{name.memdev} has {has}", has, command.place("device"))
    first = free_run(guest, sections)
    dimm = Dimm(name.id, name.memdev, free_slot(guest.dimms), node, first, sections)
    guest.dimms = (*guest.dimms, dimm)
    guest.changes += 1
    return dimm


def _devices(guest: Guest) -> tuple[Dimm | VirtioMem, ...]:
    return guest.dimms if guest.virtio_mem is None else (*guest.dimms, guest.virtio_mem)


def check_name(guest: Guest, command: Command, name: DeviceName) -> None:
    """Refuse a device whose id or backend another one has.

    Raises:
        CommandError: it has.
    """
    if any(device.id == name.id for device in _devices(guest)):
        raise CommandError(f"Duplicate device ID '{name.id}'", "another id", command.place("device"))
    if user := next((device for device in _devices(guest) if device.memdev == name.memdev), None):
        raise CommandError(
            f"can't use already busy memdev: {name.memdev}", f"{user.id} has it", command.place("device")
        )


def plugged(guest: Guest, command: Command, field: str, name: str) -> Dimm:
    """Return the DIMM called `name`.

    Raises:
        CommandError: there is none.
    """
    for dimm in guest.dimms:
        if dimm.id == name:
            return dimm
    there = ", ".join(dimm.id for dimm in guest.dimms) or "none"
    raise CommandError(f"Device '{name}' not found", f"plugged are {there}", command.place(field))


def check_idle(world: World, guest: Guest, command: Command, field: str, dimm: Dimm) -> None:
    """Refuse to unplug a DIMM while an operation in the guest's line adds it or takes it away.

    Raises:
        CommandError: one does (for the second unplugging in QEMU's words, softmmu/qdev-monitor.c:qmp_device_del).
    """
    for number in guest.hotplug_line:
        process = world.timeline.processes[world.operations[number].process]
        if isinstance(process, AllOrNothing | RemoveLmbs) and process.device == dimm.id:
            reason = f"Device {dimm.id} is already in the process of unplug"
        elif _plugs(process, dimm):
            reason = f"Device {dimm.id} is still being plugged"
        else:
            continue
        raise CommandError(
            reason, f"once op {number} has ended, or `cancel {number}` first", command.place(field)
        )


def _plugs(process: Process[Surroundings], dimm: Dimm) -> bool:
    """Say whether a process adds sections of a DIMM."""
    if isinstance(process, AddLmbs):
        return process.device == dimm.id
    work = process.work if isinstance(process, AllOrNothing) else process
    return isinstance(work, BringSections) and work.adds and not {*dimm.sections}.isdisjoint(work.sections)


def unplug(guest: Guest, name: str) -> None:
    """Let a DIMM be gone; its sections are."""
    guest.dimms = tuple(dimm for dimm in guest.dimms if dimm.id != name)
    guest.changes += 1


def free_run(guest: Guest, count: int) -> int:
    """Return the first of so many absent sections in a row that no device has."""
    start = 0
    while True:
        found = next_sections(guest, start + count)[start:]
        gap = next((at for at in range(count - 1, 0, -1) if found[at] != found[at - 1] + 1), 0)
        if not gap:
            return found[0]
        start += gap
