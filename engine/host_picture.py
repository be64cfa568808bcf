"""What the machine looks like now."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.guest.guest import Guest
from engine.guest.host_paging import HostPaging
from engine.host import FRAME, Host, Ownership
from engine.machine_view import FREE_OWNER, ORDERS, HolesView, MachinePage, MachineView, TenantView
from engine.memory.fragmentation import ALL
from engine.snapshot import HostView, PagingView
from engine.units import Pfn


def host_view(host: Host, machine: MachineView | None = None) -> HostView:
    """Return the machine's amounts, with its map where that is wanted."""
    owned = {name: host.held(name) * FRAME for name in host.guests}
    return HostView(
        total=host.total_frames * FRAME,
        free=host.free_frames * FRAME,
        zeroing=host.zeroing_frames * FRAME,
        committed=sum(owned.values()),
        promised=host.promised_frames * FRAME,
        owned=owned,
        balancing=host.balancing,
        machine=machine,
    )


def machine_view(host: Host) -> MachineView:
    """Return whose each frame is. It takes time in proportion to the pieces that guests lie in."""
    found = host.ownership()
    free = found.owner == FREE_OWNER
    for column in (found.first, found.frames, found.owner):
        column.flags.writeable = False
    return MachineView(
        found.owners,
        found.first,
        found.frames,
        found.owner,
        _holes(found.first[free], found.frames[free]),
        _tenants(found, free),
    )


def machine_page(host: Host, guest: str, pfn: Pfn) -> MachinePage:
    """Return what is behind one page of a guest."""
    frame = int(host.backing(guest, [pfn])[0])
    paged_out = bool(host.paged_out(guest, [pfn])[0])
    return MachinePage(None if frame < 0 else frame, host.frames_per_page(guest), FRAME, paged_out)


def paging_view(host: Host, guest: Guest) -> PagingView | None:
    """Return what the host has paged out of a guest, if it ever did."""
    paging, size = guest.paging, guest.page_size
    limit = host.limit(guest.name)
    if paging is None and limit is None:
        return None
    paging = paging or HostPaging()
    return PagingView(
        limit=None if limit is None else limit * size,
        out=host.paged_pages(guest.name) * size,
        ever_out=paging.outs * size,
        ever_in=paging.ins * size,
        double=paging.double * size,
        overwritten=paging.overwritten * size,
    )


def _holes(first: NDArray[np.int64], frames: NDArray[np.int64]) -> HolesView:
    """Return the free stretches by size, and the aligned blocks that are in them."""
    total = int(frames.sum())
    ends, orders = first + frames, range(ORDERS + 1)
    # all aligned blocks of an order that are free, those inside larger ones too
    blocks = [int(np.maximum(0, (ends >> k) - (-(-first >> k))).sum()) for k in orders]
    # of the largest order none is inside a larger one
    blocks[ORDERS] = 0
    sizes = np.bincount(np.frexp(frames)[1] - 1) if len(frames) else np.zeros(0, np.int64)
    return HolesView(
        count=len(first),
        frames=total,
        largest=int(frames.max(initial=0)),
        by_size=tuple(sizes.tolist()),
        free_blocks=tuple(few - 2 * larger for few, larger in pairwise(blocks)),
        unusable_free_index=tuple(
            (total - (blocks[k] << k)) * ALL // total if total else ALL for k in range(ORDERS)
        ),
    )


def _tenants(found: Ownership, free: NDArray[np.bool_]) -> tuple[TenantView, ...]:
    beside = np.concatenate(([-1], found.owner, [-1]))
    inside = free & (beside[:-2] == beside[2:])
    views = []
    for number, name in enumerate(found.owners[1:-1], 1):
        mine, holes = found.frames[found.owner == number], found.frames[inside & (beside[:-2] == number)]
        views.append(
            TenantView(
                name=name,
                frames=int(mine.sum()),
                pieces=len(mine),
                largest_piece=int(mine.max(initial=0)),
                holes=len(holes),
                hole_frames=int(holes.sum()),
                largest_hole=int(holes.max(initial=0)),
            )
        )
    return tuple(views)
