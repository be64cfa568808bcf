"""A word written to a memory block's `state`, done again by the process of `section offline` and `section online`."""

from __future__ import annotations

from engine.fidelity.bench import Bench, Outcome
from engine.fidelity.requests import BlockChange, outcome_text
from engine.guest.blockers import refusal
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_line import join_line
from engine.guest.hotplug_remove import TakeSections
from engine.guest.memory_block import state_of
from engine.memory.kinds import Kind, SectionState
from engine.operation import Operation

EINTR, EBUSY, EINVAL = 4, 16, 22
_ZONES = {"online": "kernel", "online_kernel": "kernel", "online_movable": "movable"}


def change_block(bench: Bench, request: BlockChange) -> tuple[Outcome, ...]:
    """Take a block offline or put it online, for at most as long as it was tried."""
    errno, cause = _offline(bench, request) if request.word == "offline" else (_online(bench, request), "")
    return (
        Outcome(
            sort="offline" if request.word == "offline" else "online",
            what=f"block {request.block}",
            predicted=outcome_text(errno, cause),
            real=request.outcome,
        ),
    )


def _offline(bench: Bench, request: BlockChange) -> tuple[int, str]:
    guest, world = bench.guest, bench.world
    section = request.block * guest.block_sections
    if state_of(guest, section) is SectionState.OFFLINE:
        return 0, ""  # drivers/base/core.c:device_offline
    if state_of(guest, section) is not SectionState.ONLINE:
        return EINVAL, ""
    process = TakeSections(
        guest.name,
        world.next_operation,
        guest.block_sections,
        False,
        request.limit,
        None,
        (section,),
    )
    number = world.operate(guest.name, f"offline block {request.block}", process, 2 * request.limit)
    join_line(guest, number)
    return _cause(bench, bench.finish(number), section)


def _cause(bench: Bench, operation: Operation, section: int) -> tuple[int, str]:
    """Return the errno that a kernel would give, and the cause of a failure."""
    if operation.state == "done":
        return 0, ""
    guest = bench.guest
    parts = range(section, section + guest.block_sections)
    holes = sum(int(guest.memory.counts[part, Kind.HOLE]) for part in parts)
    if holes or any(part in guest.memory.parts for part in parts):
        return EINVAL, "holes"
    if any(refusal(guest, part) for part in parts):
        return EBUSY, "unmovable"
    pinned = any(guest.memory.counts[part, Kind.PINNED] for part in parts)
    return EINTR, "pinned" if pinned else "no room"


def _online(bench: Bench, request: BlockChange) -> int:
    guest, world = bench.guest, bench.world
    section = request.block * guest.block_sections
    if request.word not in _ZONES or state_of(guest, section) is not SectionState.OFFLINE:
        return EINVAL  # drivers/base/memory.c:state_store, memory_subsys_online
    sections = tuple(range(section, section + guest.block_sections))
    process = BringSections(
        guest.name, world.next_operation, len(sections), _ZONES[request.word], sections=sections
    )
    number = world.operate(guest.name, f"{request.word} block {request.block}", process)
    join_line(guest, number)
    return 0 if bench.finish(number).state == "done" else EBUSY
