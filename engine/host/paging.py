"""The host pages behind the guest's back: it knows no better than to take any page (Waldspurger 2002)."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.host.runs import Int64s
from engine.host.tenant import Tenant, Tenants
from engine.random_stream import RandomStream
from engine.units import Pages


@attrs.frozen(eq=False)
class BroughtIn:
    """What a guest's touch of pages on the host's swap came to."""

    pages: Pages
    """Pages that are in memory again."""
    gone: Int64s
    """Other pages of the guest that made room: they are on the host's swap now."""


class Paging(Tenants):
    """What of its guests the host has on its swap. Pages are the guest's own, as in `Host`.

    A page that is paged out has no frame; it still counts as the guest's, and comes back when the guest touches it.
    What the guest gives away meanwhile (to its balloon, with a section) is dropped from swap. Frames change hands only
    after they were zeroed; those that stay with the guest are overwritten by the page that comes in.
    """

    def page_out(self, guest: str, pages: Pages, stream: RandomStream) -> Int64s:
        """Page out victims picked at random among all that a guest has in memory, and return them, ascending.

        No guest is paged below its min. Source: Waldspurger 2002, "randomized page replacement": the host does not know
        which of them the guest needs.
        """
        tenant = self._guests[guest]
        least = min(tenant.lo, tenant.backing.pages)
        pages = min(pages, (tenant.backing.pages - least) // tenant.scale)
        victims = tenant.backing.sample(tenant.scale, max(0, pages), stream)
        if len(victims):
            runs = tenant.frames_of_pfns(victims)
            frames = tenant.backing.frames(runs)
            tenant.backing.drop(runs)
            tenant.paged.put(runs)
            self._queue.put(frames)
            self.version += 1
        return victims

    def page_in(self, guest: str, pfns: Int64s, stream: RandomStream) -> BroughtIn:
        """Bring back those of a guest's pages that are on the host's swap; the guest touches them.

        They get free frames as long as there are any and the guest's limit allows it; after that each takes the frame
        of another page of the guest, picked at random, which goes to swap instead.
        """
        tenant = self._guests[guest]
        wanted = np.unique(pfns[self.paged_out(guest, pfns)])
        if not len(wanted):
            return BroughtIn(0, wanted)
        room = self._pool.free // tenant.scale
        if tenant.limit >= 0:
            room = min(room, max(0, tenant.limit - tenant.backing.pages) // tenant.scale)
        now, later = wanted[:room], wanted[room:]
        if len(now):
            runs = tenant.frames_of_pfns(now)
            tenant.paged.drop(runs)
            tenant.backing.put(runs, self._pool.take_lowest(runs.pages))
        gone = [later[:0]]
        came = len(now)
        while len(later) and (here := tenant.backing.pages // tenant.scale):
            some, later = later[: max(1, here // 2)], later[max(1, here // 2) :]
            gone.append(self._trade(tenant, some, stream))
            came += len(some)
        self.version += 1
        return BroughtIn(came, np.concatenate(gone))

    def _trade(self, tenant: Tenant, wanted: Int64s, stream: RandomStream) -> Int64s:
        """Let pages on swap take the frames of as many others, and return those."""
        victims = tenant.backing.sample(tenant.scale, len(wanted), stream)
        out, back = tenant.frames_of_pfns(victims), tenant.frames_of_pfns(wanted)
        frames = tenant.backing.frames(out)
        tenant.backing.drop(out)
        tenant.paged.put(out)
        tenant.paged.drop(back)
        tenant.backing.put(back, frames)
        return victims

    def set_limit(self, guest: str, pages: Pages | None) -> None:
        """Say what a guest holds in memory at most; None: as much as it has. What is above it now stays for now."""
        tenant = self._guests[guest]
        tenant.limit = -1 if pages is None else pages * tenant.scale
        self.version += 1

    def limit(self, guest: str) -> Pages | None:
        """Return what a guest holds in memory at most, in its pages, or None."""
        tenant = self._guests[guest]
        return None if tenant.limit < 0 else tenant.limit // tenant.scale

    def above_limit(self, guest: str) -> Pages:
        """Return how many of a guest's pages in memory are more than its limit."""
        tenant = self._guests[guest]
        return 0 if tenant.limit < 0 else max(0, tenant.backing.pages - tenant.limit) // tenant.scale

    def paged_pages(self, guest: str) -> Pages:
        """Return how many of a guest's pages are on the host's swap."""
        tenant = self._guests[guest]
        return tenant.paged.pages // tenant.scale

    def paged_out(self, guest: str, pfns: ArrayLike) -> NDArray[np.bool_]:
        """Say of each of a guest's pages whether it is on the host's swap."""
        tenant = self._guests[guest]
        return tenant.paged.has(np.asarray(pfns, np.int64) * tenant.scale)

    def keeps(self, guest: str, pfns: Int64s) -> NDArray[np.bool_]:
        """Say of each of a guest's pages whether the host has it, in memory or on swap."""
        tenant = self._guests[guest]
        at = pfns * tenant.scale
        kept: NDArray[np.bool_] = (tenant.backing.at(at) >= 0) | tenant.paged.has(at)
        return kept
