"""Getting memory back from what a guest keeps only because it may, in the kernel's order (mm/vmscan.c).

Clean file pages go first, the ones used longest ago before others; then dirty ones, which are written back first. Where
file cache runs short a share of what is wanted comes from programs, whose pages go to swap, and from slab pages whose
objects can go; where it has all but ended, all. Pages that are mlocked, pinned, huge or the kernel's own never go.
"""

from __future__ import annotations

import attrs
import numpy as np

from engine.guest.guest import Guest
from engine.guest.slab import empties
from engine.guest.swap import swap_free, swap_out
from engine.memory.holdings import release
from engine.memory.kinds import Kind
from engine.memory.lru import HIGHEST, oldest, touch
from engine.memory.page_list import Array
from engine.units import Nanoseconds, Pages

FREES_BACKWARDS, FREES_FORWARDS = (2, 6, 39), (6, 10, 0)
"""From the first of these releases on, and until the second, what is reclaimed at once comes free youngest first."""
AT_ONCE: Pages = 4096
"""Pages that one pass takes at most."""
ENOUGH_FILE: Pages = 1 << 12
"""With so much clean file cache nothing else is looked at (mm/vmscan.c: `file >> DEF_PRIORITY`, cache_trim_mode)."""
CLUSTER: Pages = 32
"""Pages that are taken off the lists at once (SWAP_CLUSTER_MAX)."""
SWAPPINESS, WHOLE = 60, 200
"""With less, so many of so many pages come from programs (vm.swappiness; get_scan_count, SCAN_FRACT)."""
SLAB_SHARE = 8
"""Of pages that are not file cache, one in so many comes from slab while there is swap."""
_SLAB_LOOKS = 4
"""Slab pages that are looked at for each that is wanted."""


@attrs.frozen
class Reclaimed:
    """What one pass took, in pages, and how long it took."""

    clean: Pages = 0
    """File pages that were dropped."""
    written: Pages = 0
    """File pages that were written back and then dropped."""
    swapped: Pages = 0
    slab: Pages = 0
    cost: Nanoseconds = 0

    @property
    def pages(self) -> Pages:
        """All that came free."""
        return self.clean + self.written + self.swapped + self.slab

    @property
    def text(self) -> str:
        """What it did, for people: `drops file cache`."""
        if self.swapped:
            return "swaps programs out"
        if self.slab and not self.clean and not self.written:
            return "shrinks slab"
        return "writes file cache back" if self.written > self.clean else "drops file cache"


def reclaim(guest: Guest, pages: Pages, *, highest: int = HIGHEST) -> Reclaimed:
    """Take back up to so many pages in one pass, and say what was taken; 0 pages: nothing can be.

    Args:
        guest: whose pages.
        pages: how many; one pass takes AT_ONCE at most.
        highest: rank of the highest zone whose pages are of use to who asks (mm/vmscan.c: reclaim_idx).
    """
    want = min(pages, AT_ONCE)
    from_file = _from_file(guest, want)
    clean = _drop(guest, Kind.FILE, from_file, highest)
    written = _drop(guest, Kind.FILE_DIRTY, from_file - clean, highest)
    left = want - clean - written
    slab = _shrink_slab(guest, -(-left // SLAB_SHARE) if swap_free(guest) else left) if left else 0
    swapped = _swap(guest, left - slab, highest)
    left -= slab + swapped
    if left and from_file < want:
        more = _drop(guest, Kind.FILE, left, highest)
        clean += more
        written += _drop(guest, Kind.FILE_DIRTY, left - more, highest)
    guest.reclaimed += clean + written + swapped + slab
    return Reclaimed(clean, written, swapped, slab, _cost(guest, clean, written, swapped, slab))


def drop_clean(guest: Guest, pages: Pages) -> Reclaimed:
    """Drop clean file pages and nothing else, as for a boost (mm/vmscan.c:balance_pgdat, nr_boost_reclaim)."""
    clean = _drop(guest, Kind.FILE, min(pages, AT_ONCE), HIGHEST)
    guest.reclaimed += clean
    return Reclaimed(clean, cost=guest.costs.drop_file(clean) if clean else 0)


def _from_file(guest: Guest, pages: Pages) -> Pages:
    """Return how many of so many pages are to come from file cache (mm/vmscan.c:get_scan_count)."""
    if not swap_free(guest) or guest.memory.held[Kind.FILE].count >= ENOUGH_FILE:
        return pages
    return 0 if _file_is_tiny(guest) else pages - pages * SWAPPINESS // WHOLE


def _cost(guest: Guest, clean: Pages, written: Pages, swapped: Pages, slab: Pages) -> Nanoseconds:
    costs = guest.costs
    dropped = clean + written
    return (
        (costs.drop_file(dropped) if dropped else 0)
        + (costs.write_back(written) if written else 0)
        + (costs.swap_out(swapped) if swapped else 0)
        + (costs.shrink_slab(slab) if slab else 0)
    )


def _file_is_tiny(guest: Guest) -> bool:
    """Say whether file cache and free pages are no more than the high watermarks (vmscan.c:prepare_scan_control)."""
    zones = guest.memory.zones
    free = sum(zone.free_pages for zone in zones)
    file = guest.memory.held[Kind.FILE].count + guest.memory.held[Kind.FILE_DIRTY].count
    return file + free <= sum(zone.high for zone in zones)


def _drop(guest: Guest, kind: Kind, pages: Pages, highest: int) -> Pages:
    if not pages:
        return 0
    victims = oldest(guest.memory, kind, pages, highest=highest)
    if kind is Kind.FILE_DIRTY and guest.memory.rules.notes_used:
        guest.memory.stored.append(victims)
    release(guest.memory, kind, in_order_of_freeing(guest.kernel.release, victims))
    return len(victims)


def in_order_of_freeing(since: tuple[int, int, int], victims: Array) -> Array:
    """Return pages that are reclaimed, oldest first, in the order in which a kernel of a release frees them.

    Those taken off the lists at once were put before each other, until 6.10 put them one behind the other
    (mm/vmscan.c:shrink_folio_list, free_folios; 2.6 frees them as they come, from a pagevec).
    """
    if not FREES_BACKWARDS <= since < FREES_FORWARDS:
        return victims
    places = np.arange(len(victims))
    last = np.minimum(places // CLUSTER * CLUSTER + CLUSTER, len(victims)) - 1
    ordered: Array = victims[last - places % CLUSTER]
    return ordered


def _swap(guest: Guest, pages: Pages, highest: int) -> Pages:
    room = min(pages, swap_free(guest))
    if room <= 0:
        return 0
    victims = oldest(guest.memory, Kind.ANON, room, highest=highest)
    if len(victims):
        swap_out(guest, victims)
    return len(victims)


def _shrink_slab(guest: Guest, pages: Pages) -> Pages:
    """Free slab pages that can be emptied, wherever they lie; those that were seen in vain are seen last next time.

    Of a guest that was made of a capture nobody knows which can be, and none is taken to be.
    """
    if guest.origin is not None:
        return 0
    seen = oldest(guest.memory, Kind.SLAB, _SLAB_LOOKS * pages)
    if not len(seen):
        return 0
    can_go = empties(seen)
    victims = seen[can_go][:pages]
    if len(victims):
        release(guest.memory, Kind.SLAB, victims)
    touch(guest.memory, Kind.SLAB, seen[~can_go])
    return len(victims)
