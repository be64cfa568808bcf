"""What would let an operation get on that waits: commands, cheapest first, each of which worked on a fork."""

from __future__ import annotations

from collections.abc import Iterator

from engine.answer import Remedy
from engine.guest.balloon_work import BalloonWork
from engine.guest.guest import Guest
from engine.guest.hotplug_add import BringSections
from engine.guest.hotplug_remove import TakeSections
from engine.host import FRAME
from engine.memory.kinds import Kind
from engine.operation import Operation
from engine.operations.at_work import at_work
from engine.operations.remedies import about, other_removals
from engine.operations.trial import Tries
from engine.units import GIB, MIB, Bytes, size_text
from engine.world import World

_GIVERS = 2
"""Guests that are tried as givers, those with the most free memory first."""
_Commands = tuple[str, ...]


def for_waiting(world: World, operation: Operation) -> tuple[Remedy, ...]:
    """Return what would let an operation end that waits now; nothing for one that waits for another."""
    guest = world.guests.get(operation.guest)
    process = at_work(world.timeline.processes.get(operation.process))
    if guest is None or operation.waits_for is None or operation.id in guest.hotplug_line[1:]:
        return ()
    found: list[Remedy | None] = []
    tries = Tries(world, guest.name)
    if missing := _missing_at_the_host(world, guest, process):
        found.append(
            _first(tries, operation, _from_others(world, guest, missing), "it gives the host what is missing")
        )
        found.append(_first(tries, operation, _a_larger_machine(world, missing), "a larger machine"))
    elif isinstance(process, BalloonWork) and process.failures:
        missing = (guest.wanted_balloon - guest.balloon.pages) * guest.page_size
        found.append(
            _first(tries, operation, _less_in_use(guest, missing), "programs give up what the balloon wants")
        )
    elif isinstance(process, TakeSections):
        section = process.candidates[process.at] if process.at < len(process.candidates) else -1
        others = ((f"cancel {operation.id}", *commands) for commands in other_removals(guest, section))
        found.append(_first(tries, None, others, "another one leaves instead"))
        moving = guest.block_pages * guest.page_size
        found.append(_first(tries, operation, _less_in_use(guest, moving), "makes room to move pages to"))
    return tuple(remedy for remedy in found if remedy)


def _first(
    tries: Tries, operation: Operation | None, candidates: Iterator[_Commands], means: str
) -> Remedy | None:
    found = tries.first_that_works(candidates, operation.id if operation else None)
    return Remedy(found[0], f"{means}, {about(found[1].took)}") if found else None


def _missing_at_the_host(world: World, guest: Guest, process: object) -> Bytes:
    """Return how much memory the host lacks for what a process wants of it, what is being zeroed left out."""
    wants = 0
    if isinstance(process, BalloonWork):
        wants = max(0, guest.balloon.pages - guest.wanted_balloon) * guest.page_size
    elif isinstance(process, BringSections) and process.adds:
        left = len(process.sections) - process.added
        wants = left * guest.section_pages * guest.page_size
    there = (world.host.free_frames + world.host.zeroing_frames) * FRAME
    return max(0, wants - there)


def _from_others(world: World, guest: Guest, missing: Bytes) -> Iterator[_Commands]:
    """Yield other guests' balloons taking what is missing, where it is free first."""
    size = -(-missing // MIB) * MIB
    others = [other for other in world.guests.values() if other is not guest]
    others.sort(key=lambda other: -other.memory.free_pages * other.page_size)
    for other in others[:_GIVERS]:
        yield (f"balloon inflate {other.name} {size_text(size)}",)


def _a_larger_machine(world: World, missing: Bytes) -> Iterator[_Commands]:
    total = world.host.total_frames * FRAME
    yield (f"host memory {size_text(-(-(total + missing) // GIB) * GIB)}",)


def _less_in_use(guest: Guest, missing: Bytes) -> Iterator[_Commands]:
    """Yield programs giving back as much as is missing, then twice as much, then half of all they have."""
    anon = guest.memory.held[Kind.ANON].count * guest.page_size
    for size in dict.fromkeys((missing, 2 * missing, anon // 2)):
        rounded = -(-size // MIB) * MIB
        if 0 < rounded <= anon:
            yield (f"workload {guest.name} free {size_text(rounded)} kind=anon",)
