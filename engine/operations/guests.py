"""Guests come and go."""

from __future__ import annotations

import attrs

from engine.commands.model import GuestAdd, GuestRemove
from engine.costs import Costs
from engine.drivers import balloon_pages_of
from engine.errors import CommandError
from engine.events import GuestBooted, GuestGone
from engine.guest.boot_balloon import begin_ballooned
from engine.guest.guest import Guest
from engine.guest.reporting import request
from engine.guest.reports import Reports
from engine.guest.target_key import make_home, tell
from engine.guest.wakes import Wakes
from engine.host import FRAME
from engine.memory.boot_map import BootMap
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.operations.amounts import bytes_of, check_multiple, guest_of
from engine.operations.below import below, start_of
from engine.operations.kernel_limits import check_zone
from engine.operations.outcome import Outcome
from engine.operations.virtio_mem import boot_with_device, check_virtio_mem
from engine.platform import KERNELS, MEMORY_MODELS, PAE, PAE_OF_2006, PAGE_SIZES, Kernel, Platform
from engine.units import GIB, MIB, Bytes, Pages, short_size, size_text
from engine.world import World

MOST_GUESTS = 256
SHARES_PER_MIB = 10
"""A guest has so many shares for each MiB of its max, unless the command says (ESX: normal shares)."""


class NoFramesError(CommandError):
    """The host has not enough memory free for a guest that is to boot.

    Attributes:
        frames: what it needs.
    """

    frames: Pages = 0


def add_guest(world: World, command: GuestAdd) -> Outcome:
    """Boot a guest.

    Raises:
        NoFramesError: it would fit into the machine, but not into what is free now.
    """
    boot_guest(world, command)
    return Outcome(world.record(command.name, command.text))


