"""One guest: what it is, what it was promised, and what it has."""

from __future__ import annotations

import attrs

from engine.costs import Costs
from engine.drivers import NO_DRIVER, BalloonPages, Driver
from engine.guest.balloon import Balloon
from engine.guest.course import Course, unusable_pages
from engine.guest.dimm import Backend, Dimm
from engine.guest.host_paging import HostPaging
from engine.guest.lmbs import Lmbs
from engine.guest.program import Program
from engine.guest.reports import Reports
from engine.guest.slab import can_be_emptied
from engine.guest.uevents import Uevents
from engine.guest.virtio_mem import VirtioMem
from engine.guest.wakes import Wakes
from engine.host import FRAME
from engine.hypervisors import HYPERVISORS, Hypervisor, Limit
from engine.memory.kinds import BLOCKING_KINDS, REMAPPED_KINDS, Kind
from engine.memory.memory import Memory
from engine.platform import Kernel, Platform
from engine.random_stream import RandomStream
from engine.units import Bytes, Nanoseconds, Pages


@attrs.frozen(kw_only=True)
class Origin:
    """Where a guest comes from that was made of a capture of a real machine's memory.

    Attributes:
        source: the capture, for people.
        sha256: of what it was read from; empty where that was no file.
        release: of its kernel, as `uname -r` says it.
        unknown: what the capture does not tell, and what was taken for it, a sentence each.
        bounded: whether the capture tells how far it may grow; if not, what is added raises its max.
        counted: lines of its /proc/meminfo in KiB that divide what is one kind of page here.
    """

    source: str
    sha256: str = ""
    release: str
    unknown: tuple[str, ...] = ()
    bounded: bool = True
    counted: tuple[tuple[str, int], ...] = ()


