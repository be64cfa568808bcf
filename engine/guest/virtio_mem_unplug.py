"""A virtio-mem device unplugs: memory block by memory block, as a whole or subblock by subblock.

Offline blocks go first, then those of ZONE_MOVABLE and of the kernel's zones, such as are plugged in part before whole
ones, and of each sort the highest. What cannot be unplugged is skipped, and the pass has failed where not enough could.
Source: drivers/virtio/virtio_mem.c:virtio_mem_sbm_unplug_request, virtio_mem_sbm_unplug_any_sb_online.
"""

from __future__ import annotations

import attrs

from engine.events import TOLD_ONE_BY_ONE, VirtioMemBlockChanged, VirtioMemBlockGone, VirtioMemBlocksGone
from engine.guest.balloon_exchange import surrender
from engine.guest.balloon_work import make_good
from engine.guest.blockers import shortfall
from engine.guest.guest import Guest
from engine.guest.marks import recompute
from engine.guest.memory_block import sections_of
from engine.guest.section_removal import remove_section
from engine.guest.surroundings import Surroundings
from engine.guest.udev import send
from engine.guest.virtio_mem import (
    UNPLUG_ORDER,
    ZONELESS,
    VirtioMem,
    all_unplugged,
    blocks_in,
    by_section,
    is_online,
    plugged_pages,
    subblock_pages,
    unplugged_bits,
)
from engine.guest.virtio_mem_range import Emptied, EmptyRange, kept_pageblocks
from engine.memory.runs import Runs
from engine.memory.unplugged import WHOLE, bits
from engine.timeline import After
from engine.units import LARGEST, Nanoseconds, Pages


