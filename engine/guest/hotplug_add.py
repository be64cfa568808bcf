"""Hotplug add in its two phases: sections become present, then they go online (paper 3.1)."""

from __future__ import annotations

import attrs

from engine.events import (
    TOLD_ONE_BY_ONE,
    Event,
    HostShort,
    MoreSections,
    SectionAdded,
    SectionWentOnline,
    counted,
)
from engine.guest.guest import Guest
from engine.guest.reclaim import drop_clean_file
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.memory import Mark
from engine.memory.runs import Runs
from engine.timeline import After, Done, On, Process, Wait
from engine.units import SECOND, Pages, Pfn


def leave_line(world: Surroundings, guest: str, operation: int) -> None:
    """Let the next operation that changes a guest's sections have its turn."""
    it = world.guests[guest]
    it.hotplug_line = tuple(other for other in it.hotplug_line if other != operation)
    world.signal(f"hotplug {guest}")


def zone_for(online: str) -> int:
    """Return the position of the zone that new memory joins, for the policies kernel and movable."""
    return 1 if online == "movable" else 0


def state_of(guest: Guest, section: int) -> SectionState:
    """Return the state of any section, also of one that was never there."""
    states = guest.memory.state
    return SectionState(int(states[section])) if section < len(states) else SectionState.ABSENT


def next_sections(guest: Guest, count: int) -> tuple[int, ...]:
    """Return the lowest absent sections at or above the platform's base for hot-added memory."""
    base = guest.platform.hot_add_base // guest.platform.section_size
    found: list[int] = []
    section = base
    while len(found) < count:
        if state_of(guest, section) is SectionState.ABSENT:
            found.append(section)
        section += 1
    return tuple(found)


