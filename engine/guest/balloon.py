"""The pages that a balloon driver holds, in the order in which it took them."""

from __future__ import annotations

from itertools import pairwise

import attrs
import numpy as np

from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.units import Pages

_TOGETHER = 64
"""Batches that one stretch keeps."""


@attrs.frozen(eq=False)
class Stretch:
    """Several batches in one record, oldest first. It is replaced, never changed."""

    runs: Runs
    lengths: Array
    """Runs in each batch."""
    low: int = attrs.field(init=False)
    """The lowest page."""
    end: int = attrs.field(init=False)
    """After the highest."""

    @low.default
    def _low_of(self) -> int:
        return int(self.runs.starts.min(initial=1 << 62))

    @end.default
    def _end_of(self) -> int:
        return int((self.runs.starts + self.runs.counts).max(initial=0))

    @classmethod
    def of(cls, batches: list[Runs]) -> Stretch:
        """Return these batches as one record."""
        return cls(Runs.joined(batches), np.array([len(batch) for batch in batches], np.int64))

    def batches(self) -> list[Runs]:
        """Return the batches, oldest first."""
        starts, counts = self.runs.starts, self.runs.counts
        cuts = pairwise([0, *np.cumsum(self.lengths).tolist()])
        return [Runs(starts[a:b], counts[a:b]) for a, b in cuts]

    def without(self, pfns: Array, first: int, last: int) -> Stretch:
        """Return what is left when pages go.

        Args:
            pfns: they may be elsewhere too.
            first: the lowest of them.
            last: the highest of them.
        """
        if last < self.low or first >= self.end:
            return self
        starts, counts = self.runs.starts, self.runs.counts
        hit = (starts <= last) & (starts + counts > first)
        if not hit.any():
            return self
        number = np.repeat(np.arange(len(self.lengths)), self.lengths)
        touched = np.zeros(len(self.lengths), bool)
        touched[number[hit]] = True
        changed = touched[number]
        held = Runs(starts[changed], counts[changed])
        pages, of_batch = held.pfns(), np.repeat(number[changed], held.counts)
        stays = ~np.isin(pages, pfns)
        pages, of_batch = pages[stays], of_batch[stays]
        heads = np.ones(len(pages), bool)
        heads[1:] = (np.diff(pages) != 1) | (np.diff(of_batch) != 0)
        head = np.flatnonzero(heads)
        left = Runs(pages[head], np.diff(np.append(head, len(pages))))
        # the batches that keep all, and what is left of the others, each in its place
        number = np.concatenate((number[~changed], of_batch[head]))
        order = np.argsort(number, kind="stable")
        runs = Runs.joined([Runs(starts[~changed], counts[~changed]), left])
        lengths = np.bincount(number, minlength=len(self.lengths))
        return Stretch(Runs(runs.starts[order], runs.counts[order]), lengths[lengths > 0].astype(np.int64))


@attrs.define(eq=False)
class Balloon:
    """A driver's list of pages, as the batches in which they came, oldest first.

    Older batches stand together in stretches, so that a balloon of many batches is no long list of small things.
    """

    _stretches: list[Stretch] = attrs.Factory(list)
    _newest: list[Runs] = attrs.Factory(list)
    """Batches that came after all stretches; there are less than two stretches of them."""
    pages: Pages = 0
    last: list[Runs] = attrs.Factory(list)
    """Batches that leave when there are no others, in this order."""

    @classmethod
    def of(cls, batches: list[Runs], last: list[Runs] | None = None) -> Balloon:
        """Return a balloon that took these batches, in this order, and others that leave last."""
        balloon = cls()
        for batch in batches:
            balloon.keep(batch)
        for batch in last or ():
            balloon.keep_for_last(batch)
        return balloon

    def fork(self) -> Balloon:
        """Return an equal balloon; batches are never changed in place."""
        return Balloon(self._stretches.copy(), self._newest.copy(), self.pages, self.last.copy())

    def joined(self) -> tuple[Runs, Array]:
        """Return all runs but those that leave last, the oldest batch's first, and how many runs each batch has."""
        newest = Stretch.of(self._newest)
        stretches = [*self._stretches, newest]
        runs = Runs.joined([stretch.runs for stretch in stretches])
        return runs, np.concatenate([stretch.lengths for stretch in stretches])

    @property
    def batches(self) -> list[Runs]:
        """Every batch but those that leave last, oldest first."""
        return Stretch(*self.joined()).batches()

    def keep(self, runs: Runs) -> None:
        """Add a batch."""
        self._newest.append(runs)
        self.pages += runs.pages
        if len(self._newest) == 2 * _TOGETHER:
            self._stretches.append(Stretch.of(self._newest[:_TOGETHER]))
            del self._newest[:_TOGETHER]

    def keep_for_last(self, runs: Runs) -> None:
        """Add a batch that leaves after all others that there are, in the order of its runs."""
        self.last.append(runs)
        self.pages += runs.pages

    def let_go(self, pages: Pages, *, newest_first: bool) -> Runs:
        """Take pages off the list in the driver's order.

        Args:
            pages: how many, at most what is held.
            newest_first: the last page taken leaves first; else the last batch leaves first, its pages in the order
                in which they were allocated (drivers/virtio/virtio_balloon.c: a batch's first page is the list's head).
        """
        parts: list[Runs] = []
        need = min(pages, self.pages)
        self.pages -= need
        while need:
            if not self._newest and not self._stretches:
                gone, kept = self.last.pop(0).first(need)
                if len(kept):
                    self.last.insert(0, kept)
                parts.append(gone)
                need -= gone.pages
                continue
            if not self._newest:
                self._newest = self._stretches.pop().batches()
            batch = self._newest.pop()
            size = batch.pages
            if newest_first:
                kept, gone = batch.first(size - need) if size > need else (Runs.none(), batch)
                gone = gone.reverse()
            else:
                gone, kept = batch.first(need) if size > need else (batch, Runs.none())
            if len(kept):
                self._newest.append(kept)
            parts.append(gone)
            need -= gone.pages
        return Runs.joined(parts)

    def forget(self, pfns: Array) -> None:
        """Take these pages off the list, wherever they stand: they are the driver's no more."""
        first, last = int(pfns.min()), int(pfns.max())
        left = [stretch.without(pfns, first, last) for stretch in self._stretches]
        self._stretches = [stretch for stretch in left if len(stretch.lengths)]
        if self._newest:
            self._newest = Stretch.of(self._newest).without(pfns, first, last).batches()
        if self.last:
            self.last = Stretch.of(self.last).without(pfns, first, last).batches()
        self.pages -= len(pfns)

    def put_first(self, pfns: Array, *, newest_first: bool) -> None:
        """Put pages at the head of the list one after the other, as migrated ones go there; the last leaves first."""
        self.keep(Runs.of_singles(pfns if newest_first else pfns[::-1]))
