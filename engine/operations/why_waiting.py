"""What a guest or an operation waits for, until when, and how far it is."""

from __future__ import annotations

import numpy as np

from engine.answer import Answer
from engine.costs import Costs
from engine.events import counted, ended
from engine.guest.balloon_work import BalloonWork
from engine.guest.blockers import unblocked
from engine.guest.course import paces
from engine.guest.guest import Guest
from engine.guest.hotplug_remove import TakeSections
from engine.guest.pace import pace
from engine.host import FRAME
from engine.memory.kinds import Kind
from engine.operation import Operation
from engine.operations.at_work import at_work
from engine.operations.section_choice import online_blocks
from engine.operations.waiting_remedies import for_waiting
from engine.units import MILLISECOND, SECOND, Nanoseconds, duration_text, short_size
from engine.world import World

SHOWN = 4
"""Refused sections that are told of one by one."""


def why_operation(world: World, operation: Operation) -> Answer:
    """Answer for an operation, whether it is over or not."""
    what = f"op {operation.id}, {operation.command},"
    if operation.over:
        return Answer(
            "ENDED",
            f"{what} {ended(operation.state, operation.reason)}",
            operation.guest,
            operation=operation.id,
            facts=(*_paces(world, operation), *_refused(operation)),
        )
    waits = operation.waits_for
    state = f"waits: {waits}" if waits else f"gets on: {operation.detail or _progress(operation)}"
    return Answer(
        "WAITS" if waits else "RUNS",
        f"{what} {state}",
        operation.guest,
        operation=operation.id,
        facts=(*_standing(world, operation), *_refused(operation)),
        remedies=for_waiting(world, operation) if waits else (),
    )


def why_guest(world: World, guest: Guest) -> Answer:
    """Answer for a guest: what its operations wait for, and what of its memory could leave."""
    blocks = np.array(online_blocks(guest), np.int64)
    total = len(blocks)
    inside = blocks[:, None] + np.arange(guest.block_sections)
    free = int(unblocked(guest)[inside].all(axis=1).sum()) if guest.kernel.hot_remove else 0
    what = "memory block" if guest.block_sections > 1 else "section"
    could = f"{free:,} of {counted(total, what)} could leave"
    if not guest.kernel.hot_remove:
        could += f": {guest.kernel.name} cannot remove memory"
    under_way = world.under_way(guest.name)
    waiting = [operation for operation in under_way if operation.waits_for]
    by_host = _by_host(world, guest)
    if not under_way and guest.blocked:
        return Answer(
            "WAITS", f"{guest.name} is not let run by its host", guest.name, facts=(*by_host, could)
        )
    if not under_way:
        return Answer("IDLE", f"{guest.name} has no operation under way", guest.name, facts=(*by_host, could))
    first, *others = waiting or under_way
    sentence = _said(first)
    facts = list(_standing(world, first))
    for operation in others:
        facts += [_said(operation), *(f"  {fact}" for fact in _standing(world, operation))]
    return Answer(
        "WAITS" if waiting else "RUNS",
        sentence,
        guest.name,
        facts=(*facts, *by_host, could),
        remedies=for_waiting(world, waiting[0]) if waiting else (),
    )


def _by_host(world: World, guest: Guest) -> list[str]:
    """Return what the host does to a guest without asking it."""
    host, facts = world.host, []
    if guest.blocked:
        facts.append("it may not run: it has more than its due, and the host's memory has all but ended")
    if out := host.paged_pages(guest.name):
        limit = host.limit(guest.name)
        held = (
            f", which keeps {short_size(limit * guest.page_size)} of it in memory"
            if limit is not None
            else ""
        )
        facts.append(
            f"{short_size(out * guest.page_size)} of it is on the host's swap{held}: it waits for what it touches"
        )
    for row in host.balancing.guests if host.balancing and host.balancing.policy != "mom" else ():
        if row.guest == guest.name:
            owed = f", and is owed {short_size(row.owed)} of it" if row.owed else ""
            facts.append(f"its due is {short_size(row.entitled)}{owed}")
    return facts


def _said(operation: Operation) -> str:
    waits = f"waits: {operation.waits_for}" if operation.waits_for else "gets on"
    return f"op {operation.id} ({operation.command}) {waits}"


def _progress(operation: Operation) -> str:
    return f"{operation.done:,} of {operation.total:,} {operation.unit}"


def _refused(operation: Operation) -> tuple[str, ...]:
    failed = operation.failed_sections
    told = [f"s{section} cannot leave: {reason}" for section, reason in failed[:SHOWN]]
    more = [f"and {counted(len(failed) - SHOWN, 'more section')}"] if len(failed) > SHOWN else []
    return (*told, *more)


