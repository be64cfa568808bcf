"""How a guest grows: the balloon gives back, sections that were removed come back, and new ones come (paper 6.1)."""

from __future__ import annotations

from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.memory_block import sections_of, state_of
from engine.guest.places import next_sections
from engine.memory.kinds import SectionState
from engine.resize.stage import Plan, Stage, has
from engine.units import Pages


def grow(plan: Plan, guest: Guest, *, back: bool, beyond: bool) -> Stage | None:
    """Return the next stage of a guest that grows, or None: there is no other.

    The balloon gives back first: its pages are there already. The last section may be more than is asked for; the
    balloon takes the rest of it (xen/balloon.c: what hotplug brings goes into the balloon, which then deflates).

    Args:
        plan: what was done so far.
        guest: as it is now.
        back: whether sections that were there at boot and are absent come back.
        beyond: whether others come.
    """
    if has(guest) < plan.target and "deflate" not in plan.seen and guest.balloon.pages:
        return Stage("deflate", BalloonWork(guest.name, plan.operation), min(plan.target, guest.online_pages))
    missing = plan.target - guest.online_pages
    if missing > 0 and "bring" not in plan.seen:
        sections = to_bring(guest, -(-missing // guest.block_pages), back=back, beyond=beyond)
        if sections:
            online = "kernel" if guest.online == "no" else guest.online
            work = BringSections(
                guest.name, plan.operation, len(sections), online, sections=sections, adds=True
            )
            return Stage("bring", work, has(guest), sections[:: guest.block_sections])
    if has(guest) > plan.target and "rest" not in plan.seen:
        return Stage("rest", BalloonWork(guest.name, plan.operation), plan.target)
    return None


def to_bring(guest: Guest, blocks: int, *, back: bool, beyond: bool) -> tuple[int, ...]:
    """Return the sections of so many memory blocks that can come, fewer where there are no more."""
    room = (guest.max - guest.present_pages) // guest.block_pages
    want = min(blocks, max(0, room)) * guest.block_sections
    sections = was_removed(guest)[:want] if back else ()
    if beyond and len(sections) < want:
        others = (s for s in next_sections(guest, want + len(sections)) if s not in sections)
        sections = (*sections, *others)[:want]
    return sections


def was_removed(guest: Guest) -> tuple[int, ...]:
    """Return the sections that were there at boot and are absent, in whole memory blocks, the lowest first."""
    size = guest.platform.section_size
    boot = guest.platform.ram(guest.boot * guest.page_size)
    span = guest.block_sections
    firsts = (first for low, high in boot for first in range(low // size, high // size, span))
    taken = {section for dimm in guest.dimms for section in dimm.sections}
    gone = [
        first
        for first in firsts
        if all(
            state_of(guest, section) is SectionState.ABSENT and section not in taken
            for section in sections_of(guest, first)
        )
    ]
    return tuple(section for first in gone for section in sections_of(guest, first))


def most_by(guest: Guest, *, back: bool, beyond: bool) -> Pages:
    """Return what a guest can have at most when it grows so."""
    room = max(0, guest.max - guest.online_pages) // guest.block_pages
    sections = to_bring(guest, room, back=back, beyond=beyond)
    return min(guest.max, guest.online_pages + len(sections) * guest.section_pages)
