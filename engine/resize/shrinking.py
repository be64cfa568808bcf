"""How a guest shrinks: by whole sections, by the balloon, or by both (paper 6.2 and 6.3)."""

from __future__ import annotations

from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_remove import TakeSections
from engine.guest.memory_block import sections_of
from engine.guest.migration_room import room_for
from engine.resize.choice import Candidate, candidates, free_below, lenders
from engine.resize.give_back import GiveBack
from engine.resize.stage import Plan, Stage, has
from engine.units import Pages

LENT = 2
"""Memory blocks' worth that the balloon gives back at most so that one of them can leave."""
TRIES = 5
"""Rounds of migration that may fail before the balloon takes over, where the kernel itself would try for ever."""
CRUMBS = 32
"""The last memory block stays, and is the balloon's, if something had to move out of it and free memory as large as one
in so many of its pages lies in pieces."""


def take_sections(plan: Plan, guest: Guest) -> Stage | None:
    """Return the stage that takes as many whole memory blocks as fit, the highest first, as hotplug does."""
    blocks = (has(guest) - plan.target) // guest.block_pages
    if "sections" in plan.seen or blocks <= 0:
        return None
    return Stage("sections", _taking(plan, guest, blocks * guest.block_sections, ()), has(guest))


def take_rest(plan: Plan, guest: Guest) -> Stage | None:
    """Return the stage in which the balloon takes what sections did not give, or gives back what is too much."""
    if "rest" in plan.seen or has(guest) == plan.target:
        return None
    return Stage("rest", BalloonWork(guest.name, plan.operation), plan.target)


def unify(plan: Plan, guest: Guest) -> Stage | None:
    """Return the next stage of a guest whose balloon takes part when sections leave (paper 6.3).

    As long as there is room, sections leave for which the fewest pages have to move. Where there is not, the balloon
    takes all that is asked for first: that makes the guest reclaim while it has the watermarks of its full size, and
    allocations for a balloon take the smallest free blocks, so that what is free in large blocks stays. Then sections
    take the balloon's place, the best one next: the balloon lets go of its pages there, and gives back as many
    elsewhere as it takes to move the others. What it holds in whole pageblocks it gives back last, in the end for what
    still lies free in small pieces.

    Sections with large free blocks stay then, and what the balloon holds between kernel memory stays with it: nothing
    that moves could use it. Where the host has lent its frames to others meanwhile, the balloon stays as it is.
    """
    if "rest" in plan.seen:
        return None
    blocks = (guest.online_pages - plan.target) // guest.block_pages
    found = candidates(guest, plan.refused) if blocks > 0 else []
    too_much, layout = has(guest) - plan.target, guest.memory.layout
    if found and "press" in plan.seen and not guest.balloon.pages and too_much >= guest.block_pages:
        # the driver leaves the guest more than it shall have, and has nothing to lend: migration makes room as it goes
        return _take(plan, guest, found[0])
    crumbs = free_below(guest, layout.pageblock_order)
    if blocks == 1 and found and found[0].to_move and crumbs * CRUMBS >= guest.block_pages:
        found = []
    small = [it for it in found if not it.large]
    if found and too_much > 0 and "press" not in plan.seen:
        best = found[0] if not found[0].to_move else (small or found)[0]
        if best.to_move and room_for(guest, best.first) < too_much:
            return Stage("press", BalloonWork(guest.name, plan.operation), plan.target)
        if too_much >= best.loses(guest):
            return _take(plan, guest, best)
    step = _convert(plan, guest, small[:blocks]) if small else None
    return step or _gather(plan, guest, free_below(guest, layout.max_order)) or take_rest(plan, guest)


def _convert(plan: Plan, guest: Guest, leaving: list[Candidate]) -> Stage | None:
    """Return what lets the best memory block leave in place of balloon, or None: it costs too much, or cannot be."""
    best, too_much = leaving[0], has(guest) - plan.target
    missing = max(best.loses(guest) - too_much, best.to_move - room_for(guest, best.first))
    if missing <= 0:
        return _take(plan, guest, best)
    in_vain = plan.last is not None and plan.last.name == "give" and plan.last.short > 0
    if in_vain or too_much + missing > LENT * guest.block_pages or missing + best.balloon > plan.lends:
        return None
    return _give(plan, guest, leaving, missing)


def _gather(plan: Plan, guest: Guest, small: Pages) -> Stage | None:
    """Return the stage in which the balloon gives whole pageblocks back; then it takes as many smaller pieces."""
    pages = min(small, guest.balloon.pages, plan.lends)
    if "gather" in plan.seen or pages <= 0:
        return None
    sections = lenders(guest, frozenset())[::-1]
    work = GiveBack(guest.name, plan.operation, sections, pages, whole=True)
    return Stage("gather", work, has(guest) + pages)


def _give(plan: Plan, guest: Guest, leaving: list[Candidate], pages: Pages) -> Stage:
    """Return the stage in which the balloon gives back what moving takes."""
    going = {section for it in leaving for section in sections_of(guest, it.first)}
    work = GiveBack(guest.name, plan.operation, lenders(guest, going), pages)
    return Stage("give", work, has(guest) + pages, (leaving[0].first,))


def _take(plan: Plan, guest: Guest, best: Candidate) -> Stage:
    """Return the stage that takes one memory block; until it leaves the guest has what the balloon lets go of there."""
    work = _taking(plan, guest, guest.block_sections, (best.first,))
    return Stage("take", work, has(guest) + best.balloon, (best.first,))


def _taking(plan: Plan, guest: Guest, need: int, blocks: tuple[int, ...]) -> TakeSections:
    kernel, failures = guest.kernel, guest.kernel.offline_failures
    if failures is None and plan.policy != "hotplug":
        failures = TRIES
    return TakeSections(guest.name, plan.operation, need, True, kernel.offline_timeout, failures, blocks)
