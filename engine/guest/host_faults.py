"""The host pages behind a guest's back, and the guest waits for what it touches.

The host picks victims at random (Waldspurger 2002). Which pages the guest touches is known page by page: what programs
use, what is allotted, what migrates, what goes to the guest's own disk. The kernel uses its own pages all the time:
those that the host picks come back at once, and both ways are paid for. Dropping a clean file page touches nothing.
"""

from __future__ import annotations

import attrs
import numpy as np

from engine.events import DoublePaged, WaitsForHostSwap
from engine.guest.guest import Guest
from engine.guest.host_paging import HostPaging
from engine.guest.surroundings import Surroundings
from engine.memory.kinds import Kind
from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.units import SECOND, Nanoseconds, Pages

TOLD_EVERY: Nanoseconds = 10 * SECOND
"""While it goes on, it is said so often."""
KERNELS_OWN = (Kind.KERNEL, Kind.SLAB, Kind.PAGE_TABLE, Kind.MEM_MAP, Kind.RESERVED)
"""Pages that the kernel uses all the time."""
_UNUSED = (Kind.FREE, Kind.PER_CPU, Kind.BALLOON, Kind.HOLE)
"""What was allotted and is of these kinds now, nobody has written to."""
_IS_KERNELS, _IS_UNUSED = np.isin(np.arange(256), KERNELS_OWN), np.isin(np.arange(256), _UNUSED)
_ROUNDS = 8
"""The kernel's pages come back at others' expense, of which some are the kernel's: so often at most."""


def page_out(world: Surroundings, guest: Guest, pages: Pages) -> tuple[Pages, Nanoseconds]:
    """Page out up to so many random pages of a guest, none below its min.

    Returns:
        How many more pages are on the host's swap, and how long the host took.
    """
    begin(guest)
    before = world.host.paged_pages(guest.name)
    gone = world.host.page_out(guest.name, pages, guest.streams["host"])
    came, also = _restore_kernel(world, guest, gone)
    assert guest.paging is not None
    outs = len(gone) + also
    guest.paging = attrs.evolve(guest.paging, outs=guest.paging.outs + outs, ins=guest.paging.ins + came)
    guest.changes += 1
    if len(gone):
        world.signal("zeroing")
    cost = _cost(guest, came, outs)
    return world.host.paged_pages(guest.name) - before, cost


def begin(guest: Guest) -> None:
    """Let a guest's memory keep what is touched from now on."""
    if guest.paging is None:
        guest.paging = HostPaging()
        memory = guest.memory
        memory.rules = attrs.evolve(memory.rules, notes_allotted=True, notes_used=True)


def settle_paging(world: Surroundings, guest: Guest) -> Nanoseconds:
    """Bring in what the guest touched, keep it to its limit, and return how long it waits.

    It is called after everything that a process of the guest did.
    """
    memory, host = guest.memory, world.host
    used, stored, allotted = memory.used, memory.stored, memory.allotted
    memory.used, memory.stored = [], []
    if guest.reports is None:
        memory.allotted = []
    cost = 0
    if host.paged_pages(guest.name) and (used or stored or allotted):
        cost = _fault(world, guest, _joined(used), _joined(stored), Runs.joined(allotted).pfns())
    if over := host.above_limit(guest.name):
        _, time = page_out(world, guest, over)
        cost += time
    return cost


def _fault(world: Surroundings, guest: Guest, used: Array, stored: Array, allotted: Array) -> Nanoseconds:
    """Bring in what was touched and is on the host's swap."""
    host, name = world.host, guest.name
    used, stored, allotted = (pfns[host.paged_out(name, pfns)] for pfns in (used, stored, allotted))
    allotted = allotted[~_IS_UNUSED[guest.memory.frames.kinds_at(allotted)]]
    wanted = np.concatenate((used, stored, allotted))
    if not len(wanted):
        return 0
    brought = host.page_in(name, wanted, guest.streams["host"])
    more, also = _restore_kernel(world, guest, brought.gone)
    came, outs = brought.pages + more, len(brought.gone) + also
    assert guest.paging is not None
    was = guest.paging
    double, fresh = len(np.unique(stored)), len(np.setdiff1d(allotted, np.concatenate((used, stored))))
    guest.paging = attrs.evolve(
        was,
        ins=was.ins + came,
        outs=was.outs + outs,
        double=was.double + double,
        overwritten=was.overwritten + fresh,
    )
    guest.changes += 1
    cost = _cost(guest, came, outs)
    _tell(world, guest, brought.pages, double)
    return cost


def _restore_kernel(world: Surroundings, guest: Guest, gone: Array) -> tuple[Pages, Pages]:
    """Bring the kernel's own pages back; return how many pages came, and how many others went for them."""
    came = went = 0
    for _ in range(_ROUNDS):
        own = _IS_KERNELS[guest.memory.frames.kinds_at(gone)]
        if not own.any():
            break
        brought = world.host.page_in(guest.name, gone[own], guest.streams["host"])
        came, went, gone = came + brought.pages, went + len(brought.gone), brought.gone
    return came, went


def _cost(guest: Guest, ins: Pages, outs: Pages) -> Nanoseconds:
    costs = guest.costs
    return (costs.host_page_in(ins) if ins else 0) + (costs.host_page_out(outs) if outs else 0)


def _tell(world: Surroundings, guest: Guest, pages: Pages, double: Pages) -> None:
    """Say now and then that the guest waits for its host, and that pages are paged twice."""
    was, now = guest.paging, world.now
    assert was is not None
    size = guest.page_size
    if pages and (was.told < 0 or now >= was.told + TOLD_EVERY):
        out = world.host.paged_pages(guest.name)
        world.emit(WaitsForHostSwap(guest=guest.name, pages=pages, out=out * size))
        was = attrs.evolve(was, told=now)
    if double and (was.told_double < 0 or now >= was.told_double + TOLD_EVERY):
        world.emit(DoublePaged(guest=guest.name, pages=double, ever=was.double))
        was = attrs.evolve(was, told_double=now)
    guest.paging = was


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
