"""What each policy does next: pure functions of the guest as it is, its target, and the stages that are past."""

from __future__ import annotations

from collections.abc import Callable

from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.memory.memory import Mark, limit_of
from engine.memory.kinds import Kind
from engine.resize.choice import Candidate, candidates
from engine.resize.give_back import GiveBack
from engine.resize.stage import Plan, Stage, has
from engine.timeline import Done
from engine.units import Pages


def next_stage(plan: Plan, guest: Guest) -> Stage | Done:
    """Return the stage that comes next, or how the resize ends."""
    return _POLICIES[plan.policy](plan, guest)


def _balloon(plan: Plan, guest: Guest) -> Stage | Done:
    if plan.past:
        return Done(plan.past[-1].reason, plan.past[-1].ending)
    return _inflate("balloon", plan, guest, plan.target)


def _hotplug(plan: Plan, guest: Guest) -> Stage | Done:
    if plan.past:
        return Done(plan.past[-1].reason, plan.past[-1].ending)
    return _sections(plan, guest)


def _remove(plan: Plan, guest: Guest) -> Stage | Done:
    if not plan.past and has(guest) - plan.target >= guest.block_pages:
        return _sections(plan, guest)
    if not plan.was("rest") and has(guest) != plan.target:
        return _inflate("rest", plan, guest, plan.target)
    return _end(plan, guest)


import os
OPT = os.environ.get("OPT", "")

def _unified(plan: Plan, guest: Guest) -> Stage | Done:
    above = has(guest) - plan.target
    spare = room(guest)
    could = (guest.online_pages - plan.target) // guest.block_pages
    if "last" in OPT: could -= 1
    if "direct" in OPT:
        import re
        keep = int(re.search(r"direct(\d+)", OPT).group(1))
        if not plan.was("rest"):
            tried = tuple(s for p in plan.past for s in p.blocks if p.name == "take")
            found = candidates(guest, tried)
            if found and above >= (1 + keep) * guest.block_pages:
                return _take(plan, guest, found[0])
        could = 0
    if could > 0 and not plan.was("rest"):
        tried = tuple(s for p in plan.past for s in p.blocks if p.name == "take")
        found = candidates(guest, tried)
        m = 0 if "nom" in OPT else guest.platform.mem_map_pages * guest.block_sections
        if found and not plan.was("press") and spare < above - m * min(could, len(found)):
            return _inflate("press", plan, guest, plan.target + m * min(could, len(found)))
        if found and not (plan.past and plan.past[-1].name == "give" and has(guest) < plan.past[-1].target):
            best = found[0]
            if "stick" in OPT and plan.past and plan.past[-1].name == "give":
                best = next((c for c in found if c.first == plan.past[-1].blocks[0]), best)
            loses = guest.block_pages - best.balloon
            if not plan.was("press"):
                if above >= loses and spare >= best.to_move:
                    return _take(plan, guest, best)
            else:
                after = plan.target + m * (min(could, len(found)) - 1)
                need = max(after + loses - has(guest), best.to_move - room(guest))
                if need > 0:
                    going = {c.first for c in found[:could]}
                    span = guest.block_sections
                    b = guest.memory.counts[:, Kind.BALLOON].astype(int)
                    secs = [s for s in b.argsort(kind="stable").tolist() if b[s] and s//span*span not in going]
                    secs += [s for c in found[:could][::-1] for s in range(c.first, c.first+span) if c.first != best.first]
                    if "zone" in OPT:
                        z = guest.memory.section_zone[best.first]
                        secs = [s for s in secs if guest.memory.section_zone[s] == z] + [s for s in secs if guest.memory.section_zone[s] != z]
                    return Stage("give", GiveBack(guest.name, plan.operation, tuple(secs), need), has(guest) + need, (best.first,))
                return _take(plan, guest, best)
    if not plan.was("rest") and has(guest) != plan.target:
        return _inflate("rest", plan, guest, plan.target)
    return _end(plan, guest)


def room(guest: Guest) -> Pages:
    """Return how many pages can be taken for programs before a low watermark is reached."""
    zones = guest.memory.zonelist(Kind.ANON)
    return sum(zone.spare(limit_of(zone, Mark.LOW, zones), 0) for zone in zones)


def _take(plan: Plan, guest: Guest, best: Candidate) -> Stage:
    kernel = guest.kernel
    work = TakeSections(guest.name, plan.operation, guest.block_sections, True, kernel.offline_timeout,
                        kernel.offline_failures, (best.first,))
    return Stage("take", work, has(guest) + best.balloon, (best.first,))


def _inflate(name: str, plan: Plan, guest: Guest, target: Pages) -> Stage:
    return Stage(name, BalloonWork(guest.name, plan.operation), target)


def _sections(plan: Plan, guest: Guest) -> Stage | Done:
    """Return what takes or brings whole memory blocks to come as near to the target as they can."""
    change = plan.target - has(guest)
    blocks = abs(change) // guest.block_pages
    if not blocks:
        return Done("it has that")
    need = blocks * guest.block_sections
    if change > 0:
        return Stage("bring", BringSections(guest.name, plan.operation, need, guest.online), has(guest))
    kernel = guest.kernel
    work = TakeSections(
        guest.name, plan.operation, need, True, kernel.offline_timeout, kernel.offline_failures
    )
    return Stage("take", work, has(guest))


def _end(plan: Plan, guest: Guest) -> Done:
    if has(guest) == plan.target:
        return Done("it has what it shall have")
    past = plan.past[-1]
    return Done(past.reason, past.ending if past.ending != "done" else "partial")


_POLICIES: dict[str, Callable[[Plan, Guest], Stage | Done]] = {
    "balloon": _balloon,
    "hotplug": _hotplug,
    "balloon+remove": _remove,
    "unified": _unified,
}
