"""What a guest or an operation waits for, until when, and how far it is."""

from __future__ import annotations

from engine.answer import Answer
from engine.events import counted
from engine.guest.guest import Guest
from engine.guest.hotplug_remove import TakeSections
from engine.memory.kinds import Kind
from engine.operation import Operation
from engine.units import MILLISECOND, Nanoseconds, duration_text
from engine.world import World

SHOWN = 4
"""Refused sections that are told of one by one."""


def why_operation(world: World, operation: Operation) -> Answer:
    """Answer for an operation, whether it is over or not."""
    what = f"op {operation.id}, {operation.command},"
    if operation.over:
        because = f": {operation.reason}" if operation.reason else ""
        return Answer(
            "ENDED",
            f"{what} is {operation.state}{because}",
            operation.guest,
            operation=operation.id,
            facts=_refused(operation),
        )
    waits = operation.waits_for
    state = f"waits: {waits}" if waits else f"gets on: {operation.detail or _progress(operation)}"
    return Answer(
        "WAITS" if waits else "RUNS",
        f"{what} {state}",
        operation.guest,
        operation=operation.id,
        facts=(*_standing(world, operation), *_refused(operation)),
    )


def why_guest(world: World, guest: Guest) -> Answer:
    """Answer for a guest: what its operations wait for, and what of its memory could leave."""
    online = guest.memory.online_sections().tolist()
    free = sum(not guest.blockers(section) for section in online)
    could = f"{free} of {counted(len(online), 'section')} could leave"
    under_way = world.under_way(guest.name)
    waiting = [operation for operation in under_way if operation.waits_for]
    if not under_way:
        return Answer("IDLE", f"{guest.name} has no operation under way", guest.name, facts=(could,))
    facts = []
    for operation in waiting or under_way:
        waits = operation.waits_for or "nothing: it gets on"
        facts += [f"op {operation.id} ({operation.command}) waits: {waits}"]
        facts += [f"  {fact}" for fact in _standing(world, operation)]
    whom = waiting or under_way
    sentence = f"{guest.name} has {counted(len(whom), 'operation')} that {'wait' if waiting else 'get on'}"
    if len(whom) == 1:
        sentence += "s" if waiting else ""
    return Answer("WAITS" if waiting else "RUNS", sentence, guest.name, facts=(*facts, could))


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
    if operation.state == "stalled":
        facts.append(f"no progress since {_at(operation.progressed)}")
    due = world.timeline.due(operation.process)
    if operation.waits_for and due is not None:
        facts.append(f"it looks again at {_at(due)}")
    process = world.timeline.processes[operation.process]
    if isinstance(process, TakeSections):
        facts += _taking(world, process)
    return tuple(facts)


def _taking(world: World, process: TakeSections) -> list[str]:
    guest = world.guests[process.guest]
    if process.phase not in ("migrate", "offline"):
        return []
    section = process.candidates[process.at]
    facts = [f"s{section}: {process.moved:,} of {counted(process.to_move, 'page')} moved"]
    if pinned := int(guest.memory.counts[section, Kind.PINNED]):
        facts.append(f"{counted(pinned, 'page')} of it are pinned, and will not move before they are let go")
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
