"""What changes guests and host: one place where every verb that does finds its work."""

from __future__ import annotations

from engine.commands.model import (
    BalloonDeflate,
    BalloonInflate,
    BalloonSet,
    Cancel,
    Command,
    GuestAdd,
    GuestImport,
    GuestRemove,
    HostBalance,
    HostCompact,
    HostLimit,
    HostMemory,
    HotplugAdd,
    HotplugRemove,
    HotplugSet,
    Reset,
    Resize,
    SectionOffline,
    SectionOnline,
    Workload,
    XenstoreUnwatch,
    XenstoreWatch,
    XenstoreWrite,
)
from engine.commands.operators import ObjectAdd, ObjectDel
from engine.errors import CommandError
from engine.guest.target_key import keep_target
from engine.operations import xenstore
from engine.operations.balloon import set_balloon
from engine.operations.boot_line import admit_guest
from engine.operations.devices import object_add, object_del
from engine.operations.guests.imported import import_guest
from engine.operations.guests.remove import remove_guest
from engine.operations.guests.reset import reset_guest
from engine.operations.host import balance, compact, limit_guest, set_host_memory
from engine.operations.hotplug import add_memory, offline_sections, online_sections, remove_memory
from engine.operations.outcome import Outcome
from engine.operations.resize import resize
from engine.operations.virtio_mem import set_virtio_mem
from engine.operations.workloads import run_workload
from engine.units import Nanoseconds
from engine.world import World


def change(world: World, command: Command, stall: Nanoseconds) -> Outcome | None:
    """Do what a command in its native form says to guests or host, now.

    Returns:
        None for a command that changes nothing there.

    Raises:
        CommandError: it is refused; nothing was changed.
    """
    match command:
        case GuestAdd():
            return admit_guest(world, command, stall)
        case GuestImport():
            return import_guest(world, command)
        case Reset():
            return reset_guest(world, command)
        case GuestRemove():
            return remove_guest(world, command)
        case HotplugAdd():
            return add_memory(world, command, stall)
        case HotplugRemove():
            return remove_memory(world, command, stall)
        case HotplugSet():
            return set_virtio_mem(world, command, stall)
        case SectionOnline():
            return online_sections(world, command, stall)
        case SectionOffline():
            return offline_sections(world, command, stall)
        case BalloonSet() | BalloonInflate() | BalloonDeflate():
            return set_balloon(world, command, stall)
        case Resize():
            return resize(world, command, stall)
        case Workload():
            return run_workload(world, command, stall)
        case ObjectAdd():
            return object_add(world, command)
        case ObjectDel():
            return object_del(world, command)
        case XenstoreWrite():
            return xenstore.write(world, command, stall)
        case XenstoreWatch():
            return xenstore.watch(world, command)
        case XenstoreUnwatch():
            return xenstore.unwatch(world, command)
        case HostMemory():
            return set_host_memory(world, command)
        case HostBalance():
            return balance(world, command)
        case HostCompact():
            return compact(world, command, stall)
        case HostLimit():
            return limit_guest(world, command, stall)
        case Cancel():
            return _cancel(world, command)
        case _:
            return None


def _cancel(world: World, command: Cancel) -> Outcome:
    if command.operation is None:
        for operation in world.under_way():
            world.cancel(operation.id, "cancelled")
        for guest in world.guests.values():
            keep_target(world, guest)
        return Outcome(world.record("", command.text))
    found = world.operations.get(command.operation)
    if found is None or found.over or found.id < 0:
        under_way = ", ".join(str(op.id) for op in world.under_way())
        what = (
            f"operation {command.operation} has ended"
            if found
            else f"there is no operation {command.operation}"
        )
        raise CommandError(
            what,
            f"under way: {under_way}" if under_way else "nothing is under way",
            command.place("operation"),
        )
    world.cancel(found.id, "cancelled")
    if found.guest in world.guests:
        keep_target(world, world.guests[found.guest])
    return Outcome(world.record(found.guest, command.text))
