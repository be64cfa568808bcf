"""Worlds built by hand: guests that are booted, without the commands that do it."""

from __future__ import annotations

from engine.costs import Costs
from engine.drivers import BalloonPages, Driver, balloon_pages_of, driver_of
from engine.guest.balloon_work import BalloonWork
from engine.guest.boot_balloon import begin_ballooned
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.guest.places import next_sections
from engine.guest.reporting import request
from engine.guest.reports import Reports
from engine.guest.surroundings import Surroundings
from engine.guest.target_key import make_home
from engine.guest.virtio_mem import VirtioMem
from engine.host import FRAME
from engine.hypervisors import hypervisor_of
from engine.memory.boot_map import BootMap
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.platform import KERNELS, PLATFORMS, Kernel, Platform
from engine.timeline import Process
from engine.units import GIB, MIB, Bytes
from engine.world import World


def make_world(**guests: Bytes) -> World:
    """Return a world of ppc64 guests, each with that much memory, on a host of 8 GiB or what they need."""
    world = World(seed=7, host_memory=max(8 * GIB, 2 * sum(guests.values())))
    for name, memory in guests.items():
        add_guest(world, name, memory)
    return world


def add_guest(
    world: World,
    name: str = "web",
    memory: Bytes = 256 * MIB,
    *,
    platform: str = "ppc64",
    kernel: str = "current",
    driver: str = "virtio",
    most: Bytes | None = None,
) -> Guest:
    """Boot a guest whose memory is backed by the host; its max is twice its memory, its swap is as large."""
    row, profile = PLATFORMS[platform], KERNELS[kernel]
    return boot(world, name, memory, row, profile, driver_of(driver, profile, row), most or 2 * memory)


def boot(
    world: World,
    name: str,
    memory: Bytes,
    row: Platform,
    profile: Kernel,
    device: Driver,
    most: Bytes,
    *,
    reporting: bool = False,
    nodes: int = 1,
    percpu: bool = False,
    block_sections: int = 1,
    online: str = "kernel",
    in_place: bool = False,
    balloon_pages: BalloonPages | None = None,
    start: int = 0,
    region: int = 0,
) -> Guest:
    """Boot a guest of any platform, kernel and driver, which need not be in a table; see the options of `guest add`.

    Of its memory it has `start` sections at first, where that is not 0, and the rest begins in its balloon; `region` is
    how many sections a virtio-mem device has, whose blocks are pageblocks, if the kernel knows any.
    """
    policy = balloon_pages or balloon_pages_of(device, profile)
    pages = memory // row.page_size
    guest = Guest(
        name=name,
        number=world.guests_ever,
        platform=row,
        kernel=profile,
        hypervisor=hypervisor_of(device.name, row.name),
        driver=device,
        balloon_pages=policy,
        memory=Memory(
            Layout.of(row),
            Rules.of(profile, balloon_movable=policy == "migrate", notes_allotted=reporting),
            nodes,
        ),
        costs=Costs(),
        boot=pages,
        min=pages // 4,
        max=most // row.page_size,
        target=start * row.section_pages or pages,
        swap=pages,
        online=online,
        block_sections=block_sections,
        memmap_on_memory=in_place,
        streams=world.new_streams(world.guests_ever),
        reports=Reports() if reporting else None,
    )
    share = profile.kernelcore_share
    laid_out = BootMap.of(row, memory, nodes, memory // share if share else None).with_balloon(
        pages - guest.target
    )
    guest.memory.boot_as(laid_out)
    if region and profile.release >= (5, 8, 0):
        first, block = next_sections(guest, region)[0], guest.memory.layout.pageblock_pages
        guest.virtio_mem = VirtioMem(id="vm0", memdev="vmem0", node=0, first=first, count=region, block=block)
    if percpu:
        guest.memory.park()
    frames = row.page_size // FRAME
    world.host.admit(name, guest.min, guest.max, frames)
    world.host.give(name, *zip(*laid_out.backed(), strict=True))
    begin_ballooned(guest, laid_out)
    world.guests[name] = guest
    make_home(world, guest)
    world.guests_ever += 1
    request(world, guest)
    return guest


def start(world: World, guest: str, command: str, process: Process[Surroundings]) -> int:
    """Begin an operation of a guest and return its id; those that change sections join the guest's line."""
    number = world.operate(guest, command, process)
    if isinstance(process, BringSections | TakeSections):
        world.guests[guest].hotplug_line += (number,)
    return number


def add_sections(world: World, guest: str, count: int, online: str = "kernel") -> int:
    """Begin to add sections at the end of a guest's memory."""
    return start(
        world, guest, f"hotplug add {guest}", BringSections(guest, world.next_operation, count, online)
    )


def take_section(world: World, guest: str, section: int) -> int:
    """Begin to take one section offline and to remove it; the kernel tries for ever."""
    process = TakeSections(guest, world.next_operation, 1, True, None, None, (section,))
    return start(world, guest, f"hotplug remove {guest} section={section}", process)


def set_target(world: World, guest: str, size: Bytes) -> int:
    """Tell a guest what it shall have, and let its balloon work towards it."""
    it = world.guests[guest]
    it.set_target(size // it.page_size)
    return start(world, guest, f"balloon set {guest}", BalloonWork(guest, world.next_operation))
