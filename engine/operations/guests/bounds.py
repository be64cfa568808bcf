"""How much memory a guest boots with, and between which bounds it can be resized."""

from __future__ import annotations

from engine.commands.model import GuestAdd
from engine.errors import CommandError
from engine.operations.amounts import bytes_of, check_multiple
from engine.operations.guests.platform import check_reach
from engine.platform import Platform
from engine.units import Bytes, Pages, size_text


def bounds(command: GuestAdd, platform: Platform) -> tuple[Pages, Pages, Pages]:
    """Return memory, min and max in pages; all whole sections but min, which is whole pages."""
    page, section = platform.page_size, platform.section_size
    what = f"the section size of {platform.name} ({size_text(section)})"
    boot = bytes_of(command, "memory", command.memory, page)
    check_multiple(command, "memory", boot, section, what)
    smallest = least_boot(platform, command.nodes)
    if boot < smallest:
        raise CommandError(
            f"{size_text(boot)} hardly holds a kernel",
            f"at least {size_text(smallest)}",
            command.place("memory"),
        )
    check_reach(command, platform, "memory", boot)
    most = boot + (command.virtio_mem.in_bytes(page) if command.virtio_mem else 0)
    if command.max is None and command.virtio_mem is not None:
        check_multiple(command, "virtio_mem", most - boot, section, what)
        check_reach(command, platform, "virtio_mem", most)
    if command.max is not None:
        most = bytes_of(command, "max", command.max, page)
        check_multiple(command, "max", most, section, what)
        if most < boot:
            raise CommandError(
                f"max {size_text(most)} is below memory", f"at least {size_text(boot)}", command.place("max")
            )
        check_reach(command, platform, "max", most)
    least = _least(command, boot, section, page)
    return boot // page, least // page, most // page


def _least(command: GuestAdd, boot: Bytes, section: Bytes, page: Bytes) -> Bytes:
    if command.min is None:
        return max(boot // 4 // section * section, section)
    least = bytes_of(command, "min", command.min, page)
    if least > boot:
        raise CommandError(
            f"min {size_text(least)} is above memory", f"at most {size_text(boot)}", command.place("min")
        )
    return least


def least_boot(platform: Platform, nodes: int) -> Bytes:
    """Return the least whole sections, at least one a node, of which kernel and mem_map take no more than half."""
    sections = nodes * platform.mem_map_sections
    firmware = platform.boot_end // platform.page_size
    while (
        2 * (firmware + platform.kernel_pages + sections * platform.mem_map_pages)
        > sections * platform.section_pages
    ):
        sections += 1
    return sections * platform.section_size
