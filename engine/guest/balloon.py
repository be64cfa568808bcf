"""The pages that a balloon driver holds, in the order in which it took them."""

from __future__ import annotations

import attrs
import numpy as np

from engine.memory.page_list import Array
from engine.memory.runs import Runs
from engine.units import Pages


@attrs.define(eq=False)
class Balloon:
    """A driver's list of pages, as the batches in which they came, oldest first."""

    batches: list[Runs] = attrs.Factory(list)
    pages: Pages = 0

    def fork(self) -> Balloon:
        """Return an equal balloon; batches are never changed in place."""
        return Balloon(self.batches.copy(), self.pages)

    def keep(self, runs: Runs) -> None:
        """Add a batch."""
        self.batches.append(runs)
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
            batch = self.batches.pop()
            size = batch.pages
            if newest_first:
                kept, gone = batch.first(size - need) if size > need else (Runs.none(), batch)
                gone = gone.reverse()
            else:
                gone, kept = batch.first(need) if size > need else (batch, Runs.none())
            if len(kept):
                self.batches.append(kept)
            parts.append(gone)
            need -= gone.pages
        return Runs.joined(parts)

    def forget(self, pfns: Array) -> None:
        """Take these pages off the list, wherever they stand: they are the driver's no more."""
        first, last = int(pfns.min()), int(pfns.max())
        starts = np.concatenate([batch.starts for batch in self.batches])
        ends = starts + np.concatenate([batch.counts for batch in self.batches])
        batch_of = np.repeat(np.arange(len(self.batches)), [len(batch) for batch in self.batches])
        for number in np.unique(batch_of[(starts <= last) & (ends > first)]).tolist():
            held = self.batches[number].pfns()
            self.batches[number] = Runs.of_pfns(held[~np.isin(held, pfns)])
        self.batches = [batch for batch in self.batches if len(batch)]
        self.pages -= len(pfns)

    def put_first(self, pfns: Array, *, newest_first: bool) -> None:
        """Put pages at the head of the list one after the other, as migrated ones go there; the last leaves first."""
        self.batches.append(Runs.of_singles(pfns if newest_first else pfns[::-1]))
        self.pages += len(pfns)
