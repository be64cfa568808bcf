"""What is below a guest: its hypervisor and its balloon driver, and what these cannot do."""

from __future__ import annotations

import attrs

from engine.commands.model import Command, GuestAdd, Resize
from engine.commands.names import listing
from engine.drivers import DRIVERS, NO_DRIVER, Driver, driver_of
from engine.errors import CommandError
from engine.guest.guest import Guest
from engine.hypervisors import HYPERVISORS, Hypervisor, Limit, hypervisor_of
from engine.memory.boot_map import BootMap
from engine.operations.amounts import bytes_of, check_multiple, said
from engine.platform import Kernel, Platform
from engine.resize.policies import POLICIES
from engine.resize.stage import has
from engine.units import Bytes, Pages, size_text


def below(command: GuestAdd, kernel: Kernel, platform: Platform) -> tuple[Hypervisor, Driver]:
    """Return the hypervisor and the driver that are asked for, or those that follow from what is.

    Raises:
        CommandError: they do not go together, or do not exist there.
    """
    hypervisor = None
    if command.hypervisor is not None:
        hypervisor = HYPERVISORS[command.hypervisor]
        if platform.name not in hypervisor.platforms:
            raise CommandError(
                f"{hypervisor.title} does not run on {platform.name}, only on {listing(hypervisor.platforms, 'and')}",
                f"platform={listing(hypervisor.platforms)}",
                command.place("hypervisor"),
            )
    driver = _driver(command, kernel, platform, hypervisor)
    return hypervisor or hypervisor_of(driver.name, platform.name), driver


def _driver(command: GuestAdd, kernel: Kernel, platform: Platform, hypervisor: Hypervisor | None) -> Driver:
    """Return the driver that is asked for, or the usual one, with what the command switches in it."""
    usual = (
        (*hypervisor.drivers, NO_DRIVER) if hypervisor else ("xen" if platform.name == "ppc64" else "virtio",)
    )
    name = command.driver or usual[0]
    where = DRIVERS[name].platforms
    if where and platform.name not in where:
        there = [row.name for row in DRIVERS.values() if not row.platforms or platform.name in row.platforms]
        raise CommandError(
            f"there is no {name} balloon on {platform.name}, only on {', '.join(where)}",
            " or ".join(there),
            command.place("driver"),
        )
    if hypervisor and name not in usual:
        why = hypervisor.cannot_balloon.why if hypervisor.cannot_balloon else f"whose driver is {usual[0]}"
        raise CommandError(
            f"there is no {name} balloon on {hypervisor.title}, {why}",
            f"driver={listing(usual)}",
            command.place("driver"),
        )
    if kernel.release < (since := DRIVERS[name].since):
        raise CommandError(
            f"{kernel.name} has no {name} driver: it came with Linux {'.'.join(map(str, since))}",
            "kernel=6.6 or current",
            command.place("kernel"),
        )
    for option, given in (("deflate_on_oom", command.deflate_on_oom), ("reporting", command.reporting)):
        if given and name != "virtio":
            raise CommandError(
                f"{option} is virtio's, and the driver is {name}",
                "driver=virtio, or without it",
                command.place(option),
            )
    driver = driver_of(name, kernel, platform, deflate_on_oom=command.deflate_on_oom)
    return attrs.evolve(driver, accounting=command.accounting) if command.accounting else driver


def start_of(
    command: GuestAdd,
    hypervisor: Hypervisor,
    platform: Platform,
    laid_out: BootMap,
    boot: Pages,
    least: Pages,
) -> Pages:
    """Return what a guest has at first, in pages: all of its map, or less where the rest begins in the balloon.

    Args:
        command: says how much.
        hypervisor: what it runs on.
        platform: its architecture.
        laid_out: its map.
        boot: the pages of that map.
        least: its min; the default one gives way.

    Raises:
        CommandError: the hypervisor has no such boot, or it is too little or too much.
    """
    if command.start is None:
        return boot
    place = command.place("start")
    if limit := hypervisor.cannot_start:
        raise CommandError(f"{command.name} runs on {hypervisor.title}, {limit.why}", limit.instead, place)
    page = platform.page_size
    start = bytes_of(command, "start", command.start, page) // page
    if start > boot:
        most = size_text(boot * page)
        raise CommandError(f"start {size_text(start * page)} is above memory", f"at most {most}", place)
    floor = max(2 * laid_out.kept, least if command.min is not None else 0)
    if start < floor:
        raise CommandError(
            f"{size_text(start * page)} hardly holds a kernel and the mem_map of {size_text(boot * page)}"
            if floor > least or command.min is None
            else f"start {size_text(start * page)} is below min",
            f"at least {size_text(floor * page)}",
            place,
        )
    return start


def check_limit(guest: Guest, command: Command, limit: Limit | None) -> None:
    """Refuse what the hypervisor cannot do.

    Raises:
        CommandError: there is such a limit.
    """
    if limit is not None:
        raise CommandError(
            f"{guest.name} runs on {guest.hypervisor.title}, {limit.why}",
            limit.instead,
            command.place("guest"),
        )


_WITHOUT_BALLOON = ("hotplug", "virtio-mem")
"""Policies that need no balloon driver."""


def check_policy(guest: Guest, command: Resize, policy: str, target: Pages) -> None:
    """Refuse a policy of which the hypervisor has not all that it takes to bring a guest to what it shall have.

    Raises:
        CommandError: it has not.
    """
    row, more = guest.hypervisor, target - has(guest)
    limit, instead = None if policy in _WITHOUT_BALLOON else guest.cannot_balloon, "policy=hotplug"
    if limit is None and more < 0 and POLICIES[policy].removes:
        limit, instead = row.cannot_remove, "policy=balloon"
    if limit is None and more > 0 and (policy == "hotplug" or target > guest.online_pages):
        limit, instead = row.cannot_add, f"at most {said(guest, guest.online_pages)}"
    if limit is not None:
        raise CommandError(f"{guest.name} runs on {row.title}, {limit.why}", instead, command.place("policy"))
    if more > 0 and policy == "hotplug":
        check_granularity(guest, command, "size", more * guest.page_size)


def usual_policy(guest: Guest, target: Pages, best: str) -> str:
    """Return the policy that is taken where none is named: the best one, unless the hypervisor has it not."""
    if guest.cannot_balloon:
        return "hotplug"
    shrinks = target < has(guest)
    return "balloon" if shrinks and POLICIES[best].removes and guest.hypervisor.cannot_remove else best


def check_granularity(guest: Guest, command: Command, field: str, size: Bytes) -> None:
    """Refuse to add what the hypervisor does not have in one piece.

    Raises:
        CommandError: the size is no multiple of its granularity.
    """
    row = guest.hypervisor
    if row.granularity:
        what = f"what {row.title} adds memory in ({size_text(row.granularity)})"
        check_multiple(command, field, size, row.granularity, what)
