"""Guests come and go."""

from __future__ import annotations

import attrs

from engine.commands.model import GuestAdd, GuestRemove
from engine.costs import Costs
from engine.drivers import DRIVERS, Driver, balloon_pages_of, driver_of
from engine.errors import CommandError
from engine.events import GuestBooted, GuestGone
from engine.guest.guest import Guest
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.operations.amounts import bytes_of, check_multiple, guest_of
from engine.operations.hotplug import check_zone
from engine.operations.outcome import Outcome
from engine.platform import KERNELS, PLATFORMS, Kernel, Platform
from engine.units import Bytes, Pages, size_text
from engine.world import World

MOST_GUESTS = 256


def add_guest(world: World, command: GuestAdd) -> Outcome:
    """Boot a guest: its memory is backed by the host at once."""
    if command.name in world.guests:
        raise CommandError(f"{command.name} is there already", "another name", command.place("name"))
    if len(world.guests) >= MOST_GUESTS:
        raise CommandError(
            f"there are {MOST_GUESTS} guests already", "`guest remove` one first", command.place("name")
        )
    platform = PLATFORMS[command.platform]
    kernel = _kernel(command)
    driver = _driver(command, kernel, platform)
    check_zone(kernel, command, "online", command.online)
    boot, least, most = _bounds(command, platform)
    policy = command.balloon_pages or balloon_pages_of(driver, kernel)
    if world.host.free_frames < boot:
        raise CommandError(
            f"{command.name} needs {size_text(boot * platform.page_size)}, and {world.host.shortage(boot)}",
            "less memory, or `host memory SIZE` for a larger machine",
            command.place("memory"),
        )
    memory = Memory(Layout.of(platform), Rules.of(kernel, balloon_movable=policy == "migrate"))
    sections = boot // platform.section_pages
    memory.boot(boot, platform.kernel_pages, sections * platform.mem_map_pages)
    world.host.admit(command.name, least, most)
    world.host.give(command.name, [0], [boot])
    swap = boot if command.swap is None else command.swap.in_bytes(platform.page_size) // platform.page_size
    world.guests[command.name] = Guest(
        name=command.name,
        number=world.guests_ever,
        platform=platform,
        kernel=kernel,
        driver=driver,
        balloon_pages=policy,
        memory=memory,
        costs=Costs() if command.cost_scale == 1 else Costs().scaled(command.cost_scale),
        boot=boot,
        min=least,
        max=most,
        target=boot,
        swap=swap,
        online=command.online,
        streams=world.new_streams(world.guests_ever),
    )
    world.guests_ever += 1
    world.emit(
        GuestBooted(
            guest=command.name,
            memory=boot * platform.page_size,
            platform=platform.name,
            section_size=platform.section_size,
            driver=driver.name,
        )
    )
    return Outcome(world.record(command.name, command.text))


def _kernel(command: GuestAdd) -> Kernel:
    """Return the kernel with what the command switches in it."""
    kernel = KERNELS[command.kernel]
    if command.grouping is not None:
        kernel = attrs.evolve(kernel, grouping=command.grouping)
    if command.fallback is not None:
        kernel = attrs.evolve(kernel, fallback=command.fallback)
    return kernel


def _driver(command: GuestAdd, kernel: Kernel, platform: Platform) -> Driver:
    """Return the driver that is asked for, or the platform's usual one, with what the command switches in it."""
    name = command.driver or ("xen" if platform.name == "ppc64" else "virtio")
    where = DRIVERS[name].platforms
    if where and platform.name not in where:
        there = [row.name for row in DRIVERS.values() if not row.platforms or platform.name in row.platforms]
        raise CommandError(
            f"there is no {name} balloon on {platform.name}, only on {', '.join(where)}",
            " or ".join(there),
            command.place("driver"),
        )
    for option, given in (("deflate_on_oom", command.deflate_on_oom), ("reporting", command.reporting)):
        if given and name != "virtio":
            raise CommandError(
                f"{option} is virtio's, and the driver is {name}",
                "driver=virtio, or without it",
                command.place(option),
            )
    return driver_of(name, kernel, platform, deflate_on_oom=command.deflate_on_oom)


def _bounds(command: GuestAdd, platform: Platform) -> tuple[Pages, Pages, Pages]:
    """Return memory, min and max in pages; all whole sections but min, which is whole pages."""
    page, section = platform.page_size, platform.section_size
    what = f"the section size of {platform.name} ({size_text(section)})"
    boot = bytes_of(command, "memory", command.memory, page)
    check_multiple(command, "memory", boot, section, what)
    least_boot = _least_boot(platform)
    if boot < least_boot:
        raise CommandError(
            f"{size_text(boot)} hardly holds a kernel",
            f"at least {size_text(least_boot)}",
            command.place("memory"),
        )
    most = boot
    if command.max is not None:
        most = bytes_of(command, "max", command.max, page)
        check_multiple(command, "max", most, section, what)
        if most < boot:
            raise CommandError(
                f"max {size_text(most)} is below memory", f"at least {size_text(boot)}", command.place("max")
            )
    least = _least(command, boot, section, page)
    return boot // page, least // page, most // page


def _least_boot(platform: Platform) -> Bytes:
    """Return the least whole sections of which the kernel and the mem_map take no more than half."""
    sections = 1
    while 2 * (platform.kernel_pages + sections * platform.mem_map_pages) > sections * platform.section_pages:
        sections += 1
    return sections * platform.section_size


def _least(command: GuestAdd, boot: Bytes, section: Bytes, page: Bytes) -> Bytes:
    if command.min is None:
        return max(boot // 4 // section * section, section)
    least = bytes_of(command, "min", command.min, page)
    if least > boot:
        raise CommandError(
            f"min {size_text(least)} is above memory", f"at most {size_text(boot)}", command.place("min")
        )
    return least


def remove_guest(world: World, command: GuestRemove) -> Outcome:
    """Shut a guest down; what it held is zeroed before another guest gets it."""
    guest = guest_of(world, command, command.guest)
    for operation in world.under_way(guest.name):
        world.cancel(operation.id, "the guest was shut down")
    for process, _ in guest.workloads:
        world.timeline.stop(process)
    memory = world.host.held(guest.name) * guest.page_size
    world.host.leave(guest.name)
    del world.guests[guest.name]
    world.signal("zeroing")
    world.emit(GuestGone(guest=guest.name, memory=memory))
    return Outcome(world.record(guest.name, command.text))
