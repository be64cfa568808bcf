"""What operators' tools print when what they asked for has ended: nothing where it went well, or what went wrong.

Sources: util-linux sys-utils/chmem.c; powerpc-utils src/drmgr/drslot_chrp_mem.c:do_mem_kernel_dlpar with the kernel's
arch/powerpc/platforms/pseries/hotplug-memory.c; QEMU's events qapi/acpi.json and qapi/qdev.json.
"""

from __future__ import annotations

import json

import attrs

from engine.commands.model import Command
from engine.commands.operators import Chmem, DeviceAdd, DeviceDel, Drmgr
from engine.commands.operators import Dimm as Plug
from engine.events import Printed
from engine.guest.dimm import Dimm
from engine.guest.guest import Guest
from engine.guest.memory_block import state_of
from engine.memory.kinds import SectionState
from engine.operation import Operation
from engine.operations.judgement import ScriptPart
from engine.timeline import Done, On, Wait
from engine.units import Bytes
from engine.views import human
from engine.world import World

Tool = Chmem | Drmgr | DeviceAdd | DeviceDel
EJECTING, PLUGGING = 3, 1
"""Source of an _OST: an ejection that was asked for, and a device check (ACPI 6.5, table 6.5)."""
EJECT_FAILED, SUCCESS = 130, 0


@attrs.define
class ToolAnswer(ScriptPart):
    """Prints a tool's answer when its operation has ended; memory does not depend on it."""

    tool: Tool
    operation: int
    before: tuple[int, ...]
    """The sections that were online when it began, where the answer tells of those that changed."""
    dimm: Dimm | None
    """The one that is to come or go."""

    def act(self, world: World) -> Wait:
        """Wait for the end, and print."""
        operation = world.operations.get(self.operation)
        if operation is not None and not operation.over:
            return On(f"op {self.operation}")
        guest = world.guests.get(self.tool.guest)
        if operation is not None and guest is not None and (lines := self._lines(guest, operation)):
            world.emit(Printed(guest=guest.name, command=self.tool.text, output="\n".join(lines)))
        return Done()

    def _lines(self, guest: Guest, operation: Operation) -> list[str]:
        match self.tool:
            case Chmem():
                return _chmem(guest, operation, self.tool, self.before)
            case Drmgr():
                return _drmgr(operation, self.tool)
            case DeviceAdd() | DeviceDel():
                return _qemu(guest, self.tool, self.dimm) if self.dimm else []


def answer_later(world: World, tool: Command, operation: int, going: Dimm | None) -> None:
    """Let a tool's answer be printed when its operation has ended, if it is one that answers then.

    Args:
        world: where.
        tool: what was typed.
        operation: what it began.
        going: the DIMM that it takes away, as `going_dimm` found it before.
    """
    if not isinstance(tool, Chmem | Drmgr | DeviceAdd | DeviceDel):
        return
    guest = world.guests[tool.guest]
    online = _online(guest) if isinstance(tool, Chmem) and tool.verbose else ()
    dimm = guest.dimms[-1] if isinstance(tool, DeviceAdd) and isinstance(tool.device, Plug) else going
    world.start(ToolAnswer(0, tool, operation, online, dimm))


def going_dimm(world: World, tool: Command) -> Dimm | None:
    """Return the DIMM that `device_del` is about."""
    if not isinstance(tool, DeviceDel) or tool.guest not in world.guests:
        return None
    return next((dimm for dimm in world.guests[tool.guest].dimms if dimm.id == tool.id), None)


def _online(guest: Guest) -> tuple[int, ...]:
    return tuple(
        s for s in guest.memory.present_sections().tolist() if state_of(guest, s) is SectionState.ONLINE
    )


def _chmem(guest: Guest, operation: Operation, tool: Chmem, before: tuple[int, ...]) -> list[str]:
    per_block, does = guest.block_sections, "enable" if tool.enable else "disable"
    size = per_block * guest.platform.section_size
    asked = tool.amount.size.bytes if tool.amount.size and not tool.by_blocks else 0
    told = {section // per_block: reason for section, reason in operation.failed_sections}
    lines = [
        f"chmem: {_block(block, size)} {does} failed: {_errno(reason)}" for block, reason in told.items()
    ]
    if tool.verbose:
        changed = sorted({s // per_block for s in set(before) ^ set(_online(guest))})
        lines += [
            f"{_block(block, size)} {does}d"
            for block in (reversed(changed) if asked and not tool.enable else changed)
        ]
    done = operation.done * guest.platform.section_size
    if done < asked:
        lines.append(f"chmem: Could only {does} {human(done)} of memory")
    return lines


def _block(block: int, size: Bytes) -> str:
    return f"Memory Block {block} ({block * size:#018x}-{(block + 1) * size - 1:#018x})"


def _errno(reason: str) -> str:
    """Return what the kernel's errno for a reason is called: mm/memory_hotplug.c:offline_pages."""
    if any(word in reason for word in ("holes", "zones", "absent")):
        return "Invalid argument"
    return "Interrupted system call" if " after " in reason else "Device or resource busy"


def _drmgr(operation: Operation, tool: Drmgr) -> list[str]:
    if operation.state == "cancelled":
        return []
    if operation.state == "done":
        return [f"DR_TOTAL_RESOURCES={tool.count or 1}"]
    failed = "Failed to write to /sys/kernel/dlpar"
    if tool.index is not None:
        return [f"{failed}: Device or resource busy", "DR_TOTAL_RESOURCES=0"]
    kernel = (
        "hot-remove failed, adding LMB's back" if tool.remove else "hot-add failed, removing any added LMBs"
    )
    return [f"pseries-hotplug-mem: Memory {kernel}", f"{failed}: Invalid argument", "DR_TOTAL_RESOURCES=0"]


def _qemu(guest: Guest, tool: DeviceAdd | DeviceDel, dimm: Dimm) -> list[str]:
    path = {"device": dimm.id, "path": f"/machine/peripheral/{dimm.id}"}
    acpi = guest.platform.name != "ppc64"
    if isinstance(tool, DeviceAdd):
        there = all(state_of(guest, section) is not SectionState.ABSENT for section in dimm.sections)
        return [_ost(dimm, PLUGGING, SUCCESS)] if acpi and there else []
    if dimm not in guest.dimms:
        return [f"DEVICE_DELETED {json.dumps(path)}"]
    if guest.lmbs is not None and dimm.id in guest.lmbs.asked:
        return []  # QEMU goes on asking, and says nothing
    return [_ost(dimm, EJECTING, EJECT_FAILED) if acpi else f"DEVICE_UNPLUG_GUEST_ERROR {json.dumps(path)}"]


def _ost(dimm: Dimm, source: int, status: int) -> str:
    info = {
        "device": dimm.id,
        "source": source,
        "status": status,
        "slot": str(dimm.slot),
        "slot-type": "DIMM",
    }
    return f"ACPI_DEVICE_OST {json.dumps({'info': info})}"
