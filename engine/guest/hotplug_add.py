"""Hotplug add in its two phases: sections become present, then they go online (paper 3.1)."""

from __future__ import annotations

import attrs

from engine.events import (
    TOLD_ONE_BY_ONE,
    Event,
    HostShort,
    MemoryAnnounced,
    MoreSections,
    SectionAdded,
    SectionWentOnline,
    counted,
)
from engine.guest.auto_movable import auto_movable_fits
from engine.guest.guest import Guest
from engine.guest.hotplug_line import leave_line, turn_to_come
from engine.guest.marks import recompute
from engine.guest.mem_map import keep_mem_map, take_mem_map
from engine.guest.memory_block import block_text, state_of
from engine.guest.places import next_sections
from engine.guest.reclaim import reclaim
from engine.guest.section_removal import remove_section
from engine.guest.surroundings import Surroundings
from engine.guest.swap import tell_swapping
from engine.guest.udev import send
from engine.guest.zone_growth import Spans, bring_node, spans_of, tell_of_growth
from engine.memory.kinds import Kind, SectionState
from engine.memory.unplugged import Unplugged, plugged_runs
from engine.memory.zone import highest_rank
from engine.timeline import After, Done, On, Process, Wait
from engine.units import SECOND, Pages, size_text


@attrs.define
class BringSections(Process[Surroundings]):
    """Add sections, put sections online, or both, one after the other."""

    guest: str
    operation: int
    count: int
    """How many sections: whole memory blocks."""
    online: str
    """kernel, movable, auto-movable, no, or default: in the zone that they lie in."""
    node: int = 0
    sections: tuple[int, ...] = ()
    """Present ones; where none are named, the next absent ones when the operation has its turn, to be added first."""
    adds: bool = False
    """Whether the sections are added too."""
    at: int = 0
    """The first section of the block in hand, counted in `sections`."""
    added: int = 0
    """How many of `sections` are present, where they are added too."""
    whole: bool = False
    """Whether all are added before the first goes online, as a DIMM is (drivers/acpi/acpi_memhotplug.c)."""
    block: int = 0
    """Free-list blocks of the memory block in hand that have arrived."""
    policy: str = ""
    """What auto-movable decided for all of the added memory."""
    warned: bool = False
    spans: Spans = ()
    """What the zones spanned when it began."""
    keep_out: tuple[tuple[int, int], ...] = ()
    """Pageblocks that are not plugged, as (section, bits): the host does not back them."""
    driver: str = ""
    """What adds them where it is no firmware: virtio-mem's, which never has them hold their own mem_map."""

    def step(self, world: Surroundings) -> Wait:
        """Do the next phase of the section in hand."""
        guest = world.guests[self.guest]
        if wait := turn_to_come(world, guest, self.operation):
            return wait
        if not self.sections:
            if guest.plugged_pages + self.count * guest.section_pages > guest.max:
                leave_line(world, self.guest, self.operation)
                return Done(f"{self.guest} would be past its max", "failed")
            self.sections, self.adds = next_sections(guest, self.count), True
            guest.coming = self.sections
            if len(self.sections) < self.count:
                self.sections = ()
                leave_line(world, self.guest, self.operation)
                return Done(f"{guest.platform.name} has no more places for memory", "failed")
        if not self.spans:
            self._begin(world, guest)
        if world.operations[self.operation].total == 0:
            world.progress(self.operation, total=len(self.sections), unit="sections", waits_for=None)
        if self.at == len(self.sections):
            self._tell_of_the_rest(world)
            leave_line(world, self.guest, self.operation)
            did = "online" if self.online != "no" else "added, offline"
            return Done(f"{counted(len(self.sections), 'section')} {did}")
        section = self.sections[self.at]
        if self.adds and self.added < (len(self.sections) if self.whole else self.at + guest.block_sections):
            return self._add(world, guest, self.sections[self.added])
        state = state_of(guest, section)
        if state not in (SectionState.OFFLINE, SectionState.GOING_ONLINE):
            leave_line(world, self.guest, self.operation)
            return Done(f"s{section} is {state.text}", "partial" if self.at else "failed")
        if self.online == "no":
            return self._next(world)
        return self._online(world, guest, section)

    def _begin(self, world: Surroundings, guest: Guest) -> None:
        """Say who brings the memory, where somebody does, and let its node be there."""
        if self.adds:
            by = self.driver or guest.hypervisor.notifier(guest.platform.name)
            blocks = sum(found.bit_count() for _, found in self.keep_out)
            pages = len(self.sections) * guest.section_pages - (blocks << guest.memory.layout.pageblock_order)
            size = pages * guest.page_size
            world.emit(MemoryAnnounced(guest=self.guest, by=by, sections=self.sections, size=size))
            bring_node(world, guest, self.node)
        self.spans = spans_of(guest)

    def _add(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        unplugged = dict(self.keep_out).get(section, 0)
        plugged = plugged_runs(guest.memory.layout, section, Unplugged(unplugged, unplugged))
        pages = plugged.pages
        if guest.plugged_pages + pages > guest.max:
            return self._fail(world, guest, f"{self.guest} would be past its max")
        if world.host.room(self.guest) < pages:
            return self._wait_for_host(world, guest, guest.section_pages * (len(self.sections) - self.added))
        in_place = guest.memmap_on_memory and not self.driver
        paid = take_mem_map(guest, section, self.node, in_place=in_place)
        if paid is None:
            size = guest.platform.mem_map_pages
            highest = highest_rank(guest.memory.zonelist(Kind.MEM_MAP))
            if (got := reclaim(guest, size, highest=highest)).pages:
                tell_swapping(world, guest, got.swapped)
                return After(got.cost)
            return self._fail(world, guest, f"no memory for the mem_map of s{section}: {size:,} pages")
        world.host.give(self.guest, plugged.starts, plugged.counts)
        guest.memory.make_present(section, self.node)
        guest.memory.set_unplugged(section, Unplugged(unplugged, unplugged))
        keep_mem_map(guest, section, paid, in_place=in_place)
        guest.changes += 1
        self._tell(
            world,
            self.added - self.added % guest.block_sections,
            SectionAdded(
                guest=self.guest,
                section=section,
                size=pages * guest.page_size,
                mem_map=sum(n for _, n in paid) * guest.page_size,
                paid_by=tuple(sorted({pfn // guest.section_pages for pfn, _ in paid})),
            ),
        )
        self.added += 1
        if self.added % guest.block_sections == 0:
            send(world, guest, "add", section)
        world.progress(self.operation, sections=(section,), detail=f"s{section} present", waits_for=None)
        return After(guest.costs.add_section(guest.section_pages))

    def _fail(self, world: Surroundings, guest: Guest, reason: str) -> Wait:
        """End before all is done; of what is not online yet nothing stays."""
        self._tell_of_the_rest(world)
        self._take_back(world, guest)
        leave_line(world, self.guest, self.operation)
        return Done(reason, "partial" if self.at else "failed")

    def _wait_for_host(self, world: Surroundings, guest: Guest, pages: Pages) -> Wait:
        shortage = world.host.shortage(guest.section_pages * guest.frames_per_page)
        if not self.warned:
            self.warned = True
            world.emit(HostShort(guest=self.guest, wants=pages * guest.page_size, shortage=shortage))
        world.waits(self.operation, shortage)
        return On("host", SECOND)

    def _online(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        memory = guest.memory
        per_section = memory.layout.section_blocks
        blocks = per_section * guest.block_sections
        if not self.policy:
            self.policy = self._decide(guest)
        zone = self._zone(guest, section)
        if self.block == blocks or not memory.rules.online_in_blocks:
            self._finish(world, guest, section, zone)
            return self._next(world)
        part, first = divmod(self.block, per_section)
        memory.set_state(section + part, SectionState.GOING_ONLINE)
        memory.arrive(section + part, zone, first, 1)
        self.block += 1
        size = size_text(guest.page_size << memory.layout.max_order)
        world.progress(
            self.operation,
            sections=tuple(range(section, section + guest.block_sections)),
            detail=f"{block_text(guest, section)} ▴ {self.block} of {counted(blocks, 'block')} of {size} arrived",
        )
        return After(guest.costs.online_pages(1 << memory.layout.max_order))

    def _zone(self, guest: Guest, section: int) -> int:
        """Return the position of the zone that a memory block joins (mm/memory_hotplug.c:zone_for_pfn_range)."""
        memory, node = guest.memory, self._node(guest, section)
        if self.policy == "default":
            return memory.default_zone(section, node)
        return memory.movable_zone(node) if self.policy == "movable" else memory.kernel_zone(section, node)

    def _decide(self, guest: Guest) -> str:
        """Return the zone's sort; what auto-movable decides it decides for all that is added together."""
        if self.online != "auto-movable":
            return self.online
        node = self._node(guest, self.sections[self.at])
        fits = auto_movable_fits(guest, len(self.sections) * guest.section_pages, node)
        return "movable" if fits else "kernel"

    def _node(self, guest: Guest, section: int) -> int:
        return int(guest.memory.section_node[section])

    def _finish(self, world: Surroundings, guest: Guest, section: int, zone: int) -> None:
        memory = guest.memory
        for part in range(section, section + guest.block_sections):
            if memory.rules.online_in_blocks:
                memory.finish_online(part)
            else:
                memory.online_section(part, zone)
        recompute(guest)
        parts = range(section, section + guest.block_sections)
        pages = guest.block_pages - sum(memory.unplugged_in(part) for part in parts)
        guest.set_target(guest.target + pages)
        layout = memory.layout
        self._tell(
            world,
            self.at,
            SectionWentOnline(
                guest=self.guest,
                section=section,
                span=guest.block_sections,
                zone=memory.zones[zone].name,
                blocks=pages >> layout.max_order,
                block=guest.page_size << layout.max_order,
                at_head=not memory.rules.online_in_blocks,
            ),
        )
        send(world, guest, "online", section)
        world.signal(f"memory {self.guest}")

    def _tell(self, world: Surroundings, at: int, event: Event) -> None:
        if at < TOLD_ONE_BY_ONE:
            world.emit(event)

    def _tell_of_the_rest(self, world: Surroundings) -> None:
        rest, guest = self.sections[TOLD_ONE_BY_ONE : self.at], world.guests[self.guest]
        tell_of_growth(world, guest, self.spans)
        if rest:
            what = "added, and left offline" if self.online == "no" else "came online"
            size = len(rest) * guest.section_pages * guest.page_size
            world.emit(MoreSections(guest=self.guest, what=what, sections=rest, size=size))

    def _next(self, world: Surroundings) -> Wait:
        guest = world.guests[self.guest]
        self.at += guest.block_sections
        self.block = 0
        world.progress(self.operation, done=self.at)
        cost = guest.costs.online_pages(guest.block_pages)
        return After(0 if guest.memory.rules.online_in_blocks else cost)

    def undo(self, world: Surroundings) -> None:
        """Take back the memory block in hand, and what else is added but not dealt with; those before it stay."""
        guest = world.guests[self.guest]
        self._take_back(world, guest)
        guest.changes += 1
        leave_line(world, self.guest, self.operation)

    def _take_back(self, world: Surroundings, guest: Guest) -> None:
        if self.block:
            arrived = -(-self.block // guest.memory.layout.section_blocks)
            for part in range(arrived):
                guest.memory.abandon_online(self.sections[self.at + part])
        if self.adds:
            for section in self.sections[self.at : self.added]:
                if state_of(guest, section) is SectionState.OFFLINE:
                    remove_section(world, guest, section)
