"""What each policy does next: functions of the guest as it is, its target, and the stages that are past."""

from __future__ import annotations

from collections.abc import Callable

from engine.events import counted
from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.resize.growing import grow, to_bring
from engine.resize.shrinking import take_rest, take_sections, unify
from engine.resize.stage import Plan, Stage, has
from engine.timeline import Done
from engine.units import short_size


def next_stage(plan: Plan, guest: Guest) -> Stage | Done:
    """Return the stage that comes next, or how the resize ends."""
    stage = _NEXT[plan.policy](plan, guest)
    return stage if stage is not None else ending(plan, guest)


def grows(plan: Plan) -> bool:
    """Say whether the guest shall have more than it had."""
    return plan.target > plan.begun


def ending(plan: Plan, guest: Guest) -> Done:
    """Return how a resize ends after which nothing comes: why, where the guest has not what it shall have."""
    size, reached = guest.page_size, has(guest)
    holds = short_size(guest.balloon.pages * size)
    if reached == plan.target:
        sections = guest.memory.online_count
        return Done(f"it has {counted(sections, 'section')} online and a balloon of {holds}")
    why = plan.failure or plan.last
    reason = f"{short_size(abs(reached - plan.target) * size)} short"
    reason += f": {why.reason}" if why else ""
    return Done(reason, "failed" if reached == plan.begun else "partial")


def _balloon(plan: Plan, guest: Guest) -> Stage | None:
    if "balloon" in plan.seen:
        return None
    return Stage("balloon", BalloonWork(guest.name, plan.operation), plan.target)


def _hotplug(plan: Plan, guest: Guest) -> Stage | None:
    if not grows(plan):
        return take_sections(plan, guest)
    if "bring" in plan.seen:
        return None
    sections = to_bring(guest, (plan.target - has(guest)) // guest.block_pages, back=False, beyond=True)
    work = BringSections(
        guest.name, plan.operation, len(sections), guest.online, sections=sections, adds=True
    )
    return Stage("bring", work, has(guest), sections[:: guest.block_sections]) if sections else None


def _add(plan: Plan, guest: Guest) -> Stage | None:
    return grow(plan, guest, back=False, beyond=True) if grows(plan) else _balloon(plan, guest)


def _remove(plan: Plan, guest: Guest) -> Stage | None:
    if grows(plan):
        return grow(plan, guest, back=True, beyond=False)
    return take_sections(plan, guest) or take_rest(plan, guest)


def _unified(plan: Plan, guest: Guest) -> Stage | None:
    return grow(plan, guest, back=True, beyond=True) if grows(plan) else unify(plan, guest)


_NEXT: dict[str, Callable[[Plan, Guest], Stage | None]] = {
    "balloon": _balloon,
    "hotplug": _hotplug,
    "balloon+add": _add,
    "balloon+remove": _remove,
    "unified": _unified,
}