@attrs.define(eq=False, kw_only=True)
class Guest:
    """A Linux guest. Amounts are in pages of its own size."""

    name: str
    number: int
    """Counts guests from 0 in order of arrival, those that left too: its random streams come from it."""
    platform: Platform
    kernel: Kernel
    driver: Driver
    balloon_pages: BalloonPages
    memory: Memory
    costs: Costs
    boot: Pages
    min: Pages
    max: Pages
    target: Pages
    swap: Pages
    online: str
    """Where hot-added memory goes: kernel, movable, auto-movable, or no (it stays offline)."""
    hypervisor: Hypervisor = HYPERVISORS["kvm"]
    block_sections: int = 1
    """Sections of a memory block, which is added, put online, taken offline and removed as a whole."""
    auto_movable_ratio: int = 301
    """MOVABLE memory in percent of the kernel memory at boot, that auto-movable allows."""
    memmap_on_memory: bool = False
    """Added memory holds its own mem_map."""
    balloon: Balloon = attrs.Factory(Balloon)
    streams: dict[str, RandomStream] = attrs.Factory(dict)
    """By purpose."""
    coming: tuple[int, ...] = ()
    """Sections that the operation in hand has chosen to add: nobody else plugs memory in there."""
    hotplug_line: tuple[int, ...] = ()
    """Operations that change sections: one at a time, in this order."""
    workloads: tuple[tuple[int, str], ...] = ()
    """Run-on workloads: (process, what it does)."""
    programs: dict[int, Program] = attrs.Factory(dict)
    """By number as an owner of pages; replaced, never changed in place."""
    last_pid: int = 0
    kswapd: int = 0
    """The process of kswapd; 0 until an allocation first woke it."""
    exiting: tuple[tuple[int, int], ...] = ()
    """Programs that were killed, and whose memory comes free: (number as an owner, process that frees it)."""
    flusher: int = 0
    """The process that writes dirty file pages back; 0 until it was first woken."""
    swapped: dict[int, Pages] = attrs.Factory(dict)
    """Pages on swap, by owner."""
    reclaimed: Pages = 0
    """Pages that reclaim ever took."""
    swap_told: Nanoseconds = -1
    """When it was last said that the guest swaps; -1: never."""
    swap_ins: Pages = 0
    swap_outs: Pages = 0
    """Pages that ever came from swap, and went to it."""
    work_done: Pages = 0
    """Pages of work that run-on programs ever finished, those that have ended too."""
    course: Course = attrs.Factory(Course)
    held_up: dict[int, Nanoseconds] = attrs.Factory(dict)
    """How long programs have yet to wait for pages that were moved, by number; replaced, never changed in place."""
    oom_kills: int = 0
    """Programs that were killed because memory was out."""
    oom_helped: Pages = 0
    """Pages that the balloon gave back because memory was out."""
    uevents: Uevents = attrs.Factory(Uevents)
    """What its kernel told udev of memory blocks."""
    marks_before: tuple[tuple[str, tuple[Bytes, Bytes, Bytes]], ...] = ()
    """Where the operation in hand has changed watermarks: what they were, min, low and high by zone, in bytes."""
    slow_since: Nanoseconds = -1
    """Since when its programs are said to be slow; -1: they are not."""
    slow_told: Nanoseconds = -1
    """When that was last said; -1: never."""
    driving: bool = False
    """Whether its balloon driver is at work."""
    refill: int = 0
    """The process of a driver that makes good by itself what its balloon lost; 0: none."""
    offlined: Nanoseconds = -1
    """When a section last went offline, or failed to; -1: never."""
    helped: Nanoseconds = -1
    """When it was last said that the balloon helped out of memory; -1: never."""
    reports: Reports | None = None
    """Free page reporting, where it is on."""
    reporter: int = 0
    """The process of the pass that is due, or 0."""
    shares: int = 1000
    """What its memory is worth to whoever shares the machine out, beside other guests' shares."""
    blocked: bool = False
    """Whether its host does not let it run."""
    paging: HostPaging | None = None
    """What came of it that the host pages behind its back; None: the host never did."""
    backends: tuple[Backend, ...] = ()
    """Memory that the hypervisor has set aside for DIMMs."""
    dimms: tuple[Dimm, ...] = ()
    """Plugged, oldest first."""
    lmbs: Lmbs | None = None
    """What its hypervisor keeps of its logical memory blocks, where DIMMs alone are made of them (QEMU's pseries)."""
    aim: Pages | None = None
    """What a resize under way is to bring it to; meanwhile its target follows its sections."""
    wakes: Wakes = attrs.Factory(Wakes)
    """How often its balloon driver woke."""
    virtio_mem: VirtioMem | None = None
    """Its virtio-mem device, if it has one."""
    origin: Origin | None = None
    """The capture that it was made of; None: it was booted here."""
    as_imported: Guest | None = None
    """A fork of it as it was made, which is never changed."""
    changes: int = 0
    """Grows with what changes outside of memory: target, balloon list, workloads, programs."""

    def fork(self) -> Guest:
        """Return an equal guest; what is large is shared until either side writes."""
        return attrs.evolve(
            self,
            memory=self.memory.fork(),
            balloon=self.balloon.fork(),
            swapped=self.swapped.copy(),
            streams={purpose: stream.fork() for purpose, stream in self.streams.items()},
        )

    @property
    def page_size(self) -> Bytes:
        """In bytes."""
        return self.platform.page_size

    @property
    def section_pages(self) -> Pages:
        """Pages in a section."""
        return self.memory.layout.section_pages

    @property
    def frames_per_page(self) -> int:
        """Machine frames that back one page."""
        return self.page_size // FRAME

    @property
    def online_pages(self) -> Pages:
        """Pages of the sections that belong to a zone, with the holes that firmware left in them, as lsmem counts.

        What virtio-mem has not plugged is left out.
        """
        return self.memory.online_count * self.section_pages - self.memory.unplugged_online

    @property
    def present_pages(self) -> Pages:
        """Pages of the sections that have a mem_map, online or not."""
        return self.memory.present_count * self.section_pages

    @property
    def plugged_pages(self) -> Pages:
        """Pages of present sections that the hypervisor has plugged: all but what virtio-mem keeps out."""
        return self.present_pages - self.memory.unplugged_present

    @property
    def block_pages(self) -> Pages:
        """Pages in a memory block."""
        return self.block_sections * self.section_pages

    @property
    def wanted_balloon(self) -> Pages:
        """What the balloon should hold so that the guest has its target."""
        return max(0, self.online_pages - self.target)

    @property
    def kernel_processes(self) -> tuple[int, ...]:
        """The numbers of the processes that are the guest's kernel's own."""
        own = (self.kswapd, self.flusher, self.refill, self.reporter, *(number for _, number in self.exiting))
        return tuple(number for number in own if number)

    def note_seconds(self, first: int, end: int) -> None:
        """Note the virtual seconds [first, end), which are over; after the first nothing happened."""
        for _ in range(first, end):
            if not self.memory.let_limits_fall():
                break
        wanted = sum(it.rate for it in self.programs.values() if it.busy)
        free = sum(zone.free_pages for zone in self.memory.zones)
        blocks = [
            sum(each) for each in zip(*(zone.blocks_per_order() for zone in self.memory.zones), strict=True)
        ]
        self.course = self.course.noted(
            first,
            end,
            (self.work_done, self.swap_ins, self.swap_outs),
            (wanted, free, self.online_pages, self.balloon.pages, unusable_pages(blocks, self.page_size)),
        )

    @property
    def cannot_balloon(self) -> Limit | None:
        """Why no balloon can take its memory: its hypervisor's reason, or that it has no driver; None: one can."""
        if self.hypervisor.cannot_balloon or self.driver.name != NO_DRIVER:
            return self.hypervisor.cannot_balloon
        drivers = " or ".join(self.hypervisor.drivers)
        return Limit("and was booted without a balloon driver", f"a guest with driver={drivers}, or hotplug")

    @property
    def domain(self) -> int:
        """Its number among the guests of the machine, from 1; 0 is the host's own."""
        return self.number + 1

    def set_target(self, pages: Pages) -> None:
        """Tell what the guest shall have."""
        self.target = pages
        self.changes += 1

    @property
    def blocking_kinds(self) -> tuple[Kind, ...]:
        """Kinds of which one page keeps its section, the most stubborn first."""
        moved = REMAPPED_KINDS if self.kernel.remaps_kernel else ()
        kinds = (*(kind for kind in BLOCKING_KINDS if kind not in moved), Kind.PINNED)
        return (*kinds, Kind.BALLOON) if self.balloon_pages == "pinned" else kinds

    def blockers(self, section: int) -> dict[Kind, Pages]:
        """Return the pages that keep a section where it is, by kind, most stubborn first.

        Source: mm/page_isolation.c:has_unmovable_pages; balloon pages where the driver cannot move them; pinned
        pages pass that test and are found out by migration.
        """
        counts = self.memory.counts[section].astype(int)
        counts[Kind.MEM_MAP] -= self.memory.own_mem_map.get(section, 0)
        if self.kernel.offline_reclaim:
            counts[Kind.SLAB] -= can_be_emptied(self.memory, section)
        return {kind: int(counts[kind]) for kind in self.blocking_kinds if counts[kind]}
