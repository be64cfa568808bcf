"""What is true now: one immutable picture of host, guests and operations, and where pictures come from.

A picture is cheap: it copies tables of counters, borrows nothing that can still change, and an unchanged
guest is the same object in the next picture, so a reader compares with `is`.
"""

from __future__ import annotations

from typing import Protocol

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.guest.course import Column, Course, Paces, paces
from engine.host.balancing import Balancing, Entitled
from engine.machine_view import HolesView, MachinePage, MachineView, TenantView
from engine.memory.kinds import KINDS, Kind, SectionState
from engine.units import SECOND, Bytes, Nanoseconds, Pages, Pfn


@attrs.frozen(eq=False)
class SectionTable:
    """Every present section of a guest, in order of index. All arrays have one row a section and are read-only."""

    index: NDArray[np.int64]
    state: NDArray[np.uint8]
    """SectionState values, never ABSENT."""
    zone: NDArray[np.uint8]
    """Position in `GuestView.zones`; 255 while the section belongs to none (offline); of several zones the highest."""
    node: NDArray[np.uint8]
    counts: NDArray[np.integer]
    """[sections, KINDS] pages of each Kind; a row adds up to the section's pages once it is online."""
    version: NDArray[np.uint32]
    """Grows whenever a page of the section changes."""
    blockers: NDArray[np.integer]
    """[sections, KINDS] pages that keep the section where it is, by Kind; all 0: it can leave."""
    zones: dict[int, tuple[int, ...]] = attrs.field(factory=dict)
    """For sections of several zones, by index: their positions, upwards."""


@attrs.frozen(eq=False)
class PagesView:
    """The pages of one section in view. One row a page, or a pageblock."""

    section: int
    first_pfn: Pfn
    kinds: NDArray[np.uint8]
    orders: NDArray[np.int8]
    """At the head of a free block its order, elsewhere -1."""
    block_types: NDArray[np.uint8]
    """MigrateType of each pageblock; ISOLATE while it is isolated."""
    owners: NDArray[np.uint8] | None = None
    """Whose each page is, as `ProgramView.owner` has it, 0 for nobody; None where no program has any of them."""


@attrs.frozen
class ZoneView:
    """One zone of one node."""

    name: str
    node: int
    min: Pages
    low: Pages
    high: Pages
    managed: Pages
    free: Pages
    """On the free lists, those of isolated pageblocks left out."""
    free_area: dict[str, tuple[int, ...]]
    """Free blocks per order, by type name: unmovable, movable, reclaimable, isolate; `any` without types."""
    reserve: Pages = 0
    """Kept from requests that a higher zone could serve, as the watermarks were last recomputed."""
    recomputed: tuple[Pages, ...] = ()
    """What min, low, high and reserve would be if they were recomputed now, for what the zone has without a balloon."""
    start: Pfn = 0
    """The first pfn of its span."""
    spanned: Pages = 0
    """From its first page to its last, holes included."""


@attrs.frozen
class ProgramView:
    """One program in a guest, and what it has. Sizes in bytes."""

    name: str
    pid: int
    command: str
    """The workload that began it."""
    since: Nanoseconds
    """When, in virtual time."""
    busy: bool
    """Whether it goes on; one that does not keeps what it has."""
    holds: dict[Kind, Bytes]
    """By kind, those of which it has pages."""
    swapped: Bytes = 0
    rate: Bytes = 0
    """What it would work on in a second if it never had to wait; 0 where it does not run on."""
    work: Bytes = 0
    """What it worked on in the last full second."""
    owner: int = 0
    """Its number in `PagesView.owners`."""
    measured: bool = False
    """Whether it has worked for a second, so that `work` is known."""
    waits_for: str = ""
    """What it waited for most in that second: swap, reclaim, files, moves, memory or host; empty: for nothing."""
    waited: int = 0
    """For how much of it, in percent."""

    @property
    def blocked(self) -> bool:
        """Whether it waited for a disk for a good part of that second."""
        return self.waits_for in ("swap", "files") and self.waited >= 50

    @property
    def title(self) -> str:
        """As `ps` and error messages name it: `java[88]`."""
        return f"{self.name}[{self.pid}]"


@attrs.frozen
class DimmView:
    """A DIMM that is plugged into a guest."""

    id: str
    memdev: str
    """The id of its memory backend."""
    slot: int
    node: int
    first: int
    count: int
    """Its sections; the guest need not have them all."""

    @property
    def sections(self) -> range:
        """Its sections, present or not."""
        return range(self.first, self.first + self.count)


@attrs.frozen
class PagingView:
    """What a host has done to a guest behind its back. Sizes in bytes."""

    limit: Bytes | None
    """What the host keeps of the guest in memory at most; None: no limit."""
    out: Bytes
    """On the host's swap now."""
    ever_out: Bytes
    ever_in: Bytes
    """All that ever went there, and came back because the guest touched it."""
    double: Bytes
    """What came back only to go to the guest's own disk: double paging."""
    overwritten: Bytes
    """What came back only to be written over."""


