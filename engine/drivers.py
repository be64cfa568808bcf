"""Balloon drivers as data: a row each, and what a kernel and a platform make of it."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.platform import Kernel, Platform
from engine.units import KIB, MIB, MILLISECOND, SECOND, Bytes, Nanoseconds, Pages

BalloonPages = Literal["pinned", "migrate", "release"]
"""What becomes of balloon pages whose section is to go."""
Accounting = Literal["shrink", "hidden"]
"""Whether MemTotal shrinks as the balloon grows, or its pages count as memory that nobody owns."""
_ARRAY_PAGE: Bytes = 4 * KIB
"""virtio counts in pages of this size, whatever the guest's are (VIRTIO_BALLOON_PFN_SHIFT)."""


@attrs.frozen(kw_only=True)
class Driver:
    """A balloon driver: how it learns its target, in what batches it works, how far it goes and how it backs off.

    Sources: paper 5.1; drivers/xen/balloon.c, drivers/virtio/virtio_balloon.c, drivers/misc/vmw_balloon.c,
    drivers/hv/hv_balloon.c, arch/powerpc/platforms/pseries/cmm.c, arch/s390/mm/cmm.c. A row is that of a 64-bit guest
    with pages of 4 KiB; see `driver_of`.
    """

    name: str
    learns: str
    """How the target reaches it, for people."""
    poll: Nanoseconds = 0
    """It looks for its target this often; 0: it is told at once."""
    batch: Pages
    """Pages that it takes or gives back before it looks around."""
    back_off: tuple[Nanoseconds, ...]
    """Sleep after the first, second, ... batch in a row that came short; the last one repeats."""
    gives_up_after: int | None = None
    """Such batches in a row that end the attempt until there is another target; None: it never gives up."""
    movable: bool = False
    """Whether kernels with balloon compaction can migrate its pages."""
    before_compaction: BalloonPages = "pinned"
    """What becomes of its pages in a section that is to go, where they cannot be migrated."""
    newest_first: bool
    """Pages leave the last one taken first; else the last batch first, each in allocation order."""
    frees_backwards: bool = False
    """A batch that left is freed the last page first (virtio_balloon.c:release_pages_balloon)."""
    high_memory_last: bool = False
    """Pages of HIGHMEM leave after all others, the first batch first (xen/balloon.c:balloon_append)."""
    accounting: Accounting = "shrink"
    stops_at_available: bool = False
    """Inflation stops at what the kernel estimates as available (drivers/xen/balloon.c:balloon_thread)."""
    may_oom: bool = False
    """Its allocations reclaim as those of programs do, and can reach the OOM killer; others give up before."""
    oom_pages: Pages = 0
    """Pages that it gives back each time the guest is out of memory."""
    oom_lowers_goal: bool = False
    """It takes what it gave back then off its goal, and leaves it to the guest for good."""
    largest_percent: int = 100
    """Of the guest's memory, what the balloon holds at most."""
    keeps: Bytes = 0
    """Memory that it leaves to the guest, whatever it is asked."""
    has_floor: bool = False
    """It leaves so much available as its guest's size says (drivers/hv/hv_balloon.c:compute_balloon_floor)."""
    block: Bytes = 0
    """It takes blocks of this size as long as it finds any, and then single pages."""
    blocks: int = 0
    """How many of them it takes before it looks around."""
    status: Nanoseconds = 0
    """It wakes this often to tell the host how the guest does; 0: never."""
    status_delay: Nanoseconds = 0
    """It begins to tell so long after boot."""
    hotplug_pause: Nanoseconds = 0
    """It stands still while a section goes offline, and so long after it."""
    platforms: tuple[str, ...] = ()
    """Where it exists; empty: everywhere."""
    since: tuple[int, ...] = ()
    """The release that it came with, where guests of earlier kernels do without it."""


