"""What steps cost by the figures, in whole nanoseconds."""

from __future__ import annotations

import attrs

from engine.costs.table import Figures, Picoseconds
from engine.errors import CommandError
from engine.units import KIB, Bytes, Nanoseconds, Pages

_OF_THE_DISK = ("write_back_page", "read_file_page", "swap_out_page", "host_page_out_page")
"""Figures that stand for bytes."""
_SMALLEST_SCALE, _LARGEST_SCALE = 0.001, 1000.0


@attrs.frozen(kw_only=True)
class Costs(Figures):
    """Simulated time of each step: a figure is picoseconds for one of its unit, and pages are 4 KiB."""

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
        if size == 4 * KIB:
            return self
        disk = {name: getattr(self, name) * size // (4 * KIB) for name in _OF_THE_DISK}
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


def _time(figure: Picoseconds, count: int) -> Nanoseconds:
    """Return what `count` cost: 0 for none, at least 1 ns for one."""
    return -(-figure * int(count) // 1000)