@attrs.define
class Unplugging:
    """One pass. It lives inside of the driver's process."""

    operation: int
    quiet: bool = False
    """Whether it is another try: that is no progress by itself."""
    order: int = 0
    """Which of UNPLUG_ORDER is gone through."""
    below: int = LARGEST
    """Memory blocks below this section are still to be tried."""
    block: int = -1
    """The one in hand, -1: none."""
    before: Pages = 0
    """What was plugged of it at first."""
    subblock: int = -1
    """The next of its subblocks to be tried one by one; they are tried from the last down."""
    emptying: EmptyRange | None = None
    moved: Pages = 0
    """Pages moved out of the block in hand."""
    moved_in_all: Pages = 0
    reason: str = ""
    """Why the first thing that could not be unplugged could not."""
    full: bool = False
    """Whether there is no room to move pages to: it has no point to go on."""
    told: int = 0
    gone: tuple[int, ...] = ()
    """Sections that went without a sentence of their own."""

    def step(self, world: Surroundings, guest: Guest, device: VirtioMem) -> After | str:
        """Do the next piece; return why the pass failed when it has, or nothing when enough is unplugged."""
        if self.emptying is not None:
            return self._go_on(world, guest, self.emptying)
        unit = subblock_pages(guest, device.block)
        surplus = plugged_pages(guest) - device.requested
        if surplus < unit:
            self._end(world, guest)
            return ""
        if self.full:
            return self._end(world, guest)
        if self.block >= 0:
            return self._next_subblock(world, guest, unit)
        while self.order < len(UNPLUG_ORDER):
            blocks = blocks_in(guest, device, UNPLUG_ORDER[self.order], self.below)
            if len(blocks):
                return self._begin(world, guest, int(blocks[-1]), unit, surplus)
            self.order, self.below = self.order + 1, LARGEST
        return self._end(world, guest)

    def _end(self, world: Surroundings, guest: Guest) -> str:
        self._leave_block(world, guest)
        if self.gone:
            world.emit(VirtioMemBlocksGone(guest=guest.name, sections=self.gone))
        if not self.quiet or self.moved_in_all:
            world.progress(self.operation, sections=(), landing=(), detail="")
        return self.reason or "nothing of it can be unplugged now"

    def _begin(self, world: Surroundings, guest: Guest, block: int, unit: Pages, surplus: Pages) -> After:
        self.block = self.below = block
        self.before = guest.block_pages - _unplugged(guest, block)
        self.moved = 0
        self.subblock = guest.block_pages // unit - 1
        if not self.quiet:
            world.progress(self.operation, sections=sections_of(guest, block), waits_for=None)
        if UNPLUG_ORDER[self.order] in ZONELESS:
            return self._take_offline_ones(world, guest, unit, surplus)
        if self.before == guest.block_pages <= surplus and not shortfall(guest, guest.block_pages):
            blocks = guest.block_pages >> guest.memory.layout.pageblock_order
            self.emptying = EmptyRange(self.operation, block, 0, blocks)
            if not self.subblock:
                self.subblock = -1
        return After(0)

    def _take_offline_ones(self, world: Surroundings, guest: Guest, unit: Pages, surplus: Pages) -> After:
        """Unplug what is not online, from the last down: nobody uses it."""
        memory, shift = guest.memory, guest.memory.layout.pageblock_order
        taken, each = 0, unit >> shift
        while self.subblock >= 0 and taken + unit <= surplus:
            first = self.subblock * each
            self.subblock -= 1
            if not unplugged_bits(guest, self.block) & bits(first, each):
                for section, inside, count in by_section(guest, self.block, first, each):
                    found = memory.unplugged.get(section, WHOLE).with_more(inside, count)
                    memory.set_unplugged(section, found.all_fresh())
                    pfn = (section << memory.layout.section_shift) + (inside << shift)
                    surrender(world, guest, Runs.of([(pfn, count << shift)]))
                taken += unit
        guest.changes += 1
        self.subblock = -1
        return After(guest.costs.unplug(taken))

    def _next_subblock(self, world: Surroundings, guest: Guest, unit: Pages) -> After:
        """Find the next subblock that the scan does not refuse, as far as one section goes."""
        each, per_section = (
            unit >> guest.memory.layout.pageblock_order,
            guest.memory.layout.section_pageblocks,
        )
        plugged_less, scanned = unplugged_bits(guest, self.block), 0
        if self.subblock < 0 or not is_online(guest, self.block):
            self._leave_block(world, guest)
            return After(0)
        if reason := shortfall(guest, unit):
            self.full, self.reason = True, reason
            return After(0)
        section = self.block + self.subblock * each // per_section
        kept = kept_pageblocks(guest, section)
        while self.subblock >= 0 and self.block + self.subblock * each // per_section == section:
            first, inside = self.subblock * each, self.subblock * each % per_section
            self.subblock -= 1
            if plugged_less & bits(first, each):
                continue
            scanned += each
            self.emptying = EmptyRange(self.operation, self.block, first, each)
            if not kept[inside : inside + each].any() or not self.reason:
                break  # the first one that is refused says why
            self.emptying = None
        return After(guest.costs.scan(scanned))

    def _go_on(self, world: Surroundings, guest: Guest, was: EmptyRange) -> After:
        """Let a copy go on: a field is replaced, never changed in place."""
        doing = attrs.evolve(was)
        found = doing.step(world, guest)
        self.emptying = doing
        if isinstance(found, After):
            return found
        self.emptying = None
        self.moved += doing.moved
        self.moved_in_all += doing.moved
        return After(found.cost + self._ended(world, guest, doing, found))

    def _ended(self, world: Surroundings, guest: Guest, done: EmptyRange, found: Emptied) -> Nanoseconds:
        """Note how a range went; return what the removal of a block costs that nothing is left of."""
        if found.how == "unplugged":
            world.progress(self.operation, waits_for=None)
            return self._leave_block(world, guest) if all_unplugged(guest, self.block) else 0
        whole = done.count << guest.memory.layout.pageblock_order == guest.block_pages
        self.full = found.how == "full"
        if self.full or not whole or self.subblock < 0:
            self.reason = self.reason or found.reason
        return 0

    def _leave_block(self, world: Surroundings, guest: Guest) -> Nanoseconds:
        """Be done with the block in hand; return how long it took to remove it, if nothing of it is plugged."""
        if self.block < 0:
            return 0
        block, self.block = self.block, -1
        stays = guest.block_pages - _unplugged(guest, block)
        if not stays:
            return self._remove(world, guest, block)
        device = guest.virtio_mem
        if stays != self.before and device is not None:
            world.emit(
                VirtioMemBlockChanged(
                    guest=guest.name,
                    block=block,
                    span=guest.block_sections,
                    change=(stays - self.before) * guest.page_size,
                    stays=stays * guest.page_size,
                    subblock=subblock_pages(guest, device.block) * guest.page_size,
                )
            )
        return 0

    def _remove(self, world: Surroundings, guest: Guest, block: int) -> Nanoseconds:
        """Take a block of which nothing is plugged offline and away; all of its pages are fake-offline ones.

        Source: virtio_mem_sbm_try_remove_unplugged_mb, mm/memory_hotplug.c:offline_and_remove_memory.
        """
        memory, mem_map = guest.memory, 0
        online = is_online(guest, block)
        if online:
            send(world, guest, "offline", block)
        for section in sections_of(guest, block):
            if online:
                memory.isolate(section)
                memory.take_offline(section)
            mem_map += remove_section(world, guest, section)
        recompute(guest)
        guest.offlined = world.now
        make_good(world, guest)
        if self.told < TOLD_ONE_BY_ONE:
            size = mem_map * guest.page_size
            span = guest.block_sections
            world.emit(
                VirtioMemBlockGone(guest=guest.name, block=block, span=span, moved=self.moved, mem_map=size)
            )
        else:
            self.gone = (*self.gone, *sections_of(guest, block))
        self.told += 1
        return guest.costs.remove_section(guest.block_pages)

    def undo(self, guest: Guest) -> None:
        """Undo what is isolated."""
        if self.emptying is not None:
            attrs.evolve(self.emptying).undo(guest)


def _unplugged(guest: Guest, block: int) -> Pages:
    return unplugged_bits(guest, block).bit_count() << guest.memory.layout.pageblock_order