@attrs.frozen
class VirtioMemView:
    """A guest's virtio-mem device. Sizes in bytes."""

    id: str
    memdev: str
    """The id of its memory backend."""
    node: int
    first: int
    count: int
    """The sections of its region."""
    block_size: Bytes
    subblock_size: Bytes
    """What Linux plugs and unplugs at a time."""
    requested: Bytes
    plugged: Bytes


@attrs.frozen(eq=False)
class GuestView:
    """One guest. Sizes in bytes unless the name says pages."""

    name: str
    platform: str
    kernel: str
    memory_model: str
    driver: str
    driver_learns: str
    balloon_pages_are: str
    """pinned, migrate or release: what becomes of balloon pages whose section is to go."""
    page_size: Bytes
    section_size: Bytes
    block_sections: int
    max_order: int
    pageblock_order: int
    boot: Bytes
    min: Bytes
    max: Bytes
    target: Bytes
    present: Bytes
    online: Bytes
    managed: Bytes
    free: Bytes
    file_dirty: Bytes
    swap_total: Bytes
    swap_used: Bytes
    mem_map: Bytes
    balloon_pages: Pages
    balloon_target_pages: Pages
    counts: tuple[Pages, ...]
    """[KINDS] pages of each Kind over all online sections."""
    zones: tuple[ZoneView, ...]
    sections: SectionTable
    unusable_free_index: tuple[int, ...]
    """Per order, 0 best to 1000 worst (mm/vmstat.c)."""
    largest_free_block: Bytes
    places: tuple[tuple[int, int], ...] = ()
    """Ranges of sections [first, end), upwards, where memory is, was at boot, or may be added up to `max`."""
    workloads: tuple[str, ...] = ()
    """The run-on workloads, as words."""
    programs: tuple[ProgramView, ...] = ()
    """Those that go on or have pages, by number as owners."""
    dimms: tuple[DimmView, ...] = ()
    """Plugged, oldest first."""
    virtio_mem: VirtioMemView | None = None
    unplugged: Bytes = 0
    """Of present memory, what a virtio-mem device has not plugged; `online` is without it."""
    hypervisor: str = "kvm"
    runs_on: tuple[str, ...] = ()
    """What is below it, and what that is like, as words."""
    can: frozenset[str] = frozenset({"balloon", "add", "remove"})
    """Which ways of resizing its hypervisor and its driver have."""
    driver_does: tuple[str, ...] = ()
    """What its balloon driver does besides, as words."""
    swapped_in: Bytes = 0
    """All that ever came back from swap."""
    swapped_out: Bytes = 0
    """All that ever went there."""
    working_set: Bytes = 0
    """What its run-on programs use."""
    needs: Bytes = 0
    """What it would have to have to work without excessive swapping: that, what cannot be reclaimed, and what the
    kernel keeps free."""
    oom_kills: int = 0
    """Programs that were killed because it was out of memory."""
    oom_helped: Bytes = 0
    """What its balloon gave back because it was out of memory."""
    uevents: dict[str, int] = attrs.field(factory=dict)
    """What its kernel ever told udev of memory blocks, by what happened: add, online, offline, remove."""
    work_done: Bytes = 0
    """Work that its run-on programs ever finished, those that have ended too."""
    course: Course = attrs.field(factory=Course)
    """What went on, second by second, up to the picture's time; counts pages."""
    paging: PagingView | None = None
    """What its host has paged out; None: it never did."""
    pages: dict[int, PagesView] = attrs.field(factory=dict)
    """By section, for the sections that were asked for."""

    @property
    def section_pages(self) -> Pages:
        """Pages in one section."""
        return self.section_size // self.page_size

    @property
    def balloon(self) -> Bytes:
        """Bytes in the balloon."""
        return self.balloon_pages * self.page_size

    @property
    def has(self) -> Bytes:
        """What the guest has now: online memory less the balloon."""
        return self.online - self.balloon

    @property
    def work_rate(self) -> Bytes:
        """What its run-on programs worked on in the last full second, by what they say themselves."""
        return sum(program.work for program in self.programs)

    @property
    def work_wanted(self) -> Bytes:
        """What they would work on in a second if they never had to wait."""
        return sum(program.rate for program in self.programs)

    @property
    def pace(self) -> int:
        """What they get done of what they want, in percent; 100 where none has worked for a second yet."""
        wanted = sum(program.rate for program in self.programs if program.measured)
        return 100 * self.work_rate // wanted if wanted else 100

    def kind(self, *kinds: Kind) -> Bytes:
        """Return the bytes that pages of `kinds` hold in online sections."""
        return sum(self.counts[kind] for kind in kinds) * self.page_size


