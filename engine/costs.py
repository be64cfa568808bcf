"""What each step costs in simulated time: one table, each figure with its source.

Figures are kept in picoseconds, so that a section's cost can be shared out among its pages without
fractions. Answers are whole nanoseconds, rounded up: work always takes time.

(V) marks what the named source measured, (S) what it quotes, (E) an estimate. HyperAlloc is the
public data of the HyperAlloc paper (EuroSys 2025): a 20 GiB guest shrunk to 2 GiB and grown back, Linux 6.1,
Xeon Gold 6252.
"""

from __future__ import annotations

from typing import TypeAlias

import attrs

from engine.errors import CommandError
from engine.units import Bytes, Nanoseconds, Pages

Picoseconds: TypeAlias = int

_US: Picoseconds = 1_000_000
_SECTION: Pages = 32_768
"""Pages of 128 MiB, for which the costs of hotplug were measured."""
_PAGEBLOCK: Pages = 512
"""Pages of 2 MiB, for which those of virtio-mem were."""
_KIB = 1024
_DISK = 300 << 20
"""Bytes a second of a guest's own disk."""
_OF_THE_DISK = ("write_back_page", "read_file_page", "swap_out_page", "host_page_out_page")
"""Figures that stand for bytes."""
_SMALLEST_SCALE, _LARGEST_SCALE = 0.001, 1000.0


def _about(what: str, source: str, unit: str = "page") -> dict[str, str]:
    """Say of a figure what a reader of the table wants to know."""
    return {"what": what, "source": source, "unit": unit}


