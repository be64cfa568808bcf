"""Which machine frame backs which page of one guest."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.host.column import Column, Hasher
from engine.host.runs import Int64s, end_of, overlap, pair
from engine.memory.runs import Runs
from engine.random_stream import RandomStream
from engine.units import KIB, LARGEST, Pages

_PFNS = 2 * LARGEST // (4 * KIB)
"""Pfns are below this: the largest guest, and as much again for holes."""
_NONE = np.int64(-(1 << 62))
_SPARSE = 4
"""Draws are tried one by one while a page in so many is backed, and no more than one in so many is wanted."""


@attrs.define(eq=False)
class Backing:
    """A map from a guest's pfns to machine frames.

    For every pfn it keeps frame less pfn, so that a contiguous stretch is one value however long it is.
    """

    _offsets: Column[np.int64] = attrs.field(factory=lambda: Column.of(0, _NONE))
    pages: Pages = 0
    """Pages that are backed."""

    def fork(self) -> Backing:
        """Return a map of the same pages; from now on neither influences the other."""
        return Backing(self._offsets.fork(), self.pages)

    def check_unbacked(self, pfns: Runs) -> None:
        """Make sure that the pages could be backed.

        Raises:
            ValueError: a pfn is out of bounds, there twice, or backed.
        """
        end = end_of(pfns)
        if end > _PFNS:
            raise ValueError(f"pfn {end - 1} is out of bounds")
        if overlap(pfns):
            raise ValueError("a page is to be backed twice")
        self._reach(end)
        if (self._offsets.read(pfns)[1] != _NONE).any():
            raise ValueError("a page is backed already")

    def put(self, pfns: Runs, frames: Runs) -> None:
        """Back unbacked pages by as many frames, in their orders."""
        pages, backed_by = pair(pfns, frames)
        self._offsets.write(pages, backed_by.starts - pages.starts)
        self.pages += pages.pages

    def frames(self, pfns: Runs) -> Runs:
        """Return the frames of pages, in their order.

        Raises:
            ValueError: a page is there twice, or not backed.
        """
        if end_of(pfns) > self._offsets.length:
            raise ValueError("a page is not backed")
        if overlap(pfns):
            raise ValueError("a page is given back twice")
        pieces, offsets = self._offsets.read(pfns)
        if (offsets == _NONE).any():
            raise ValueError("a page is not backed")
        return Runs(pieces.starts + offsets, pieces.counts).merged()

    def part(self, pfns: Runs) -> tuple[Runs, Runs]:
        """Return those of the pages that are backed, and those that are not, each in their order."""
        self._reach(end_of(pfns))
        pieces, offsets = self._offsets.read(pfns)
        there = offsets != _NONE
        found = (Runs(pieces.starts[some], pieces.counts[some]).merged() for some in (there, ~there))
        backed, unbacked = found
        return backed, unbacked

    def unbacked_blocks(self, starts: Int64s, size: Pages) -> NDArray[np.bool_]:
        """Say of each aligned block of `size` pages whether nothing of it is backed."""
        self._reach(int(starts.max(initial=0)) + size)
        return self._offsets.blank_blocks(starts, size)

    def _reach(self, end: int) -> None:
        """Have room for pages below `end`."""
        if end > self._offsets.length:
            self._offsets.resize(max(end + end // 32, self._offsets.length * 5 // 4))

    def drop(self, pfns: Runs) -> None:
        """Back pages no longer that are backed."""
        self._offsets.write(pfns, _NONE)
        self.pages -= pfns.pages

    def at(self, pfns: Int64s) -> Int64s:
        """Return the frame of each page, -1 where there is none."""
        frames = np.full(pfns.shape, -1)
        known = np.flatnonzero((pfns >= 0) & (pfns < self._offsets.length))
        offsets = self._offsets.at(pfns[known])
        frames[known] = np.where(offsets == _NONE, -1, offsets + pfns[known])
        return frames

    def sample(self, scale: Pages, wanted: Pages, stream: RandomStream) -> Int64s:
        """Draw different pages that are backed, and return them ascending.

        Args:
            scale: pfns of one such page, which is backed as a whole; pages are counted in this unit.
            wanted: how many; at most as many as are backed.
            stream: where the numbers come from.
        """
        span = self._offsets.filled_end // scale
        if wanted * _SPARSE * scale > self.pages or self.pages * _SPARSE < span * scale:
            held, _ = self.all()
            chosen = np.sort(stream.choose(self.pages // scale, wanted)) * scale
            ends = np.cumsum(held.counts)
            run = np.searchsorted(ends, chosen, side="right")
            found: Int64s = ((held.starts - (ends - held.counts))[run] + chosen) // scale
            return found
        # most of what is drawn is backed, so there is no need to know all that is
        drawn = np.zeros(0, np.int64)
        while len(drawn) < wanted:
            more = stream.many_below(span, 2 * (wanted - len(drawn)) + _SPARSE)
            drawn = np.concatenate((drawn, more[self.at(more * scale) >= 0]))
            _, first = np.unique(drawn, return_index=True)
            drawn = drawn[np.sort(first)]
        return np.sort(drawn[:wanted])

    def all(self) -> tuple[Runs, Runs]:
        """Return every backed page, ascending, and the frames, in runs that match."""
        pfns, offsets = self._offsets.filled()
        return pfns, Runs(pfns.starts + offsets, pfns.counts)

    def digest_into(self, hasher: Hasher) -> None:
        """Hash which page is backed by which frame."""
        self._offsets.digest_into(hasher)
