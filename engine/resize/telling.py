"""What is said when a stage of a resize begins."""

from __future__ import annotations

from engine.events import (
    BalloonFirst,
    BalloonGivesBack,
    BalloonMakesWay,
    BalloonTakesRest,
    Event,
    SectionsFirst,
    SectionsToCome,
    SurplusToBalloon,
)
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.guest.memory_block import sections_of
from engine.memory.kinds import Kind
from engine.resize.growing import was_removed
from engine.resize.stage import Plan, Stage, has


def told_at(plan: Plan, stage: Stage, guest: Guest, failed: tuple[tuple[int, str], ...]) -> Event | None:
    """Return what a stage says of itself as it begins, or None: what it does says enough.

    Args:
        plan: what was done before.
        stage: what begins.
        guest: as it is now.
        failed: memory blocks that could not leave so far, and why.
    """
    size, name = guest.page_size, guest.name
    missing = (has(guest) - plan.target) * size
    match stage.name:
        case "sections" if plan.policy != "hotplug" and isinstance(stage.work, TakeSections):
            whole = stage.work.need * guest.section_pages * size
            return SectionsFirst(guest=name, count=stage.work.need, size=whole, rest=missing - whole)
        case "rest" if missing > 0 and plan.target > plan.begun:
            return SurplusToBalloon(guest=name, size=missing)
        case "rest" if missing > 0 and plan.seen:
            kept = tuple(section for first, _ in failed for section in sections_of(guest, first))
            return BalloonTakesRest(guest=name, size=missing, kept=kept)
        case "rest" if missing >= guest.block_pages * size:
            return BalloonTakesRest(guest=name, size=missing, kept=(), alone=True)
        case "press":
            return BalloonFirst(guest=name, size=missing)
        case "give":
            first, span = stage.blocks[0], guest.block_sections
            held = sum(int(guest.memory.counts[s, Kind.BALLOON]) for s in sections_of(guest, first))
            elsewhere = (stage.target - has(guest)) * size
            return BalloonMakesWay(
                guest=name, section=first, span=span, lets_go=held * size, elsewhere=elsewhere
            )
        case "deflate":
            then = max(0, plan.target - guest.online_pages) * size
            back = (stage.target - has(guest)) * size
            return BalloonGivesBack(guest=name, size=back, then=then)
        case "bring" if plan.policy != "hotplug" and isinstance(stage.work, BringSections):
            were = set(was_removed(guest))
            back = sum(section in were for section in stage.work.sections)
            return SectionsToCome(guest=name, sections=stage.work.sections, back=back)
    return None
