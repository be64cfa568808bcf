"""A guest boots: what it is to be is checked, and the host backs its memory at once."""

from __future__ import annotations

from engine.commands.model import GuestAdd
from engine.costs import Costs
from engine.drivers import balloon_pages_of
from engine.errors import CommandError
from engine.events import GuestBooted
from engine.guest.boot_balloon import begin_ballooned
from engine.guest.guest import Guest
from engine.guest.reporting import request
from engine.guest.reports import Reports
from engine.guest.target_key import make_home
from engine.guest.wakes import Wakes
from engine.host import FRAME
from engine.memory.boot_map import BootMap
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.operations.below import below, start_of
from engine.operations.guests.admission import check_admission, no_frames
from engine.operations.guests.bounds import bounds
from engine.operations.guests.kernel import check_memmap_on_memory, kernel_of, kernelcore_of
from engine.operations.guests.platform import platform_of
from engine.operations.kernel_limits import check_zone
from engine.operations.outcome import Outcome
from engine.operations.virtio_mem import boot_with_device, check_virtio_mem
from engine.units import MIB
from engine.world import World

MOST_GUESTS = 256
SHARES_PER_MIB = 10
"""A guest has so many shares for each MiB of its max, unless the command says (ESX: normal shares)."""


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
    platform = platform_of(command)
    kernel = kernel_of(command, platform)
    hypervisor, driver = below(command, kernel, platform)
    check_zone(kernel, command, "online", command.online)
    boot, least, most = bounds(command, platform)
    kernelcore = kernelcore_of(command, platform, kernel, boot * platform.page_size)
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
        check_memmap_on_memory(command, platform, kernel, block_sections)
    policy = command.balloon_pages or balloon_pages_of(driver, kernel)
    scale = platform.page_size // FRAME
    check_admission(world, command, least * scale, most * scale)
    if world.host.free_frames < start * scale:
        raise no_frames(world, command, start * scale)
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
