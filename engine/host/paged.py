"""Which pages of one guest are on the host's swap."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.host.column import Column, Hasher
from engine.host.runs import Int64s, end_of
from engine.memory.runs import Runs
from engine.units import Pages


@attrs.define(eq=False)
class PagedOut:
    """A set of pages, in frames. The host's swap has room for all; what stands on it is not simulated."""

    _out: Column[np.bool_] = attrs.field(factory=lambda: Column.of(0, np.False_))
    pages: Pages = 0
    """How many there are."""

    def fork(self) -> PagedOut:
        """Return the same set; from now on neither influences the other."""
        return PagedOut(self._out.fork(), self.pages)

    def put(self, pfns: Runs) -> None:
        """Add pages that are not in it."""
        end = end_of(pfns)
        if end > self._out.length:
            self._out.resize(max(end, self._out.length * 5 // 4))
        self._out.write(pfns, np.True_)
        self.pages += pfns.pages

    def drop(self, pfns: Runs) -> None:
        """Take pages out that are in it."""
        self._out.write(pfns, np.False_)
        self.pages -= pfns.pages

    def part(self, pfns: Runs) -> tuple[Runs, Runs]:
        """Return those of the pages that are in it, and the others, each in their order."""
        if not self.pages:
            return Runs.none(), pfns
        inside = Runs.of_pfns(pfns.pfns()) if end_of(pfns) > self._out.length else pfns
        if inside is not pfns:
            here = self.has(inside.pfns())
            return Runs.of_pfns(inside.pfns()[here]), Runs.of_pfns(inside.pfns()[~here])
        pieces, out = self._out.read(pfns)
        some, rest = (Runs(pieces.starts[it], pieces.counts[it]).merged() for it in (out, ~out))
        return some, rest

    def has(self, pfns: Int64s) -> NDArray[np.bool_]:
        """Say of each page whether it is in it."""
        found = np.zeros(pfns.shape, np.bool_)
        known = np.flatnonzero((pfns >= 0) & (pfns < self._out.length))
        found[known] = self._out.at(pfns[known])
        return found

    def all(self) -> Runs:
        """Return every page, ascending, in as few runs as there can be."""
        return self._out.filled()[0] if self.pages else Runs.none()

    def digest_into(self, hasher: Hasher) -> None:
        """Hash which pages are in it."""
        self._out.digest_into(hasher)
