"""Frames move, so that what is free lies together: guests keep their pages, and their contents are copied."""

from __future__ import annotations

import attrs
import numpy as np

from engine.host.runs import Int64s, cut, pair
from engine.host.tenant import Tenants
from engine.memory.runs import Runs
from engine.units import Pages


@attrs.frozen
class Moved:
    """What one round of moves did."""

    frames: Pages
    """Frames that were copied."""
    stretches: int
    """Stretches of neighbours among them, in the guest and in the machine before and after: each is mapped anew."""
    left: Pages
    """Frames that have yet to move, as things are now."""


@attrs.frozen(eq=False)
class _Held:
    """Frames that guests hold, in runs, ascending. One row a run."""

    first: Int64s
    frames: Int64s
    tenant: Int64s
    """Whose they are, counted in order of arrival."""
    pfn: Int64s
    """The page, in frames, that the first one backs."""

    def pick(self, rows: Int64s, skipped: Int64s, frames: Int64s) -> _Held:
        """Return a part of each of some rows: how much of it is skipped, and how many frames are taken."""
        return _Held(self.first[rows] + skipped, frames, self.tenant[rows], self.pfn[rows] + skipped)


class Moving(Tenants):
    """Compaction of the machine's memory, a round at a time. A frame that was left is zeroed before it is free."""

    def gather(self, most: Pages) -> Moved:
        """Move up to so many frames from the top of the machine into the lowest free ones.

        In the end every held frame lies below all free ones, and as few were moved as can be: those that lay above the
        number of frames that are held.
        """
        held = self._held()
        end = int(held.frames.sum())
        above = held.first + held.frames > end
        inside = np.maximum(0, end - held.first[above])
        movers = held.pick(np.flatnonzero(above), inside, held.frames[above] - inside)
        left = int(movers.frames.sum())
        queue = self._queue.runs()
        zeroing_below = int(np.clip(end - queue.starts, 0, queue.counts).sum())
        room = min(most, left - zeroing_below)
        if room <= 0:
            return Moved(0, 0, left)
        # the highest of them
        before = np.cumsum(movers.frames) - movers.frames
        skip = np.clip(left - room - before, 0, movers.frames)
        some = np.flatnonzero(skip < movers.frames)
        movers = movers.pick(some, skip[some], movers.frames[some] - skip[some])
        return self._move(movers, self._pool.take_lowest(room), left)

    def vacate(self, block: Pages, most: Pages) -> Moved:
        """Move up to so many frames so that whole blocks become free: out of the emptiest, into the fullest.

        Args:
            block: frames of an aligned block, a power of two. Blocks beyond the machine's last whole one take part too.
            most: frames to move at most.
        """
        held = self._held()
        pieces, which = cut(Runs(held.first, held.frames), block)
        at = pieces.starts // block
        blocks = -(-self._pool.total // block)
        used = np.bincount(at, weights=pieces.counts, minlength=blocks).astype(np.int64)
        zeroing, _ = cut(self._queue.runs(), block)
        gone = np.bincount(zeroing.starts // block, weights=zeroing.counts, minlength=blocks).astype(np.int64)
        size = np.minimum(block, self._pool.total - np.arange(blocks) * block)
        free = size - used - gone
        # what is left alone is full, or empty but for frames that are being zeroed
        order = np.flatnonzero((used > 0) & (used < size))
        order = order[np.lexsort((-order, used[order]))]
        fits = np.cumsum(used[order]) <= np.cumsum(free[order][::-1])[::-1] - free[order]
        sources = order[: int(np.argmin(np.append(fits, False)))]
        left = int(used[sources].sum())
        if not left:
            return Moved(0, 0, 0)
        rank = np.full(blocks, blocks)
        rank[sources] = np.arange(len(sources))
        rows = np.flatnonzero(rank[at] < len(sources))
        rows = rows[np.argsort(rank[at[rows]], kind="stable")]
        ends = np.cumsum(pieces.counts[rows])
        taken = np.clip(most - (ends - pieces.counts[rows]), 0, pieces.counts[rows])
        rows, taken = rows[taken > 0], taken[taken > 0]
        skipped = pieces.starts[rows] - held.first[which[rows]]
        movers = held.pick(which[rows], skipped, taken)
        return self._move(movers, self._room_in(order[len(sources) :][::-1], block, int(taken.sum())), left)

    def _room_in(self, blocks: Int64s, block: Pages, frames: Pages) -> Runs:
        """Take free frames of blocks, those of the first block first."""
        parts, missing = [], frames
        for number in blocks.tolist():
            free, _ = self._pool.free_in(number * block, block).first(missing)
            parts.append(free)
            missing -= free.pages
            if not missing:
                break
        room = Runs.joined(parts)
        self._pool.take(room)
        return room

    def _held(self) -> _Held:
        """Return what all guests hold."""
        parts = [tenant.backing.all() for tenant in self._guests.values()]
        pfns, frames = Runs.joined([pfns for pfns, _ in parts]), Runs.joined([frames for _, frames in parts])
        tenant = np.repeat(np.arange(len(parts)), [len(pfns) for pfns, _ in parts])
        order = np.argsort(frames.starts, kind="stable")
        return _Held(frames.starts[order], frames.counts[order], tenant[order], pfns.starts[order])

    def _move(self, movers: _Held, room: Runs, left: Pages) -> Moved:
        """Let guests have their pages in other frames, which were taken for that, in order."""
        sources = Runs(movers.first, movers.frames)
        stretches = 0
        starts, cuts = pair(sources, room)
        row = np.searchsorted(np.cumsum(movers.frames), np.cumsum(starts.counts) - 1, side="right")
        pfns = movers.pfn[row] + starts.starts - movers.first[row]
        for number, tenant in enumerate(self._guests.values()):
            mine = movers.tenant[row] == number
            if mine.any():
                pages = Runs(pfns[mine], starts.counts[mine])
                tenant.backing.drop(pages)
                tenant.backing.put(pages, Runs(cuts.starts[mine], cuts.counts[mine]))
                stretches += len(pages)
        self._queue.put(sources)
        self.version += 1
        return Moved(sources.pages, stretches, left - sources.pages)
