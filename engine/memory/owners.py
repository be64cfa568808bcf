"""What each owner of pages holds, in numbers that are always current. Owner 0 is nobody, and is not counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.memory.kinds import KINDS, Kind
from engine.memory.page_list import Array
from engine.units import Pages

OWNERS = 256
"""Owners have numbers below this: a page's is one byte."""


class Owned:
    """Pages by owner: of each Kind, and in each section.

    Attributes:
        by_kind: int64 [owners so far, KINDS].
        by_section: int32 [owners so far, sections so far].
    """

    __slots__ = ("by_kind", "by_section")

    def __init__(self) -> None:
        self.by_kind: Array = np.zeros((1, KINDS), np.int64)
        self.by_section: NDArray[np.int32] = np.zeros((1, 0), np.int32)

    def fork(self) -> Owned:
        """Return an equal table of its own."""
        twin = Owned()
        twin.by_kind, twin.by_section = self.by_kind.copy(), self.by_section.copy()
        return twin

    @property
    def any(self) -> bool:
        """Whether there ever was an owner."""
        return len(self.by_kind) > 1

    def make_room(self, owners: int, sections: int) -> None:
        """Have a row for owners below a number, and a column for sections below another."""
        rows, columns = self.by_section.shape
        if owners > rows or sections > columns:
            rows, columns = max(rows, owners), max(columns, sections)
            wider = np.zeros((rows, columns), np.int32)
            wider[: len(self.by_section), : self.by_section.shape[1]] = self.by_section
            kinds = np.zeros((rows, KINDS), np.int64)
            kinds[: len(self.by_kind)] = self.by_kind
            self.by_section, self.by_kind = wider, kinds

    def count_kind(self, kind: Kind, owners: NDArray[np.uint8], sign: int) -> None:
        """Let the owners of pages have more (+1) or fewer (-1) of a kind, for each page one."""
        pages = np.bincount(owners, minlength=len(self.by_kind))
        self.by_kind[1:, kind] += sign * pages[1:]

    def count_kinds(self, kinds: NDArray[np.uint8], owners: NDArray[np.uint8], sign: int) -> None:
        """The same for pages of different kinds."""
        table = np.bincount(owners.astype(np.int64) * KINDS + kinds, minlength=self.by_kind.size)
        self.by_kind[1:] += sign * table.reshape(-1, KINDS)[1:]

    def count_sections(self, owners: NDArray[np.uint8], sections: Array, sign: int) -> None:
        """Let the owners of pages have more (+1) or fewer (-1) in sections, for each page one."""
        rows = owners.astype(np.int64)
        np.add.at(self.by_section.reshape(-1), rows * self.by_section.shape[1] + sections, np.int32(sign))
        self.by_section[0] = 0

    def recount(self, section: int, owners: NDArray[np.uint8], kinds: NDArray[np.uint8]) -> None:
        """Count the pages of a section that was not counted yet."""
        self.count_kinds(kinds, owners, +1)
        pages = np.bincount(owners, minlength=len(self.by_kind))
        self.by_section[1:, section] += pages[1:].astype(np.int32)

    def of(self, owner: int) -> Array:
        """Return an owner's pages of each Kind."""
        return self.by_kind[owner] if owner < len(self.by_kind) else np.zeros(KINDS, np.int64)

    def total(self, owner: int) -> Pages:
        """Return how many pages an owner has."""
        return int(self.of(owner).sum())
