"""Runs of page frames in an order that matters: what bulk operations take and return."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from engine.units import Pages, Pfn

Array = NDArray[np.int64]


@attrs.frozen(eq=False)
class Runs:
    """Page frames as (first pfn, pages) pairs, ascending inside a run; the order of the runs is kept."""

    starts: Array
    counts: Array

    @classmethod
    def none(cls) -> Runs:
        """Return no pages."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))

    @classmethod
    def of(cls, pairs: list[tuple[Pfn, Pages]]) -> Runs:
        """Return the runs listed."""
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return cls(np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1]))

    @classmethod
    def of_pfns(cls, pfns: Array) -> Runs:
        """Return single pages as runs: neighbours that follow each other upwards share one."""
        pfns = np.asarray(pfns, np.int64)
        if not len(pfns):
            return cls.none()
        breaks = np.flatnonzero(np.diff(pfns) != 1) + 1
        first = np.concatenate(([0], breaks))
        return cls(pfns[first], np.diff(np.concatenate((first, [len(pfns)]))))

    @classmethod
    def joined(cls, parts: list[Runs]) -> Runs:
        """Return the runs of all parts, one part after the other."""
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return cls.none()
        return cls(np.concatenate([p.starts for p in parts]), np.concatenate([p.counts for p in parts]))

    @property
    def pages(self) -> Pages:
        """How many pages there are in all."""
        counts = self.counts
        return int(counts[0]) if len(counts) == 1 else int(np.add.reduce(counts))

    def __len__(self) -> int:
        return len(self.starts)

    def pfns(self) -> Array:
        """Return every page frame number, in order."""
        counts = self.counts
        if len(counts) == 1:
            return np.arange(self.starts[0], self.starts[0] + counts[0], dtype=np.int64)
        if not len(counts) or int(np.maximum.reduce(counts)) == 1:
            return self.starts
        ends = np.cumsum(counts)
        pfns: Array = np.arange(ends[-1], dtype=np.int64) + np.repeat(self.starts - (ends - counts), counts)
        return pfns

    def pairs(self) -> list[tuple[Pfn, Pages]]:
        """Return the runs as plain pairs."""
        return list(zip(self.starts.tolist(), self.counts.tolist(), strict=True))

    def each(self) -> list[Runs]:
        """Return every run for itself."""
        return [Runs(self.starts[at : at + 1], self.counts[at : at + 1]) for at in range(len(self))]

    def filled(self) -> Runs:
        """Return the runs without those of no pages."""
        some = self.counts > 0
        return self if some.all() else Runs(self.starts[some], self.counts[some])

    def first(self, pages: Pages) -> tuple[Runs, Runs]:
        """Split into the first `pages` pages and the rest."""
        if len(self.counts) == 1 and 0 < pages < self.counts[0]:
            rest = Runs(self.starts + pages, self.counts - pages)
            return Runs(self.starts, np.array([pages], np.int64)), rest
        if pages >= self.pages:
            return self, Runs.none()
        ends = np.cumsum(self.counts)
        cut = int(np.searchsorted(ends, pages, side="left"))
        if cut >= len(self):
            return self, Runs.none()
        inside = pages - (int(ends[cut]) - int(self.counts[cut]))
        head_counts, rest_starts, rest_counts = (
            self.counts[: cut + 1].copy(),
            self.starts[cut:].copy(),
            self.counts[cut:].copy(),
        )
        head_counts[-1] = inside
        rest_starts[0] += inside
        rest_counts[0] -= inside
        head = Runs(self.starts[: cut + 1], head_counts)
        rest = Runs(rest_starts, rest_counts)
        return (head if inside else Runs(head.starts[:-1], head_counts[:-1])), (
            rest if rest_counts[0] else Runs(rest_starts[1:], rest_counts[1:])
        )

    def reverse(self) -> Runs:
        """Return the same pages last first, a page a run."""
        return Runs.of_singles(self.pfns()[::-1])

    @classmethod
    def of_singles(cls, pfns: Array) -> Runs:
        """Return each page as a run of its own, in order."""
        pfns = np.ascontiguousarray(pfns, np.int64)
        return cls(pfns, np.ones(len(pfns), np.int64))

    def merged(self) -> Runs:
        """Return the same sequence with runs joined where one continues the one before."""
        if len(self) < 2:
            return self
        ends = self.starts + self.counts
        first = np.concatenate(([True], self.starts[1:] != ends[:-1]))
        index = np.flatnonzero(first)
        return Runs(self.starts[index], np.add.reduceat(self.counts, index))