@attrs.frozen
class HostView:
    """The machine's memory, in bytes."""

    total: Bytes
    free: Bytes
    zeroing: Bytes
    committed: Bytes
    """The sum of what guests hold."""
    promised: Bytes
    """The sum of the guests' max."""
    owned: dict[str, Bytes]
    """What each guest holds, in order of arrival."""
    balancing: Balancing | None = None
    """Who shares memory out among the guests; None: nobody does."""
    machine: MachineView | None = None
    """Whose each frame is; None where it was not asked for."""


@attrs.frozen
class OperationView:
    """One command under way or ended."""

    id: int
    guest: str
    """Empty where it concerns no single guest."""
    command: str
    state: str
    """waiting, running, stalled, done, partial, failed or cancelled."""
    started: Nanoseconds
    ended: Nanoseconds | None
    done: int
    total: int
    unit: str
    """What done and total count: pages, or sections."""
    pages_migrated: Pages
    waits_for: str | None
    reason: str
    detail: str
    """What it does just now, for people: `s22 ▾ 1,204 of 20,480 pages moved, landing in s4 s9`."""
    sections: tuple[int, ...]
    """The sections it works on now."""
    landing: tuple[int, ...]
    """The sections that migrated pages landed in most recently."""
    failed_sections: tuple[tuple[int, str], ...]
    """Sections that refused, each with its reason."""
    deadline: Nanoseconds | None = None
    """By when the host wants it done; None: whenever."""
    late: bool = False
    """Whether it was not done by then."""


@attrs.frozen
class Sentence:
    """One line of the event log."""

    number: int
    """Counts from 0 without gaps."""
    time: Nanoseconds
    guest: str
    text: str
    level: str = "info"
    """info, warning, error, say, expect or view."""
    output: str = ""
    """What a question of a script was answered with, in whole lines."""


@attrs.frozen(eq=False)
class Snapshot:
    """Everything that a screen may show of one instant."""

    time: Nanoseconds
    seed: int
    host: HostView
    guests: tuple[GuestView, ...]
    operations: tuple[OperationView, ...]
    """Oldest first."""
    expectations_passed: int
    expectations_failed: int
    paused: bool
    speed: float
    """What was asked for."""
    reached: float
    """The speed that was reached lately."""
    caption: str = ""
    """The last `say`."""

    def guest(self, name: str) -> GuestView | None:
        """Return the guest called `name`, if it exists."""
        return next((guest for guest in self.guests if guest.name == name), None)

    def rates(self, operation: OperationView) -> tuple[Bytes | None, Bytes | None]:
        """Return what an operation was asked to move in a second, and what it has moved, on average.

        None for the first where there is no deadline, and for what counts no pages or has just begun.
        """
        guest = self.guest(operation.guest)
        passed = (self.time if operation.ended is None else operation.ended) - operation.started
        if guest is None or operation.unit != "pages" or not operation.total or passed <= 0:
            return None, None
        within = None if operation.deadline is None else operation.deadline - operation.started
        asked = operation.total * guest.page_size * SECOND // within if within else None
        return asked, operation.done * guest.page_size * SECOND // passed

    def paces(self, operation: OperationView) -> Paces:
        """Return how the programs of an operation's guest got on before, during and after it."""
        guest = self.guest(operation.guest)
        course = guest.course if guest else Course()
        return paces(course, operation.started, operation.ended, self.time)


class Source(Protocol):
    """Where pictures come from: a running simulation, a recording, or a real machine."""

    def snapshot(self, view: tuple[tuple[str, int], ...] = (), *, machine: bool = False) -> Snapshot:
        """Return the present picture.

        Args:
            view: (guest, section) pairs whose pages are wanted.
            machine: whether `host.machine` is wanted. What the host has not changed since is the same object;
                otherwise it takes milliseconds where guests lie in many pieces.
        """
        ...

    def machine_page(self, guest: str, pfn: Pfn) -> MachinePage | None:
        """Return what the machine has behind one page of a guest, cheaply; None where that is not known."""
        ...

    def sentences(self, after: int) -> tuple[Sentence, ...]:
        """Return the kept sentences whose number is `after` or higher, oldest first."""
        ...


def no_sections() -> SectionTable:
    """Return the table of a guest without sections, for tests and empty pictures."""
    none = np.zeros(0, np.int64)
    small = np.zeros(0, np.uint8)
    wide = np.zeros((0, KINDS), np.int64)
    return SectionTable(none, small, small, small, wide, np.zeros(0, np.uint32), wide)


__all__ = [
    "Balancing",
    "Column",
    "Course",
    "DimmView",
    "Entitled",
    "GuestView",
    "HolesView",
    "HostView",
    "MachinePage",
    "MachineView",
    "OperationView",
    "Paces",
    "PagesView",
    "PagingView",
    "ProgramView",
    "SectionState",
    "SectionTable",
    "Sentence",
    "Snapshot",
    "Source",
    "TenantView",
    "VirtioMemView",
    "ZoneView",
    "no_sections",
]
