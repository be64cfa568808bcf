"""A word written to a memory block's `state`, done again by the process of `section offline` and `section online`."""

from __future__ import annotations

from engine.fidelity import carry_slabs
from engine.fidelity.bench import Bench, Outcome
from engine.fidelity.carry_slabs import Shrunk, shrink, take_again
from engine.fidelity.requests import BlockChange, outcome_text
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_line import join_line
from engine.guest.hotplug_remove import TakeSections
from engine.guest.memory_block import state_of
from engine.guest.offline_outcome import outcome_of_offline
from engine.memory.holdings import acquire_block
from engine.memory.kinds import Kind, SectionState
from engine.memory.per_cpu import COSTLY_ORDER

ENOENT, EINTR, EBUSY, EINVAL = 2, 4, 16, 22
_ZONES = {"online": "default", "online_kernel": "kernel", "online_movable": "movable"}


def change_block(bench: Bench, request: BlockChange) -> tuple[Outcome, ...]:
    """Take a block offline or put it online, for at most as long as it was tried."""
    errno, cause = ENOENT, ""  # there is no such file
    if _is_there(bench.guest, request.block):
        errno, cause = (
            _offline(bench, request) if request.word == "offline" else (_online(bench, request), "")
        )
    return (
        Outcome(
            sort="offline" if request.word == "offline" else "online",
            what=f"block {request.block}",
            predicted=outcome_text(errno, cause),
            real=request.outcome,
        ),
    )


def _is_there(guest: Guest, block: int) -> bool:
    section = block * guest.block_sections
    return 0 <= section < len(guest.memory.state) and state_of(guest, section) is not SectionState.ABSENT


def _offline(bench: Bench, request: BlockChange) -> tuple[int, str]:
    guest, world = bench.guest, bench.world
    section = request.block * guest.block_sections
    if state_of(guest, section) is SectionState.OFFLINE:
        return 0, ""  # drivers/base/core.c:device_offline
    if outcome_of_offline(guest, section).takes_next:
        _take_slab(guest)
    foreseen = outcome_of_offline(guest, section)
    if foreseen.outcome == "EINVAL":
        return EINVAL, foreseen.cause if foreseen.cause == "holes" else ""
    zone = guest.memory.zones[guest.memory.zones_in(section)[0]]
    slabs: Shrunk | None = bench.known.get(carry_slabs.NAME)
    if foreseen.outcome != "EBUSY":
        shrink(guest.memory, zone, first=slabs is None)
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
    done = bench.finish(number).state == "done"
    if not done and foreseen.outcome == "EBUSY":
        return EBUSY, "unmovable"
    if not zone.movable:
        take_again(guest.memory, zone, slabs.again if slabs else 0)
    return (0, "") if done else (EINTR, foreseen.cause or "no room")


def _take_slab(guest: Guest) -> None:
    """Let the kernel take a slab of the usual order for its own objects, as any request makes it do sooner or later."""
    acquire_block(guest.memory, COSTLY_ORDER, Kind.SLAB)


def follow(bench: Bench, request: BlockChange, came_to: Outcome) -> bool:
    """Let a block be where it really was after a request, before the next request of the same step is done.

    One that was to go and really stayed is put back where it was: nobody could know of the pages that kept it. Return
    whether it was.
    """
    guest, world = bench.guest, bench.world
    section = request.block * guest.block_sections
    if request.word != "offline" or came_to.right or not request.errno:
        return False
    if not _is_there(guest, request.block) or state_of(guest, section) is not SectionState.OFFLINE:
        return False
    sections = tuple(range(section, section + guest.block_sections))
    zone = "movable" if _was_movable(bench, request) else "kernel"
    process = BringSections(guest.name, world.next_operation, len(sections), zone, sections=sections)
    number = world.operate(guest.name, f"online block {request.block}", process)
    join_line(guest, number)
    bench.finish(number)
    return True


def _was_movable(bench: Bench, request: BlockChange) -> bool:
    return any(it.block == request.block and "Movable" in it.valid_zones[:1] for it in bench.before.blocks)


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