@attrs.frozen(kw_only=True)
class Costs:
    """Simulated time of each step: a figure is picoseconds for one of its unit, and pages are 4 KiB."""

    inflate_page: Picoseconds = attrs.field(
        default=4_500_000,
        metadata=_about(
            "the balloon inflates",
            "HyperAlloc: virtio-balloon shrinks a guest at 4.45 us a page that the host backs (V)",
        ),
    )
    inflate_block_page: Picoseconds = attrs.field(
        default=31_400,
        metadata=_about(
            "the balloon inflates by blocks of 2M",
            "HyperAlloc: virtio-balloon shrinks a guest by blocks of 2M at 0.148 s for 18 GiB (V)",
        ),
    )
    deflate_page: Picoseconds = attrs.field(
        default=1_800_000,
        metadata=_about(
            "the balloon deflates", "HyperAlloc: virtio-balloon grows a guest at 1.81 us a page (V)"
        ),
    )
    migrate_page: Picoseconds = attrs.field(
        default=2_000_000,
        metadata=_about(
            "a page is migrated", "linux-mm in 2012 reckons with 2 us, two to three times that under KVM (S)"
        ),
    )
    migrate_balloon_page: Picoseconds = attrs.field(
        default=20_000_000,
        metadata=_about("a balloon page is migrated", "two exchanges of one page with the host (E)"),
    )
    remap_page: Picoseconds = attrs.field(
        default=50_000_000,
        metadata=_about(
            "a page of the kernel's own is moved (2.6.16+remap)",
            "all CPUs stop, and forget their translations; no kernel ever did it (E)",
        ),
    )
    add_page: Picoseconds = attrs.field(
        default=700 * _US // _SECTION,
        metadata=_about(
            "a section is added",
            "HyperAlloc: virtio-mem grows a guest at 1.4 ms for 128M (V), half of it for this step (E)",
        ),
    )
    online_page: Picoseconds = attrs.field(
        default=700 * _US // _SECTION,
        metadata=_about("a section goes online, a largest block at a time", "the other half of that (E)"),
    )
    isolate_page: Picoseconds = attrs.field(
        default=600 * _US // _SECTION,
        metadata=_about(
            "a section's free blocks are isolated",
            "HyperAlloc: virtio-mem shrinks a guest at 3.3 to 4.0 ms for 128M (V), 0.6 ms for this step (E)",
        ),
    )
    offline_page: Picoseconds = attrs.field(
        default=1_500 * _US // _SECTION,
        metadata=_about("a section's free pages go offline", "1.5 ms of that (E)"),
    )
    remove_page: Picoseconds = attrs.field(
        default=1_500 * _US // _SECTION, metadata=_about("a section is removed", "1.5 ms of that (E)")
    )
    plug_page: Picoseconds = attrs.field(
        default=21 * _US // _PAGEBLOCK,
        metadata=_about("virtio-mem plugs part of a section", "HyperAlloc: 21 us for 2M (V)"),
    )
    unplug_page: Picoseconds = attrs.field(
        default=30 * _US // _PAGEBLOCK,
        metadata=_about(
            "virtio-mem unplugs part of a section that is empty",
            "HyperAlloc: 63 us for 2M (V), isolation and the section's removal left out (E)",
        ),
    )
    scan_pageblock: Picoseconds = attrs.field(
        default=3_000_000,
        metadata=_about(
            "a pageblock is searched for pages that cannot move",
            "reading its 512 page descriptors, 32K, at 10 GiB/s (E)",
            unit="pageblock",
        ),
    )
    drop_file_page: Picoseconds = attrs.field(
        default=1_000_000,
        metadata=_about(
            "a clean file page is dropped",
            "off its list and out of the page cache, with its share of the scan (E)",
        ),
    )
    report_page: Picoseconds = attrs.field(
        default=31_400,
        metadata=_about(
            "a free page is reported to the host",
            "HyperAlloc: virtio-balloon shrinks a guest by blocks of 2M at 0.148 s for 18 GiB (V)",
        ),
    )
    fault_page: Picoseconds = attrs.field(
        default=890_000,
        metadata=_about(
            "the host backs a page again that was reported",
            "HyperAlloc: the first touch after growing by blocks of 2M takes 0.89 us for each 4K (V)",
        ),
    )
    write_back_page: Picoseconds = attrs.field(
        default=4 * _KIB * 10**12 // _DISK,
        metadata=_about("a dirty file page is written back", "an SSD of 300M/s, in sequence (S)"),
    )
    read_file_page: Picoseconds = attrs.field(
        default=4 * _KIB * 10**12 // _DISK,
        metadata=_about("a file page is read", "the same, read ahead (E)"),
    )
    swap_out_page: Picoseconds = attrs.field(
        default=4 * _KIB * 10**12 // _DISK,
        metadata=_about("a page is swapped out", "an SSD of 300M/s; a disk of 2006 had 10 to 50M/s (S)"),
    )
    swap_in_page: Picoseconds = attrs.field(
        default=100_000_000,
        metadata=_about("a page is swapped in", "a random read of such an SSD, one at a time (E)"),
    )
    host_page_out_page: Picoseconds = attrs.field(
        default=13_000_000,
        metadata=_about("the host pages a page out", "an SSD of 300M/s as the guest's own (E)"),
    )
    host_page_in_page: Picoseconds = attrs.field(
        default=100_000_000,
        metadata=_about(
            "the host pages a page in, and the guest waits",
            "a random read of such an SSD, one at a time (E)",
        ),
    )
    shrink_slab_page: Picoseconds = attrs.field(
        default=2_000_000,
        metadata=_about("a slab page is freed", "its objects go one by one, twice a file page (E)"),
    )
    poll_driver: Picoseconds = attrs.field(
        default=10_000_000,
        metadata=_about(
            "a balloon driver polls, or tells how its guest does",
            "a timer, a worker and one call of the host, a few us each (E)",
            unit="poll",
        ),
    )
    wake_driver: Picoseconds = attrs.field(
        default=50_000_000,
        metadata=_about(
            "a watch or an interrupt wakes a balloon driver",
            "an interrupt, a worker and a key that Domain-0 is asked for (E)",
            unit="wake-up",
        ),
    )
    copy_frame: Picoseconds = attrs.field(
        default=350_000,
        metadata=_about(
            "the host moves a frame",
            "copying 4K at 10.9 GiB/s on a virtual machine of two cores (V)",
            unit="frame",
        ),
    )
    map_stretch: Picoseconds = attrs.field(
        default=1_650_000,
        metadata=_about(
            "the host maps a stretch of moved frames anew",
            "what the migration of a page takes besides its copy: tables, and a flush of the TLB (E)",
            unit="stretch",
        ),
    )
    zero_page: Picoseconds = attrs.field(
        default=370_000,
        metadata=_about(
            "the host zeroes a page", "memset at 10.3 GiB/s on a virtual machine of two cores (V)"
        ),
    )
    allocate_page: Picoseconds = attrs.field(
        default=100_000,
        metadata=_about(
            "a workload takes a page",
            "LLFree (ATC 2023): 94 ns for a page of Linux's allocator on one core (S)",
        ),
    )
    free_page: Picoseconds = attrs.field(
        default=100_000, metadata=_about("a workload frees a page", "as taking it (E)")
    )

    shut_down_guest: Picoseconds = attrs.field(
        default=3_000_000 * _US,
        metadata=_about("a guest shuts down", "services stop and disks are synced (E)", unit="shutdown"),
    )
    boot_guest: Picoseconds = attrs.field(
        default=12_000_000 * _US,
        metadata=_about(
            "a guest boots",
            "firmware, kernel and services of a small server; in 2006 a minute (E)",
            unit="boot",
        ),
    )

    def inflate(self, pages: Pages) -> Nanoseconds:
        """Give pages to the host through the balloon; taking them from the allocator is in it."""
        return _time(self.inflate_page, pages)

    def inflate_blocks(self, pages: Pages) -> Nanoseconds:
        """Give pages to the host through the balloon in large blocks."""
        return _time(self.inflate_block_page, pages)

    def deflate(self, pages: Pages) -> Nanoseconds:
        """Get pages back from the host through the balloon."""
        return _time(self.deflate_page, pages)

    def migrate(self, pages: Pages) -> Nanoseconds:
        """Move pages within the guest."""
        return _time(self.migrate_page, pages)

    def remap(self, pages: Pages) -> Nanoseconds:
        """Move pages of the kernel's own."""
        return _time(self.remap_page, pages)

    def migrate_balloon(self, pages: Pages) -> Nanoseconds:
        """Move balloon pages: the new page is given to the host, the old one taken back."""
        return _time(self.migrate_balloon_page, pages)

    def add_section(self, pages: Pages) -> Nanoseconds:
        """Make a section of so many pages present."""
        return _time(self.add_page, pages)

    def online_pages(self, pages: Pages) -> Nanoseconds:
        """Put so many pages of a section online, usually one block of the largest order."""
        return _time(self.online_page, pages)

    def isolate(self, pages: Pages) -> Nanoseconds:
        """Isolate pageblocks of so many pages; searching them first is `scan`."""
        return _time(self.isolate_page, pages)

    def offline(self, pages: Pages) -> Nanoseconds:
        """Take so many isolated free pages offline."""
        return _time(self.offline_page, pages)

    def remove_section(self, pages: Pages) -> Nanoseconds:
        """Make an offline section of so many pages absent."""
        return _time(self.remove_page, pages)

    def plug(self, pages: Pages) -> Nanoseconds:
        """Get pages of a present section from the host, as virtio-mem does."""
        return _time(self.plug_page, pages)

    def unplug(self, pages: Pages) -> Nanoseconds:
        """Let the host have so many isolated free pages of a section that stays, as virtio-mem does."""
        return _time(self.unplug_page, pages)

    def scan(self, pageblocks: int) -> Nanoseconds:
        """Search pageblocks for pages that cannot move; a refusal costs no more than this."""
        return _time(self.scan_pageblock, pageblocks)

    def drop_file(self, pages: Pages) -> Nanoseconds:
        """Reclaim clean file pages."""
        return _time(self.drop_file_page, pages)

    def report(self, pages: Pages) -> Nanoseconds:
        """Tell the host of free pages in large blocks; it takes their frames."""
        return _time(self.report_page, pages)

    def fault(self, pages: Pages) -> Nanoseconds:
        """Let the host back pages again that a guest had reported and now uses."""
        return _time(self.fault_page, pages)

    def write_back(self, pages: Pages) -> Nanoseconds:
        """Write dirty file pages to the guest's disk."""
        return _time(self.write_back_page, pages)

    def read_file(self, pages: Pages) -> Nanoseconds:
        """Read file pages from the guest's disk."""
        return _time(self.read_file_page, pages)

    def swap_out(self, pages: Pages) -> Nanoseconds:
        """Write pages of programs to the guest's swap."""
        return _time(self.swap_out_page, pages)

    def swap_in(self, pages: Pages) -> Nanoseconds:
        """Read pages of programs back from the guest's swap."""
        return _time(self.swap_in_page, pages)

    def host_page_out(self, pages: Pages) -> Nanoseconds:
        """Write pages of a guest to the host's swap, behind the guest's back."""
        return _time(self.host_page_out_page, pages)

    def host_page_in(self, pages: Pages) -> Nanoseconds:
        """Read pages of a guest back from the host's swap, because it touches them."""
        return _time(self.host_page_in_page, pages)

    def shrink_slab(self, pages: Pages) -> Nanoseconds:
        """Free slab pages by dropping the objects in them."""
        return _time(self.shrink_slab_page, pages)

    def poll(self, times: int) -> Nanoseconds:
        """Let a balloon driver ask its host, or tell it something."""
        return _time(self.poll_driver, times)

    def wake(self, times: int) -> Nanoseconds:
        """Let a balloon driver wake because it is told to, and look at its target."""
        return _time(self.wake_driver, times)

    def copy_frames(self, frames: Pages) -> Nanoseconds:
        """Copy machine frames elsewhere; mapping them anew is `map_stretches`."""
        return _time(self.copy_frame, frames)

    def map_stretches(self, stretches: int) -> Nanoseconds:
        """Let stretches of neighbouring pages have other machine frames."""
        return _time(self.map_stretch, stretches)

    def zero(self, pages: Pages) -> Nanoseconds:
        """Overwrite machine frames before another guest gets them."""
        return _time(self.zero_page, pages)

    def allocate(self, pages: Pages) -> Nanoseconds:
        """Let a program take pages."""
        return _time(self.allocate_page, pages)

    def free(self, pages: Pages) -> Nanoseconds:
        """Let a program free pages."""
        return _time(self.free_page, pages)

    def shut_down(self, guests: int = 1) -> Nanoseconds:
        """Shut a guest down; its programs have ended when that begins."""
        return _time(self.shut_down_guest, guests)

    def boot(self, guests: int = 1) -> Nanoseconds:
        """Boot a guest, up to where its programs start."""
        return _time(self.boot_guest, guests)

    def with_pages(self, size: Bytes) -> Costs:
        """Return the table of a guest with pages of that size: its disk takes as long as there are bytes."""
        if size == 4 * _KIB:
            return self
        disk = {name: getattr(self, name) * size // (4 * _KIB) for name in _OF_THE_DISK}
        return attrs.evolve(self, **disk)

    def scaled(self, factor: float) -> Costs:
        """Return the table of a machine on which everything takes `factor` times as long.

        Raises:
            CommandError: the factor is not a number from 0.001 to 1000.
        """
        if not _SMALLEST_SCALE <= factor <= _LARGEST_SCALE:
            raise CommandError(f"costs cannot be scaled by {factor:g}", "a factor from 0.001 to 1000")
        scaled = {
            field.name: max(1, round(getattr(self, field.name) * factor)) for field in attrs.fields(Costs)
        }
        return Costs(**scaled)


@attrs.frozen
class Figure:
    """A row of the table, as words for people."""

    what: str
    cost: str
    """As `4.5 us a page`."""
    source: str


def figures(costs: Costs | None = None) -> tuple[Figure, ...]:
    """Return every figure of a table (of the default one if none is given), in its order."""
    costs = costs or Costs()
    rows = ((field.metadata, getattr(costs, field.name)) for field in attrs.fields(Costs))
    return tuple(
        Figure(about["what"], f"{_text(time)} a {about['unit']}", about["source"]) for about, time in rows
    )


def _time(figure: Picoseconds, count: int) -> Nanoseconds:
    """Return what `count` cost: 0 for none, at least 1 ns for one."""
    return -(-figure * int(count) // 1000)


def _text(time: Picoseconds) -> str:
    """Print a cost with three figures, in nanoseconds below a tenth of a microsecond."""
    if time >= 1_000_000 * _US:
        return f"{time / _US / 1_000_000:.3g} s"
    return f"{time / _US:.3g} us" if time >= _US // 10 else f"{time / 1000:.3g} ns"