DRIVERS: dict[str, Driver] = {
    row.name: row
    for row in (
        Driver(
            name="xen",
            learns="watch",
            batch=512,
            back_off=(2 * SECOND, 4 * SECOND, 8 * SECOND),
            gives_up_after=4,
            newest_first=False,
            high_memory_last=True,
            stops_at_available=True,
            platforms=("ppc64", "x86-64", "i386", "ia64", "arm64"),
        ),
        Driver(
            name="virtio",
            learns="256-page batches",
            batch=256,
            back_off=(200 * MILLISECOND,),
            movable=True,
            newest_first=False,
            frees_backwards=True,
        ),
        Driver(
            name="vmware",
            learns="polls every 1 s",
            poll=SECOND,
            batch=512,
            back_off=(SECOND,),
            movable=True,
            newest_first=False,
            frees_backwards=True,
            accounting="hidden",
            largest_percent=65,
            platforms=("x86-64", "i386"),
        ),
        Driver(
            name="cmm",
            learns="polls every 1 s",
            poll=SECOND,
            batch=64,
            back_off=(SECOND,),
            movable=True,
            before_compaction="release",
            newest_first=True,
            oom_pages=MIB // (4 * KIB),
            oom_lowers_goal=True,
            keeps=256 * MIB,
            hotplug_pause=5 * SECOND,
            platforms=("ppc64", "s390"),
        ),
        Driver(
            name="hyperv",
            learns="VMBus message",
            batch=510,
            back_off=(SECOND,),
            gives_up_after=1,
            newest_first=False,
            has_floor=True,
            block=2 * MIB,
            blocks=64,
            status=SECOND,
            status_delay=45 * SECOND,
            platforms=("x86-64", "i386"),
            since=(3, 8),
        ),
        Driver(name="none", learns="no balloon", batch=1, back_off=(SECOND,), newest_first=True),
    )
}
"""cmm tells the hypervisor of each page by itself: how many one step takes changes nothing that can be seen."""
_OF_2006: dict[str, Driver] = {
    "xen": attrs.evolve(
        DRIVERS["xen"],
        back_off=(SECOND,),
        gives_up_after=None,
        newest_first=True,
        stops_at_available=False,
        may_oom=True,
    )
}
"""In 2.6.16 Xen's allocations were ordinary ones (GFP_HIGHUSER), and a timer tried again every second, for ever.

Each page went to the head of the list; since 4.4 a batch is gathered in between, newest first, so that its first page
ends at the head, as with virtio.
"""
_CMM_OF_S390 = Driver(
    name="cmm",
    learns="SMSG sets cmm_pages",
    batch=510,
    back_off=(SECOND,),
    gives_up_after=1,
    newest_first=True,
    accounting="hidden",
    oom_pages=256,
    oom_lowers_goal=True,
    platforms=("s390",),
)
"""z/VM's cooperative memory management, another driver of the same name (arch/s390/mm/cmm.c).

Its thread takes a page at a time (diagnose 10 gives it to z/VM) and notes 510 to a page of addresses. One that it does
not get ends the attempt: cmm_pages_target becomes what it has. Nothing adjusts MemTotal. What cmm_timed_pages adds,
and a timer gives back, is not simulated.
"""
NO_DRIVER = "none"
"""The name of the row of guests that have no balloon driver."""
OOM_BATCH: Pages = 256
"""What virtio gives back for each call for help, where that was agreed on (VIRTIO_BALLOON_OOM_NR_PAGES)."""


def driver_of(name: str, kernel: Kernel, platform: Platform, *, deflate_on_oom: bool = False) -> Driver:
    """Return the driver `name` as `kernel` ships it for `platform`.

    Args:
        name: one of DRIVERS.
        kernel: decides between drivers of 2006 and of today.
        platform: its page and word size decide how much one exchange with the host can carry.
        deflate_on_oom: virtio's feature DEFLATE_ON_OOM: the balloon helps when memory ends, and MemTotal stays.
    """
    row = _OF_2006.get(name, DRIVERS[name]) if kernel.drivers_of_2006 else DRIVERS[name]
    if name == "cmm" and platform.name == "s390":
        # 2.6.16's has no notifier
        return attrs.evolve(_CMM_OF_S390, oom_pages=0) if kernel.drivers_of_2006 else _CMM_OF_S390
    if deflate_on_oom:
        row = attrs.evolve(row, oom_pages=OOM_BATCH, accounting="hidden")
    scale = platform.page_size // _ARRAY_PAGE
    if name == "virtio":
        batch = max(1, row.batch // scale)
        learns = f"{batch}-page batches"
        return attrs.evolve(row, batch=batch, learns=learns, oom_pages=row.oom_pages // scale)
    if name == "cmm":
        return attrs.evolve(row, oom_pages=max(1, row.oom_pages // scale))
    if name not in ("xen", "vmware"):
        return row
    word = 4 if platform.name == "i386" else 8
    return attrs.evolve(row, batch=platform.page_size // word)


def balloon_pages_of(driver: Driver, kernel: Kernel) -> BalloonPages:
    """Return what happens to the driver's pages when their section is to go, as kernel and driver have it."""
    return "migrate" if driver.movable and kernel.balloon_compaction else driver.before_compaction
