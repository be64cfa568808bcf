"""What one policy has done to a guest on its fork, against what was true before all of them began."""

from __future__ import annotations

import attrs
import numpy as np

from engine.compared import Figures
from engine.comparison.machine_memory import Frames, frames_of, returned
from engine.guest.guest import Guest
from engine.host import FRAME
from engine.memory.fragmentation import ALL, largest_free_order, unusable_free_index
from engine.memory.kinds import Kind
from engine.memory.zones import NO_ZONE
from engine.operation import Operation
from engine.units import Bytes, Nanoseconds, Pages
from engine.world import World


@attrs.frozen(eq=False)
class Before:
    """A guest before anything was done."""

    guest: str
    now: Nanoseconds
    has: Bytes
    online: frozenset[int]
    """Its sections."""
    swap_outs: Pages
    oom_kills: int
    mem_map: Pages
    file_cache: Pages
    paged_twice: Pages
    work_done: Pages
    frames: Frames

    @classmethod
    def of(cls, world: World, guest: Guest) -> Before:
        """Return what a guest is now."""
        return cls(
            guest=guest.name,
            now=world.now,
            has=(guest.online_pages - guest.balloon.pages) * guest.page_size,
            online=frozenset(_online(guest)),
            swap_outs=guest.swap_outs,
            oom_kills=guest.oom_kills,
            mem_map=int(guest.memory.counts[:, Kind.MEM_MAP].sum()),
            file_cache=_file_cache(guest),
            paged_twice=_paged_twice(guest),
            work_done=guest.work_done,
            frames=frames_of(world.host, guest.name),
        )

    def has_now(self, world: World, policy: str) -> Bytes:
        """Return what the guest has: online memory less the balloon, or where the host pages what it backs."""
        guest = world.guests.get(self.guest)
        if guest is None:
            return 0
        if policy == "none":
            return world.host.held(self.guest) * FRAME
        return (guest.online_pages - guest.balloon.pages) * guest.page_size


def measured(world: World, policy: str, before: Before, operation: Operation, *, last: bool) -> Figures:
    """Return a policy's figures.

    Args:
        world: its fork.
        policy: its name.
        before: what was true before.
        operation: what carries it out.
        last: whether it has ended: only then it is worth while to look at each frame of the machine.
    """
    guest = world.guests.get(before.guest)
    time = world.now - before.now
    if guest is None:
        return _shut_down(time)
    memory, page = guest.memory, guest.page_size
    blocks = tuple(
        sum(column) for column in zip(*(zone.blocks_per_order() for zone in memory.zones), strict=True)
    )
    largest = largest_free_order(blocks)
    indices = tuple(unusable_free_index(blocks, order) for order in range(len(blocks)))
    back = returned(before.frames, frames_of(world.host, before.guest)) if last else None
    mem_map = int(memory.counts[:, Kind.MEM_MAP].sum())
    return Figures(
        time=time,
        has=before.has_now(world, policy),
        pages_migrated=operation.pages_migrated,
        host_swapped=world.host.paged_pages(before.guest) * page,
        pages_paged_twice=_paged_twice(guest) - before.paged_twice,
        swapped_out=max(0, guest.swap_outs - before.swap_outs) * page,
        programs_killed=max(0, guest.oom_kills - before.oom_kills),
        largest_free_block=0 if largest is None else page << largest,
        free_blocks=blocks,
        unusable_free_index=indices,
        unusable=indices[memory.layout.pageblock_order],
        sections_emptied=len(before.online - frozenset(_online(guest))),
        mem_map_saved=max(0, before.mem_map - mem_map) * page,
        cache_lost=max(0, before.file_cache - _file_cache(guest)) * page,
        host_returned=None if back is None else back.memory,
        host_holes=None if back is None else back.holes,
        host_largest=None if back is None else back.largest,
        pages_worked=worked(world, before),
        worked_for=time,
    )


def afterwards(world: World, before: Before, ended: Figures) -> Figures:
    """Return the figures of a policy that has ended some time ago, with what has happened to the programs since."""
    guest = world.guests.get(before.guest)
    if guest is None:
        return ended
    return attrs.evolve(
        ended,
        pages_worked=worked(world, before),
        host_swapped=world.host.paged_pages(before.guest) * guest.page_size,
        pages_paged_twice=_paged_twice(guest) - before.paged_twice,
    )


def worked(world: World, before: Before) -> Pages:
    """Return how many pages the guest's programs have worked on."""
    guest = world.guests.get(before.guest)
    return 0 if guest is None else max(0, guest.work_done - before.work_done)


def _paged_twice(guest: Guest) -> Pages:
    return 0 if guest.paging is None else guest.paging.double


def _file_cache(guest: Guest) -> Pages:
    return int(guest.memory.counts[:, (Kind.FILE, Kind.FILE_DIRTY)].sum())


def _shut_down(time: Nanoseconds) -> Figures:
    """Return the figures of a guest that does not run."""
    return Figures(
        time=time,
        has=0,
        pages_migrated=0,
        swapped_out=0,
        largest_free_block=0,
        free_blocks=(),
        unusable_free_index=(),
        unusable=ALL,
        sections_emptied=0,
        mem_map_saved=0,
    )


def _online(guest: Guest) -> list[int]:
    found: list[int] = np.flatnonzero(guest.memory.section_zone != NO_ZONE).tolist()
    return found
