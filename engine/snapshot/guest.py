"""A guest."""

from __future__ import annotations

import attrs

from engine.guest.course import Course
from engine.memory.kinds import Kind
from engine.snapshot.devices import DimmView, VirtioMemView
from engine.snapshot.host import PagingView
from engine.snapshot.program import ProgramView
from engine.snapshot.sections import GrainView, PagesView, SectionTable
from engine.snapshot.zone import ZoneView
from engine.units import Bytes, Pages


@attrs.frozen
class OriginView:
    """Where a guest comes from that was made of a capture."""

    source: str
    release: str
    """Of its kernel, as `uname -r` says it."""
    unknown: tuple[str, ...]
    """What the capture does not tell, and what was taken for it, a sentence each."""
    bounded: bool = True
    """Whether it tells how far the guest may grow."""
    counted: tuple[tuple[str, int], ...] = ()
    """Lines of its /proc/meminfo in KiB that divide what is one kind of page here."""


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
    origin: OriginView | None = None
    """The capture that it was made of; None: it was booted here."""
    pages: dict[int, PagesView] = attrs.field(factory=dict)
    """By section, for the sections that were asked for."""
    grain: GrainView | None = None
    """What stretches of its sections hold, where that was asked for."""

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