@attrs.define
class BringSections(Process[Surroundings]):
    """Add sections, put sections online, or both, one after the other."""

    guest: str
    operation: int
    count: int
    """How many sections."""
    online: str
    """kernel, movable, or no."""
    node: int = 0
    sections: tuple[int, ...] = ()
    """Present ones; where none are named, the next absent ones when the operation has its turn, to be added first."""
    adds: bool = False
    """Whether the sections are added too."""
    at: int = 0
    block: int = 0
    """Blocks of the section in hand that have arrived."""
    warned: bool = False

    def step(self, world: Surroundings) -> Wait:
        """Do the next phase of the section in hand."""
        guest = world.guests[self.guest]
        if guest.hotplug_line[0] != self.operation:
            world.waits(self.operation, f"op {guest.hotplug_line[0]}, which changes {self.guest}'s sections")
            return On(f"hotplug {self.guest}")
        if not self.sections:
            if guest.present_pages + self.count * guest.section_pages > guest.max:
                leave_line(world, self.guest, self.operation)
                return Done(f"{self.guest} would be past its max", "failed")
            self.sections, self.adds = next_sections(guest, self.count), True
        if world.operations[self.operation].total == 0:
            world.progress(self.operation, total=len(self.sections), unit="sections", waits_for=None)
        if self.at == len(self.sections):
            self._tell_of_the_rest(world)
            leave_line(world, self.guest, self.operation)
            return Done(counted(len(self.sections), "section"))
        section = self.sections[self.at]
        state = state_of(guest, section)
        if self.adds and state is SectionState.ABSENT:
            return self._add(world, guest, section)
        if state not in (SectionState.OFFLINE, SectionState.GOING_ONLINE):
            leave_line(world, self.guest, self.operation)
            return Done(f"s{section} is {state.text}", "partial" if self.at else "failed")
        if self.online == "no":
            return self._next(world)
        return self._online(world, guest, section)

    def _add(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        pages = guest.section_pages
        if world.host.free_frames < pages:
            return self._wait_for_host(world, guest, pages * (len(self.sections) - self.at))
        paid = take_mem_map(guest)
        if paid is None and (dropped := drop_clean_file(guest, guest.platform.mem_map_pages)):
            return After(guest.costs.drop_file(dropped))
        if paid is None:
            self._tell_of_the_rest(world)
            leave_line(world, self.guest, self.operation)
            size = guest.platform.mem_map_pages
            return Done(
                f"no memory for the mem_map of s{section}: {size:,} pages", "partial" if self.at else "failed"
            )
        world.host.give(self.guest, [section * pages], [pages])
        guest.memory.make_present(section, self.node)
        guest.memory.mem_map_of[section] = paid
        guest.changes += 1
        self._tell(
            world,
            SectionAdded(
                guest=self.guest,
                section=section,
                size=pages * guest.page_size,
                mem_map=sum(n for _, n in paid) * guest.page_size,
                paid_by=tuple(sorted({pfn // pages for pfn, _ in paid})),
            ),
        )
        world.progress(self.operation, sections=(section,), detail=f"s{section} present", waits_for=None)
        return After(guest.costs.add_section(pages))

    def _wait_for_host(self, world: Surroundings, guest: Guest, pages: Pages) -> Wait:
        shortage = world.host.shortage(guest.section_pages)
        if not self.warned:
            self.warned = True
            world.emit(HostShort(guest=self.guest, wants=pages * guest.page_size, shortage=shortage))
        world.waits(self.operation, shortage)
        return On("host", SECOND)

    def _online(self, world: Surroundings, guest: Guest, section: int) -> Wait:
        memory, blocks = guest.memory, guest.memory.layout.section_blocks
        zone = zone_for(self.online)
        if self.block == blocks or not memory.rules.online_in_blocks:
            self._finish(world, guest, section, zone)
            return self._next(world)
        memory.set_state(section, SectionState.GOING_ONLINE)
        memory.arrive(section, zone, self.block, 1)
        self.block += 1
        block = guest.page_size << memory.layout.max_order
        world.progress(
            self.operation,
            sections=(section,),
            detail=f"s{section} ▴ {self.block} of {counted(blocks, 'block')} of {block >> 20}M arrived",
        )
        return After(guest.costs.online_pages(1 << memory.layout.max_order))

    def _finish(self, world: Surroundings, guest: Guest, section: int, zone: int) -> None:
        memory = guest.memory
        if memory.rules.online_in_blocks:
            memory.finish_online(section)
        else:
            memory.online_section(section, zone)
        memory.set_watermarks()
        guest.set_target(guest.target + guest.section_pages)
        layout = memory.layout
        self._tell(
            world,
            SectionWentOnline(
                guest=self.guest,
                section=section,
                zone=memory.zones[zone].name,
                blocks=layout.section_blocks,
                block=guest.page_size << layout.max_order,
                at_head=not memory.rules.online_in_blocks,
            ),
        )
        world.signal(f"memory {self.guest}")

    def _tell(self, world: Surroundings, event: Event) -> None:
        if self.at < TOLD_ONE_BY_ONE:
            world.emit(event)

    def _tell_of_the_rest(self, world: Surroundings) -> None:
        rest = self.sections[TOLD_ONE_BY_ONE : self.at]
        if rest:
            guest = world.guests[self.guest]
            what = "added, and left offline" if self.online == "no" else "came online"
            size = len(rest) * guest.section_pages * guest.page_size
            world.emit(MoreSections(guest=self.guest, what=what, sections=rest, size=size))

    def _next(self, world: Surroundings) -> Wait:
        self.at += 1
        self.block = 0
        world.progress(self.operation, done=self.at)
        pages = world.guests[self.guest].section_pages
        cost = world.guests[self.guest].costs.online_pages(pages)
        return After(0 if world.guests[self.guest].memory.rules.online_in_blocks else cost)

    def undo(self, world: Surroundings) -> None:
        """Take back the section in hand; those before it stay."""
        guest = world.guests[self.guest]
        if self.block:
            guest.memory.abandon_online(self.sections[self.at])
        if self.adds and self.at < len(self.sections):
            section = self.sections[self.at]
            if state_of(guest, section) is SectionState.OFFLINE:
                remove_section(world, guest, section)
        guest.changes += 1
        leave_line(world, self.guest, self.operation)


def take_mem_map(guest: Guest) -> tuple[tuple[Pfn, Pages], ...] | None:
    """Take the pages for a section's mem_map from online kernel memory, or None where there is not enough.

    One block of the platform's order is tried first, then single pages (mm/sparse-vmemmap.c).
    """
    memory, platform = guest.memory, guest.platform
    pages = platform.mem_map_pages
    order = platform.mem_map_order
    if order and 1 << order == pages:
        pfn = memory.alloc(order, MigrateType.UNMOVABLE, Kind.MEM_MAP, mark=Mark.MIN)
        if pfn is not None:
            return ((pfn, pages),)
    runs = memory.take(pages, MigrateType.UNMOVABLE, Kind.MEM_MAP, mark=Mark.MIN)
    if runs.pages < pages:
        memory.give(runs)
        return None
    return tuple(runs.merged().pairs())


def give_mem_map(guest: Guest, section: int) -> Pages:
    """Free the pages that described a section which is gone, and return how many."""
    memory, pages = guest.memory, guest.platform.mem_map_pages
    runs = memory.mem_map_of.pop(section, None)
    if runs is None:
        first = guest.platform.kernel_pages + section * pages
        runs = ((first, pages),)
        memory.normal.managed += pages
    memory.give(Runs.of(list(runs)))
    return pages


def remove_section(world: Surroundings, guest: Guest, section: int) -> Pages:
    """Let an offline section be absent: the host gets it back. Returns the pages of its mem_map, which are free."""
    pages = guest.section_pages
    guest.memory.make_absent(section)
    mem_map = give_mem_map(guest, section)
    world.host.take_back(guest.name, [section * pages], [pages])
    world.signal("zeroing")
    guest.changes += 1
    return mem_map