def boot_guest(world: World, command: GuestAdd) -> None:
    """Boot a guest: its memory is backed by the host at once.

    Raises:
        NoFramesError: it would fit into the machine, but not into what is free now.
    """
    if command.name in world.guests:
        raise CommandError(f"{command.name} is there already", "another name", command.place("name"))
    if len(world.guests) >= MOST_GUESTS:
        raise CommandError(
            f"there are {MOST_GUESTS} guests already", "`guest remove` one first", command.place("name")
        )
    platform = _platform(command)
    kernel = _kernel(command, platform)
    hypervisor, driver = below(command, kernel, platform)
    check_zone(kernel, command, "online", command.online)
    boot, least, most = _bounds(command, platform)
    kernelcore = _kernelcore(command, platform, kernel, boot * platform.page_size)
    laid_out = BootMap.of(
        platform,
        boot * platform.page_size,
        command.nodes,
        kernelcore,
        in_sections=kernel.model.sections,
    )
    start = start_of(command, hypervisor, platform, laid_out, boot, least)
    least = min(least, start)
    laid_out = laid_out.with_balloon(boot - start)
    end_of_ram = laid_out.ram[-1].end * platform.page_size
    block_sections = platform.block_sections(end_of_ram) if kernel.large_blocks else 1
    check_virtio_mem(command, kernel, platform, hypervisor, block_sections)
    if command.memmap_on_memory:
        _check_memmap_on_memory(command, platform, kernel, block_sections)
    policy = command.balloon_pages or balloon_pages_of(driver, kernel)
    scale = platform.page_size // FRAME
    _check_admission(world, command, least * scale, most * scale)
    if world.host.free_frames < start * scale:
        raise _no_frames(world, command, start * scale)
    rules = Rules.of(kernel, balloon_movable=policy == "migrate", notes_allotted=command.reporting)
    memory = Memory(Layout.of(platform), rules, command.nodes)
    memory.boot_as(laid_out)
    if command.percpu:
        memory.park()
    world.host.admit(command.name, least, most, scale)
    world.host.give(command.name, *zip(*laid_out.backed(), strict=True))
    swap = boot if command.swap is None else command.swap.in_bytes(platform.page_size) // platform.page_size
    world.guests[command.name] = Guest(
        name=command.name,
        number=world.guests_ever,
        platform=platform,
        kernel=kernel,
        hypervisor=hypervisor,
        driver=driver,
        wakes=Wakes(since=world.now),
        balloon_pages=policy,
        memory=memory,
        costs=Costs().with_pages(platform.page_size).scaled(command.cost_scale),
        boot=boot,
        min=least,
        max=most,
        target=start,
        swap=swap,
        online=command.online,
        block_sections=block_sections,
        auto_movable_ratio=command.auto_movable_ratio,
        memmap_on_memory=command.memmap_on_memory,
        reports=Reports() if command.reporting else None,
        shares=command.shares or max(1, SHARES_PER_MIB * most * platform.page_size // MIB),
        streams=world.new_streams(world.guests_ever),
    )
    begin_ballooned(world.guests[command.name], laid_out)
    make_home(world, world.guests[command.name])
    if command.virtio_mem is not None:
        boot_with_device(world.guests[command.name], command)
    world.guests_ever += 1
    request(world, world.guests[command.name])
    world.emit(
        GuestBooted(
            guest=command.name,
            memory=boot * platform.page_size,
            platform=platform.name,
            section_size=platform.section_size,
            driver=driver.name,
            ballooned=(boot - start) * platform.page_size,
        )
    )


def _check_admission(world: World, command: GuestAdd, least: Pages, most: Pages) -> None:
    """Refuse a guest whose min could not be kept beside all others' (Waldspurger 2002, 5.1: admission control).

    Args:
        world: where it is to boot.
        command: what was asked for.
        least: its min, in frames.
        most: its max.
    """
    host = world.host
    bounds = [host.bounds(name) for name in host.guests]
    needed = sum(lo + overhead(hi) for lo, hi in bounds)
    if needed + least + overhead(most) > host.total_frames:
        room = max(0, host.total_frames - needed - overhead(most)) * FRAME
        raise CommandError(
            f"the machine has room for a min of {short_size(room)} beside what the others have in any case",
            "a smaller min, `host memory SIZE` for a larger machine, or `guest remove` another guest",
            command.place("min" if command.min is not None else "memory"),
        )


def overhead(frames: Pages) -> Pages:
    """Return what the host itself needs for a guest of so many frames: page tables, 8 bytes for each (E)."""
    return -(-frames // 512)


def _no_frames(world: World, command: GuestAdd, frames: Pages) -> NoFramesError:
    error = NoFramesError(
        f"{command.name} needs {size_text(frames * FRAME)}, and {world.host.shortage(frames)}",
        "less memory, or `host memory SIZE` for a larger machine",
        command.place("memory"),
    )
    error.frames = frames
    return error


def _platform(command: GuestAdd) -> Platform:
    """Return the platform at the page size that the command asks for."""
    sizes = PAGE_SIZES[command.platform]
    if command.page is not None and command.page.bytes not in sizes:
        there = " or ".join(size_text(size) for size in sizes)
        raise CommandError(
            f"{command.platform} has no pages of {command.page}", f"page={there}", command.place("page")
        )
    platform = next(iter(sizes.values())) if command.page is None else sizes[command.page.bytes]
    if command.pae is not None and platform.name != PAE.name:
        raise CommandError(f"{platform.name} has no PAE", f"platform={PAE.name}", command.place("pae"))
    most = command.max or command.memory
    wants_pae = platform.name == PAE.name and most.in_bytes(platform.page_size) > sum(
        end - start for start, end in platform.ram(4 * GIB)
    )
    if command.pae or (command.pae is None and wants_pae):
        return PAE_OF_2006 if KERNELS[command.kernel].release < (2, 6, 25) else PAE
    return platform


def _check_memmap_on_memory(
    command: GuestAdd, platform: Platform, kernel: Kernel, block_sections: int
) -> None:
    """Refuse what the kernel could not do (mm/memory_hotplug.c:mhp_supports_memmap_on_memory)."""
    pages = block_sections * platform.mem_map_pages
    pageblock = 1 << platform.pageblock_order
    place = command.place("memmap_on_memory")
    if not kernel.memmap_on_memory:
        raise CommandError(f"{kernel.name} takes every mem_map from memory that is there", "off", place)
    if platform.mem_map_sections > 1 or pages % pageblock:
        raise CommandError(
            f"a memory block of {platform.name} has a mem_map of {pages} pages: no whole pageblocks of {pageblock}",
            "off, or platform=x86-64",
            place,
        )


def _kernel(command: GuestAdd, platform: Platform) -> Kernel:
    """Return the kernel as it was built for the platform, with what the command switches in it."""
    kernel, model = KERNELS[command.kernel], command.memory_model
    models = kernel.memory_models(platform.name)
    if model is not None and model not in models:
        raise CommandError(
            f"{kernel.name} has no {MEMORY_MODELS[model].title} on {platform.name}",
            " or ".join(models),
            command.place("memory_model"),
        )
    kernel = kernel.built_for(platform.name, model)
    if command.nodes > 1 and not kernel.model.nodes:
        raise CommandError(
            f"{kernel.model.title} has {kernel.model.mem_map}, and knows no nodes",
            "nodes=1, or memory_model=sparsemem",
            command.place("nodes"),
        )
    if command.grouping is not None:
        kernel = attrs.evolve(kernel, grouping=command.grouping)
    if command.fallback is not None:
        kernel = attrs.evolve(kernel, fallback=command.fallback)
    return kernel


def _kernelcore(command: GuestAdd, platform: Platform, kernel: Kernel, boot: Bytes) -> Bytes | None:
    """Return how much memory at boot is the kernel's, where not all of it is."""
    if command.kernelcore is not None:
        if not kernel.movable_zone:
            raise CommandError(
                f"{kernel.name} has no ZONE_MOVABLE: all memory is the kernel's",
                "without it, or kernel=2.6.16+antifrag-zone, or a later kernel=",
                command.place("kernelcore"),
            )
        return command.kernelcore.in_bytes(platform.page_size)
    return -(-boot // kernel.kernelcore_share) if kernel.kernelcore_share else None


def _bounds(command: GuestAdd, platform: Platform) -> tuple[Pages, Pages, Pages]:
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
    _check_reach(command, platform, "memory", boot)
    most = boot + (command.virtio_mem.in_bytes(page) if command.virtio_mem else 0)
    if command.max is None and command.virtio_mem is not None:
        check_multiple(command, "virtio_mem", most - boot, section, what)
        _check_reach(command, platform, "virtio_mem", most)
    if command.max is not None:
        most = bytes_of(command, "max", command.max, page)
        check_multiple(command, "max", most, section, what)
        if most < boot:
            raise CommandError(
                f"max {size_text(most)} is below memory", f"at least {size_text(boot)}", command.place("max")
            )
        _check_reach(command, platform, "max", most)
    least = _least(command, boot, section, page)
    return boot // page, least // page, most // page


def _check_reach(command: GuestAdd, platform: Platform, field: str, memory: Bytes) -> None:
    """Refuse more memory than there are addresses for."""
    reach = sum(end - start for start, end in platform.ram(memory))
    if reach < memory:
        name, wanted = f"{platform.name} without PAE", "less, or pae=on"
        if platform.pae or platform.name != PAE.name:
            name, wanted = f"{platform.name} with PAE", f"at most {size_text(reach)}"
        raise CommandError(f"{name} reaches {short_size(reach)}", wanted, command.place(field))


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
    for process in (*(number for number, _ in guest.workloads), *guest.kernel_processes):
        world.timeline.stop(process)
    memory = world.host.held(guest.name) * FRAME
    world.host.leave(guest.name)
    if guest.name in world.xenstore.domains:
        home = world.xenstore.home(guest.name)
        tell(world, home, world.xenstore.leave(guest.name))
    del world.guests[guest.name]
    world.signal("zeroing")
    world.emit(GuestGone(guest=guest.name, memory=memory))
    return Outcome(world.record(guest.name, command.text))
