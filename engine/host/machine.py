"""The machine's memory: which frames are free, which guest holds which, and which have yet to be zeroed."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import CommandError
from engine.host.balancing import Balancing
from engine.host.column import Hasher
from engine.host.moving import Moving
from engine.host.ownership import FREE, ZEROING, OwnerRun, Ownership
from engine.host.paging import Paging
from engine.host.pool import FramePool
from engine.host.runs import Int64s, checked, overlap
from engine.host.state import GuestState, HostState
from engine.host.tenant import Tenant
from engine.host.zeroing import ZeroingQueue
from engine.memory.runs import Runs
from engine.units import KIB, LARGEST, Bytes, Pages, short_size, size_text

FRAME: Bytes = 4 * KIB
"""Bytes in a machine frame."""
_LARGEST_SCALE = 16
"""Pages of 64 KiB are the largest."""


class Host(Paging, Moving):
    """A pool of machine frames.

    A frame is free, or one guest holds it, or it waits to be zeroed: what a guest gives back goes to nobody
    before it was zeroed (paper 5.1). A guest's pfns and pages are of its own size, which is one
    or more frames. The host knows guests by name only and knows no time: somebody else calls `zero` as fast as the
    machine zeroes.
    """

    def __init__(self, total_bytes: Bytes) -> None:
        self._pool = FramePool.of(_frames(total_bytes))
        self._queue = ZeroingQueue()
        self._guests = {}
        self.version = 0
        self.line: tuple[tuple[str, Pages], ...] = ()
        """Frames that are owed to guests that wait to boot, in the order in which they get them."""
        self.balancing: Balancing | None = None
        """Who shares memory out, if anyone does."""

    def fork(self) -> Host:
        """Return a host in the same state; from now on neither influences the other."""
        other = Host(FRAME)
        other._pool, other._queue, other.version = self._pool.fork(), self._queue.fork(), self.version
        other._guests = {name: tenant.fork() for name, tenant in self._guests.items()}
        other.line, other.balancing = self.line, self.balancing
        return other

    @property
    def total_frames(self) -> Pages:
        """Frames of the machine."""
        return self._pool.total

    @property
    def free_frames(self) -> Pages:
        """Frames that can be given at once."""
        return self._pool.free

    @property
    def zeroing_frames(self) -> Pages:
        """Frames that wait to be zeroed."""
        return self._queue.frames

    @property
    def guests(self) -> tuple[str, ...]:
        """The guests' names, in order of arrival."""
        return tuple(self._guests)

    @property
    def promised_frames(self) -> Pages:
        """What the guests may hold at most, all together; it may be more than the machine has."""
        return sum(tenant.hi for tenant in self._guests.values())

    def held(self, guest: str) -> Pages:
        """Return how many frames a guest holds; what is on the host's swap has none."""
        return self._guests[guest].backing.pages

    def room(self, guest: str) -> Pages:
        """Return how many pages a guest can be given at once."""
        return self.free_frames // self._guests[guest].scale

    def bounds(self, guest: str) -> tuple[Pages, Pages]:
        """Return a guest's min and max, in frames."""
        return self._guests[guest].lo, self._guests[guest].hi

    def frames_per_page(self, guest: str) -> Pages:
        """Return how many frames back a page of a guest."""
        return self._guests[guest].scale

    def backing(self, guest: str, pfns: ArrayLike) -> Int64s:
        """Return the first frame that backs each of a guest's pfns, -1 where there is none."""
        tenant = self._guests[guest]
        return tenant.backing.at(np.asarray(pfns, np.int64) * tenant.scale)

    def backed(self, frame: int) -> tuple[str, int] | None:
        """Return the guest and its pfn that a frame backs; None where it backs none."""
        for name, tenant in self._guests.items():
            pfns, frames = tenant.backing.all()
            inside = np.flatnonzero((frames.starts <= frame) & (frame < frames.starts + frames.counts))
            if len(inside):
                run = int(inside[0])
                return name, int(pfns.starts[run] + frame - frames.starts[run]) // tenant.scale
        return None

    def admit(self, guest: str, lo_pages: Pages, hi_pages: Pages, frames_per_page: int = 1) -> None:
        """Let a guest in. It holds nothing yet, which may be less than its min.

        Args:
            guest: its name.
            lo_pages: its min, in its own pages.
            hi_pages: its max.
            frames_per_page: how large these are.

        Raises:
            CommandError: the name is taken, or min is above max.
        """
        if guest in self._guests or guest in (FREE, ZEROING):
            raise CommandError(f"the host has something called {guest} already", "another name")
        if not 0 <= lo_pages <= hi_pages:
            lo, hi = _size(lo_pages * frames_per_page), _size(hi_pages * frames_per_page)
            raise CommandError(f"min {lo} is above max {hi}", "a min up to max")
        self._guests[guest] = Tenant(lo_pages * frames_per_page, hi_pages * frames_per_page, frames_per_page)
        self.version += 1

    def let_hold(self, guest: str, hi_pages: Pages) -> None:
        """Let a guest hold more at most than before, in its own pages."""
        tenant = self._guests[guest]
        tenant.hi = max(tenant.hi, hi_pages * tenant.scale)
        self.version += 1

    def leave(self, guest: str) -> None:
        """Forget a guest; all its frames wait to be zeroed, in order of its pfns."""
        _, frames = self._guests.pop(guest).backing.all()
        self._queue.put(frames)
        self.version += 1

    def give(self, guest: str, starts: ArrayLike, counts: ArrayLike) -> Pages:
        """Back runs of a guest's pfns with free frames, the lowest first, in the order of the runs.

        Returns:
            The pages that were backed: all, or 0 when not enough frames are free (`shortage` says why).

        Raises:
            CommandError: the guest would hold more than its max.
            ValueError: a pfn is out of bounds, there twice, or backed.
        """
        tenant = self._guests[guest]
        pfns = tenant.frames_of(starts, counts)
        pages = pfns.pages
        if tenant.kept + pages > tenant.hi:
            raise CommandError(
                f"{guest} would hold {_size(tenant.kept + pages)}",
                f"at most its max of {_size(tenant.hi)}",
            )
        tenant.backing.check_unbacked(pfns)
        if len(tenant.paged.part(pfns)[0]):
            raise ValueError("a page is on the host's swap")
        if pages > self.free_frames:
            return 0
        tenant.backing.put(pfns, self._pool.take_lowest(pages))
        self.version += 1
        return pages // tenant.scale

    def take_back(self, guest: str, starts: ArrayLike, counts: ArrayLike) -> Pages:
        """Let a guest give back runs of its pfns; their frames wait to be zeroed, in the order of the runs.

        Pages on the host's swap have no frame: they are forgotten there.

        Returns:
            The pages that were given back: all.

        Raises:
            CommandError: the guest would hold less than its min.
            ValueError: a pfn is there twice, or not backed.
        """
        tenant = self._guests[guest]
        pfns = tenant.frames_of(starts, counts)
        pages = pfns.pages
        if pages and tenant.kept - pages < tenant.lo:
            raise CommandError(
                f"{guest} would hold {_size(tenant.kept - pages)}",
                f"at least its min of {_size(tenant.lo)}",
            )
        if tenant.paged.pages and overlap(pfns):
            raise ValueError("a page is given back twice")
        paged, here = tenant.paged.part(pfns)
        frames = tenant.backing.frames(here)
        tenant.backing.drop(here)
        tenant.paged.drop(paged)
        self._queue.put(frames)
        self.version += 1
        return pages // tenant.scale

    def discard(self, guest: str, starts: ArrayLike, counts: ArrayLike) -> Pages:
        """Take back what a guest does not use: runs of its pfns, of which some may have no frame any more.

        Returns:
            The pages that gave up frames. They may be backed again at any time.
        """
        tenant = self._guests[guest]
        backed, others = tenant.backing.part(tenant.frames_of(starts, counts))
        paged, _ = tenant.paged.part(others)
        tenant.paged.drop(paged)
        self.version += bool(len(paged))
        if not backed.pages:
            return 0
        self._queue.put(tenant.backing.frames(backed))
        tenant.backing.drop(backed)
        self.version += 1
        return backed.pages // tenant.scale

    def unbacked(self, guest: str, starts: ArrayLike, counts: ArrayLike) -> Runs:
        """Return those of a guest's pages that have no frame and are not on the host's swap, in their order."""
        tenant = self._guests[guest]
        _, others = tenant.backing.part(tenant.frames_of(starts, counts))
        _, without = tenant.paged.part(others)
        return Runs(without.starts // tenant.scale, without.counts // tenant.scale)

    def unbacked_blocks(self, guest: str, starts: Int64s, pages: Pages) -> NDArray[np.bool_]:
        """Say of each block of a guest's pages, aligned and a power of two, whether none has a frame."""
        tenant = self._guests[guest]
        return tenant.backing.unbacked_blocks(starts * tenant.scale, pages * tenant.scale)

    def remap(self, guest: str, old: Int64s, new: Int64s) -> None:
        """Let the frames of a guest's pfns `new` back its pfns `old` instead, pair by pair.

        A balloon page moves so: its new page needs no frame any more, and the page that it leaves needs one.
        The frame stays the guest's, so that nothing has to be zeroed. Where the new page is on the host's swap, the old
        one is there instead.

        Raises:
            ValueError: an old pfn is backed, a new one is not, or one is there twice.
        """
        if len(old) != len(new):
            raise ValueError(f"{len(old)} old pages and {len(new)} new ones")
        tenant = self._guests[guest]
        if tenant.paged.pages and (out := self.paged_out(guest, new)).any():
            tenant.paged.drop(tenant.frames_of_pfns(new[out]))
            tenant.paged.put(tenant.frames_of_pfns(old[out]))
            old, new = old[~out], new[~out]
        backing, emptied, filled = tenant.backing, tenant.frames_of_pfns(new), tenant.frames_of_pfns(old)
        backing.check_unbacked(filled)
        frames = backing.frames(emptied)
        backing.drop(emptied)
        backing.put(filled, frames)
        self.version += 1

    def zero(self, frames: Pages) -> Pages:
        """Zero up to so many frames, those that wait longest; they are free then. Returns how many."""
        zeroed = self._queue.take(frames)
        self._pool.release(zeroed)
        self.version += bool(zeroed.pages)
        return zeroed.pages

    def owe(self, guest: str, frames: Pages) -> None:
        """Put a guest that waits to boot at the end of the line."""
        self.line = (*self.line, (guest, frames))
        self.version += 1

    def strike(self, guest: str) -> None:
        """Take a guest out of the line: it has what it waited for, or waits no more."""
        self.line = tuple(pair for pair in self.line if pair[0] != guest)
        self.version += 1

    def set_balancing(self, balancing: Balancing | None) -> None:
        """Note who shares memory out, and how far that is."""
        self.balancing = balancing
        self.version += 1

    def shortage(self, frames: Pages) -> str:
        """Say why so many frames cannot be given now; nothing if they can."""
        if frames <= self.free_frames:
            return ""
        free = f"{short_size(self.free_frames * FRAME)} free" if self.free_frames else "nothing free"
        zeroing = f" and {short_size(self.zeroing_frames * FRAME)} in zeroing" if self.zeroing_frames else ""
        return f"the host has {free}{zeroing}"

    def resize(self, total_bytes: Bytes) -> None:
        """Give the machine more memory at the top, or take it away there.

        Raises:
            CommandError: no size for a machine, or a frame at the top is not free.
        """
        frames = _frames(total_bytes)
        if frames < self.total_frames:
            _check_top_is_free(self.runs(), frames)
        self._pool.resize(frames)
        self.version += 1

    def runs(self) -> list[OwnerRun]:
        """Return what the machine's frames are: owner, first frame and frames, ascending, neighbours joined.

        The owner is a guest's name, `free`, or `zeroing`.
        """
        return self.ownership().runs()

    def ownership(self) -> Ownership:
        """Return the same as arrays."""
        held = {name: tenant.backing.all()[1] for name, tenant in self._guests.items()}
        return Ownership.of({**held, ZEROING: self._queue.runs()}, self.total_frames)

    def state(self) -> HostState:
        """Return everything that the host knows, as plain values."""
        guests: list[GuestState] = []
        for name, tenant in self._guests.items():
            pfns, frames = tenant.backing.all()
            paged = tenant.paged.all()
            guest = GuestState(
                name=name,
                lo=tenant.lo,
                hi=tenant.hi,
                scale=tenant.scale,
                pfns=pfns.starts,
                frames=frames.starts,
                counts=pfns.counts,
                limit=tenant.limit,
                paged_starts=paged.starts,
                paged_counts=paged.counts,
            )
            guests.append(guest)
        queue = self._queue.runs()
        total = self.total_frames * FRAME
        return HostState(
            total=total,
            guests=guests,
            zeroing_starts=queue.starts,
            zeroing_counts=queue.counts,
            line=self.line,
            balancing=self.balancing,
        )

    @classmethod
    def from_state(cls, state: HostState) -> Host:
        """Return the host that `state()` described.

        Raises:
            CommandError: a size, a name or bounds that no host has.
            ValueError: a frame would have two owners, or a pfn two frames.
        """
        host = cls(state["total"])
        for guest in state["guests"]:
            scale = guest["scale"]
            if not 1 <= scale <= _LARGEST_SCALE or guest["lo"] % scale or guest["hi"] % scale:
                raise ValueError(f"{guest['name']} has pages of {scale} frames")
            host.admit(guest["name"], guest["lo"] // scale, guest["hi"] // scale, scale)
            pfns, frames = checked(guest["pfns"], guest["counts"]), checked(guest["frames"], guest["counts"])
            tenant = host._guests[guest["name"]]
            paged = checked(guest["paged_starts"], guest["paged_counts"])
            tenant.backing.check_unbacked(Runs.joined([pfns, paged]))
            host._pool.take(frames)
            tenant.backing.put(pfns, frames)
            tenant.paged.put(paged)
            tenant.limit = guest["limit"]
        zeroing = checked(state["zeroing_starts"], state["zeroing_counts"])
        host._pool.take(zeroing)
        host._queue.put(zeroing)
        host.line, host.balancing = state["line"], state["balancing"]
        return host

    def digest_into(self, hasher: Hasher) -> None:
        """Hash all that later memory depends on; the way here and the order of arrival do not count."""
        hasher.update(struct.pack("<qq", self.total_frames, len(self._guests)))
        for name, tenant in sorted(self._guests.items()):
            hasher.update(struct.pack("<qqqq", len(name), tenant.lo, tenant.hi, tenant.limit) + name.encode())
            tenant.backing.digest_into(hasher)
            tenant.paged.digest_into(hasher)
        for name, frames in self.line:
            hasher.update(struct.pack("<qq", frames, len(name)) + name.encode())
        self._queue.digest_into(hasher)


def _check_top_is_free(runs: list[OwnerRun], frames: Pages) -> None:
    """Make sure that every frame from `frames` on is free.

    Raises:
        CommandError: some are not; it says whose they are, and how much the machine must keep.
    """
    used = [(owner, start, count) for owner, start, count in runs if owner != FREE and start + count > frames]
    if not used:
        return
    above: dict[str, Pages] = {}
    for owner, start, count in used:
        above[owner] = above.get(owner, 0) + start + count - max(start, frames)
    zeroing = above.pop(ZEROING, 0)
    whose = [f"{name} holds {_size(pages)}" for name, pages in above.items()]
    whose += [f"{_size(zeroing)} in zeroing"] if zeroing else []
    _, start, count = used[-1]
    found = f"memory above {_size(frames)} is not free, {', '.join(whose)}"
    fits = sum(pages for owner, _, pages in runs if owner != FREE) <= frames
    raise CommandError(
        found, f"at least {_size(start + count)}" + (", or `host compact` first" if fits else "")
    )


def _frames(total: Bytes) -> Pages:
    """Return the frames of a machine of `total` bytes.

    Raises:
        CommandError: no size for a machine.
    """
    if not FRAME <= total <= LARGEST or total % FRAME:
        raise CommandError(f"a machine cannot have {size_text(total)}", "whole pages of 4K, from 4K to 16T")
    return total // FRAME


def _size(pages: Pages) -> str:
    return size_text(pages * FRAME)
