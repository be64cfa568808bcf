"""Whether a capture can be what some kernel told, before a guest is made of it.

How much a capture may claim is checked when it is read, see `engine.capture.bounds`.
"""

from __future__ import annotations

from engine.capture.parked_lists import MOST_CPUS
from engine.capture.record import ZONES, Capture, CpuRecord, ZoneRecord
from engine.capture.sections import MOST_NODES
from engine.errors import CommandError, printable
from engine.memory.build import MOST
from engine.memory.kinds import TYPES

_MOST_LISTS = 64


def check_sound(capture: Capture) -> None:
    """Check that numbers are in range, that zones and CPUs are there once, and that what is counted is countable.

    Raises:
        CommandError: it cannot be.
    """
    most = MOST // capture.page_size
    _check("boot memory", capture.boot_memory, MOST)
    _check("the most memory", capture.most_memory, MOST)
    for name, size in capture.meminfo.items():
        _check(f"{printable(name)} of /proc/meminfo", size, 1 << 50)
    keys = [(zone.name, zone.node) for zone in capture.zones]
    if len(set(keys)) < len(keys):
        raise _refuse("a zone is there twice")
    for zone in capture.zones:
        _check_zone(capture, zone, most)
    _check_blocks(capture, most)
    for node in capture.node_of_cpu:
        _check("the node of a CPU", node, MOST_NODES - 1)
    for device in capture.devices:
        for what in ("address", "size", "region", "block", "requested", "node"):
            _check(f"{what} of device {printable(device.id)}", getattr(device, what), MOST)
    for first, types in (capture.pageblock_types or {}).items():
        _check("a section", first, most)
        if len(types) and int(types.max()) >= TYPES:
            raise _refuse(f"a pageblock has type {int(types.max())}")


def _check_zone(capture: Capture, zone: ZoneRecord, most: int) -> None:
    called = f"zone {printable(zone.name)}"
    if zone.name not in ZONES:
        raise _refuse(f"{called} is none")
    _check(f"the node of {called}", zone.node, MOST_NODES - 1)
    for what in ("start", "spanned", "present", "managed", "min", "low", "high"):
        _check(f"{what} of {called}", getattr(zone, what), most)
    _check(f"boost of {called}", zone.boost, zone.min)
    for list_type, order in zone.lists or {}:
        _check(f"a type of {called}", list_type, TYPES - 1)
        _check(f"an order of {called}", order, capture.max_order)
    for counts in (zone.blocks_of_type or {}).values():
        for blocks in counts:
            _check(f"free blocks of {called}", blocks, most)
    numbers = [cpu.cpu for cpu in zone.cpus]
    if len(set(numbers)) < len(numbers):
        raise _refuse(f"a CPU of {called} is there twice")
    for cpu in zone.cpus:
        _check_cpu(called, cpu, most)


def _check_cpu(called: str, cpu: CpuRecord, most: int) -> None:
    _check(f"a CPU of {called}", cpu.cpu, MOST_CPUS - 1)
    for what in ("count", "high", "batch", "high_min", "high_max"):
        _check(f"{what} of a CPU of {called}", getattr(cpu, what), most)
    for number in cpu.lists or {}:
        _check(f"a list of a CPU of {called}", number, _MOST_LISTS - 1)


def _check_blocks(capture: Capture, most: int) -> None:
    """Check that memory blocks are whole sections below the highest address there can be."""
    if capture.blocks and (capture.block_pages < 1 or capture.block_pages % capture.section_pages):
        raise _refuse(f"memory blocks of {capture.block_pages} pages are no whole sections")
    for block in capture.blocks:
        _check("a memory block", block.block, most // capture.block_pages - 1)
        _check("a memory block's node", block.node, MOST_NODES - 1)


def _check(what: str, number: int, most: int) -> None:
    if not 0 <= number <= most:
        raise _refuse(f"{what} is {number}")


def _refuse(what: str) -> CommandError:
    return CommandError(f"no kernel tells this: {what}", "a capture as it was taken")
