"""When nothing is left and nothing can be reclaimed: who helps, and who is killed (mm/oom_kill.c)."""

from __future__ import annotations

from typing import Literal

import attrs

from engine.events import OutOfMemory
from engine.guest.balloon_help import deflate_on_oom
from engine.guest.guest import Guest
from engine.guest.programs import end_program
from engine.guest.surroundings import Surroundings
from engine.guest.swap import forget_swapped
from engine.memory.holdings import owned_by, release, unit_pages
from engine.memory.kinds import Kind
from engine.timeline import After, Done, Process, Wait
from engine.units import Pages

EXIT_AT_ONCE: Pages = 4096
"""Pages that a killed program gives back in one step."""
COUNTED = (Kind.ANON, Kind.MLOCKED, Kind.PINNED, Kind.PAGE_TABLE)
"""What makes a program large enough to be killed; what it has on swap counts too (mm/oom_kill.c:oom_badness)."""
PRIVATE = (Kind.ANON, Kind.MLOCKED, Kind.PINNED, Kind.HUGETLB, Kind.PAGE_TABLE)
"""What goes with a program. The files that it read stay in the cache, and the kernel keeps what is its own."""


@attrs.define
class Exit(Process[Surroundings]):
    """A killed program's memory comes free (mm/mmap.c:exit_mmap)."""

    guest: str
    owner: int

    def step(self, world: Surroundings) -> Wait:
        """Free one batch."""
        guest = world.guests[self.guest]
        left = EXIT_AT_ONCE
        for kind in PRIVATE:
            unit = unit_pages(guest.memory, kind)
            pfns = owned_by(guest.memory, self.owner, kind, -(-left // unit))
            release(guest.memory, kind, pfns)
            left -= len(pfns) * unit
            if left <= 0:
                break
        # what was still in memory can have gone to swap meanwhile
        forget_swapped(guest, self.owner, guest.swapped.get(self.owner, 0))
        world.signal(f"memory {self.guest}")
        if left < EXIT_AT_ONCE:
            return After(guest.costs.free(EXIT_AT_ONCE - left))
        guest.exiting = tuple(pair for pair in guest.exiting if pair[0] != self.owner)
        guest.changes += 1
        return Done()


Rescue = Literal["free", "coming", "none"]
"""Whether pages are free now, come free when `memory GUEST` is signalled, or neither."""


def out_of_memory(world: Surroundings, guest: Guest, wanted: str) -> Rescue:
    """Make memory come free where nothing can be reclaimed, and say whether it is, or will be.

    The balloon driver is asked first, if it promised to help: who asked tries again at once, and pays for it
    (`Costs.deflate` of `Driver.oom_pages`). Then the program is killed that has most; its memory
    comes free step by step, and each step signals `memory GUEST`.

    Args:
        world: the guest's.
        guest: the one that is out of memory.
        wanted: who asked for memory, as `java[88]` or `the balloon`.
    """
    if guest.driver.oom_pages and deflate_on_oom(world, guest, guest.driver.oom_pages):
        return "free"
    if guest.exiting:
        return "coming"
    victim = max(guest.programs, key=lambda owner: (badness(guest, owner), -owner), default=0)
    if not victim or not badness(guest, victim):
        return "none"
    kill(world, guest, victim, wanted)
    return "coming"


def badness(guest: Guest, owner: int) -> Pages:
    """Return how many pages would come free, on swap too, if a program were killed."""
    pages = guest.memory.frames.owned.of(owner)
    return int(pages[list(COUNTED)].sum()) + guest.swapped.get(owner, 0)


def kill(world: Surroundings, guest: Guest, owner: int, wanted: str) -> None:
    """End a program, with its workload and its operation; all that is its own comes free.

    What else its operation began ends too, and keeps what it has.
    """
    program, size = guest.programs[owner], guest.page_size
    swapped = guest.swapped.get(owner, 0)
    held = int(guest.memory.frames.owned.of(owner)[list(COUNTED)].sum())
    world.emit(
        OutOfMemory(
            guest=guest.name, victim=program.title, held=held * size, swapped=swapped * size, wanted=wanted
        )
    )
    guest.oom_kills += 1
    if program.process:
        guest.workloads = tuple(pair for pair in guest.workloads if pair[0] != program.process)
        world.end_process(program.process, Done())
    operation = world.operations.get(program.operation)
    if operation is not None and not operation.over:
        reason = f"{program.title} was killed: the guest was out of memory"
        world.end_process(operation.process, Done(reason, "failed"))
    for number, other in guest.programs.items():
        if number == owner or (operation is not None and other.operation == operation.id):
            end_program(guest, number)
    forget_swapped(guest, owner, swapped)
    guest.exiting = (*guest.exiting, (owner, world.start(Exit(guest.name, owner))))