def _standing(world: World, operation: Operation) -> tuple[str, ...]:
    """Return how far an operation under way is, and when it goes on."""
    facts = [f"{_progress(operation)} so far"] if operation.total else []
    facts += _pace(world, operation)
    if operation.state == "stalled":
        facts.append(f"no progress since {_at(operation.progressed)}")
    due = world.timeline.due(operation.process)
    if operation.waits_for and due is not None:
        facts.append(f"it looks again at {_at(due)}")
    process = at_work(world.timeline.processes[operation.process])
    if isinstance(process, TakeSections):
        facts += _taking(world, process)
    elif isinstance(process, BalloonWork):
        facts += _marks(world.guests[operation.guest], process)
    if operation.waits_for and world.timeline.topic(operation.process) == "host":
        facts += _host(world)
    return tuple(facts)


def _paces(world: World, operation: Operation) -> tuple[str, ...]:
    """Return how programs got on before, while and after an operation that has ended."""
    guest = world.guests.get(operation.guest)
    if guest is None:
        return ()
    found = paces(guest.course, operation.started, operation.ended, world.now)
    named = {"before": found.before, "while it went on": found.during, "after": found.after}
    known = [f"{percent} % {when}" for when, percent in named.items() if percent is not None]
    return (f"of what programs wanted they got done {', '.join(known)}",) if known else ()


def _pace(world: World, operation: Operation) -> list[str]:
    """Return how fast a balloon is, beside what the host has asked for, and how programs get on meanwhile."""
    guest = world.guests.get(operation.guest)
    passed = world.now - operation.started
    if guest is None or passed <= 0:
        return []
    facts = []
    if operation.deadline is not None:
        within, size = operation.deadline - operation.started, guest.page_size
        asked, reached = (
            short_size(pages * size * SECOND // time)
            for pages, time in ((operation.total, within), (operation.done, passed))
        )
        left = "it is late" if operation.late else f"by {_at(operation.deadline)}"
        facts.append(f"the host asks for {asked}/s, {left}; it gets {reached}/s")
    if any(program.measured for program in guest.programs.values()):
        facts.append(f"programs work at {pace(guest)} % of their pace")
    return facts


def _marks(guest: Guest, process: BalloonWork) -> list[str]:
    """Return what is free in the guest of a balloon that would grow and cannot."""
    if not process.failures or guest.balloon.pages >= guest.wanted_balloon:
        return []
    size = guest.page_size
    return [
        f"zone {zone.name}: {short_size(zone.free_pages * size)} free, min {short_size(zone.min * size)}, "
        f"low {short_size(zone.low * size)}"
        for zone in guest.memory.zones
        if zone.present
    ]


def _host(world: World) -> list[str]:
    """Return what the host has, and who has the rest of it."""
    host = world.host
    free, zeroing = short_size(host.free_frames * FRAME), short_size(host.zeroing_frames * FRAME)
    facts = [f"the host has {free} free and {zeroing} in zeroing"]
    if host.zeroing_frames:
        facts.append(f"all of it is zeroed in about {Costs().zero(host.zeroing_frames) / SECOND:.2g} s")
    holders = sorted(host.guests, key=lambda name: -host.held(name))
    facts.append(
        "it is with " + ", ".join(f"{n} ({short_size(host.held(n) * FRAME)})" for n in holders[:SHOWN])
    )
    return facts


def _taking(world: World, process: TakeSections) -> list[str]:
    guest = world.guests[process.guest]
    if process.phase not in ("migrate", "offline"):
        return []
    section = process.candidates[process.at]
    facts = [f"s{section}: {process.moved:,} of {counted(process.to_move, 'page')} moved"]
    if pinned := int(guest.memory.counts[section, Kind.PINNED]):
        are, they = ("is", "it is") if pinned == 1 else ("are", "they are")
        facts.append(f"{counted(pinned, 'page')} of it {are} pinned, and will not move before {they} let go")
    if process.idle_rounds:
        limit = "" if process.failures is None else f" of {max(1, process.failures)}"
        facts.append(f"{process.idle_rounds}{limit} tries in a row moved nothing")
    if process.timeout is not None:
        left = process.since + process.timeout - world.now
        facts.append(f"it is given up in {_at(left)}")
    else:
        facts.append("the kernel tries for ever: only `cancel` ends it")
    return facts


def _at(time: Nanoseconds) -> str:
    """Return a time to the millisecond, which is as near as a person looks."""
    return duration_text(max(0, -(-time // MILLISECOND) * MILLISECOND))
