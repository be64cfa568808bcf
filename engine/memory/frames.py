"""Page frames by section: what each page holds, where it stands in a list, and counters that are always current.

A section whose pages all hold the same is one record; a part of it that changes gives it columns. Columns are
shared between forks and copied by whoever writes first.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.memory.growth import longer, room_for
from engine.memory.kinds import KINDS, Kind, MigrateType
from engine.memory.layout import Layout
from engine.memory.owners import Owned
from engine.memory.page_list import Array
from engine.units import Pages, Pfn

MIXED = 255
"""In `uniform`: the section has columns."""
NO_TAG = -1
"""Not the head of a free block."""
ISOLATED = 0x80
"""In a pageblock's type byte: the pageblock is isolated, and the lower bits keep its type."""
_LONG = 64
"""Pages in a stretch of one section, on average, from which on sorting by section is not worth it."""
ORDER_BITS = 15
"""A tag's low bits are the free block's order; the bits above are the type of the list it stands on."""


def tag_of(order: int, list_type: int) -> int:
    """Return what the head of a free block is marked with."""
    return order | list_type << 4


class Columns:
    """One section's pages: `kinds` uint8, `tags` int8 and `slots` int32 a page, `types` uint8 a pageblock.

    `owners` is uint8 a page, or None until an owner took pages of the section; 0 is nobody. Every other column has a
    memoryview over the same bytes, which is quicker for single pages.
    """

    __slots__ = (
        "kind_at",
        "kinds",
        "owners",
        "slot_at",
        "slots",
        "tag_at",
        "tags",
        "token",
        "type_at",
        "types",
    )

    def __init__(
        self,
        kinds: NDArray[np.uint8],
        tags: NDArray[np.int8],
        slots: NDArray[np.int32],
        types: NDArray[np.uint8],
        token: object,
        owners: NDArray[np.uint8] | None = None,
    ) -> None:
        self.owners = owners
        self.kinds, self.tags, self.slots, self.types, self.token = kinds, tags, slots, types, token
        self.kind_at, self.tag_at = kinds.data, tags.data
        self.slot_at, self.type_at = slots.data, types.data

    def copy(self, token: object) -> Columns:
        """Return columns of one's own."""
        owners = None if self.owners is None else self.owners.copy()
        return Columns(
            self.kinds.copy(), self.tags.copy(), self.slots.copy(), self.types.copy(), token, owners
        )


class Frames:
    """The page frames of all sections up to the highest that was ever present.

    Attributes:
        uniform: uint8 [sections], the Kind that all pages share, or MIXED.
        uniform_types: uint8 [sections], the pageblock type byte of a uniform section.
        counts: [sections, KINDS] pages of each Kind.
        versions: uint32 [sections], grows with every change.
        version: grows with every change of any section.
        owned: what each owner holds.
        shift, mask: of a pfn, which give its section and its offset there.
        count_at, stride: a view of `counts` that is quicker for single pages: a section's count of a kind is at
            `kind * stride + section`.
        version_at: the same of `versions`.
        token: columns that have another are shared with a fork.
    """

    __slots__ = (
        "_counts",
        "_types_at",
        "_uniform_at",
        "balloon_movable",
        "count_at",
        "counts",
        "layout",
        "mask",
        "mixed",
        "owned",
        "sections",
        "shift",
        "stride",
        "token",
        "uniform",
        "uniform_types",
        "version",
        "version_at",
        "versions",
    )

    def __init__(self, layout: Layout, sections: int = 0, *, balloon_movable: bool = False) -> None:
        self.layout = layout
        self.balloon_movable = balloon_movable
        self.shift, self.mask = layout.section_shift, layout.section_pages - 1
        self.token = object()
        self.mixed: dict[int, Columns] = {}
        self.owned = Owned()
        self.version = 0
        self.sections = 0
        width = np.uint16 if layout.section_pages < 1 << 16 else np.uint32
        self._counts: NDArray[np.unsignedinteger] = np.zeros((KINDS, 0), width)
        self.counts: NDArray[np.unsignedinteger] = self._counts.T
        self.uniform: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.uniform_types: NDArray[np.uint8] = np.zeros(0, np.uint8)
        self.versions: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self.extend(sections)

    def extend(self, sections: int) -> None:
        """Have records for at least that many sections; new ones are holes."""
        if sections <= self.sections:
            return
        if sections > self._counts.shape[1]:
            counts = np.zeros((KINDS, room_for(sections)), self._counts.dtype)
            counts[:, : self.sections] = self._counts[:, : self.sections]
            self._counts = counts
        self._counts[Kind.HOLE, self.sections : sections] = self.layout.section_pages
        self.uniform = longer(self.uniform, sections, Kind.HOLE)
        self.uniform_types = longer(self.uniform_types, sections, MigrateType.MOVABLE)
        self.versions = longer(self.versions, sections, 0)
        self.sections = sections
        self._look()

    def _look(self) -> None:
        self.counts = self._counts[:, : self.sections].T
        self.count_at, self.stride = self._counts.reshape(-1).data, self._counts.shape[1]
        self._uniform_at, self._types_at = self.uniform.data, self.uniform_types.data
        self.version_at = self.versions.data

    def fork(self) -> Frames:
        """Return an equal copy; columns are shared until either side writes."""
        twin = Frames(self.layout, balloon_movable=self.balloon_movable)
        twin.sections, twin.version = self.sections, self.version
        twin._counts, twin.uniform = self._counts.copy(), self.uniform.copy()
        twin.uniform_types, twin.versions = self.uniform_types.copy(), self.versions.copy()
        twin.mixed, twin.owned = self.mixed.copy(), self.owned.fork()
        self.token, twin.token = object(), object()
        twin._look()
        return twin

    def __getstate__(self) -> tuple[object, ...]:
        """Return all but the views of what else there is."""
        return (
            *(self.layout, self.balloon_movable, self.shift, self.mask, self.sections, self.version),
            *(
                self._counts,
                self.uniform,
                self.uniform_types,
                self.versions,
                self.mixed,
                self.owned,
                self.token,
            ),
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        """Take what `__getstate__` returned."""
        self.layout, self.balloon_movable, self.shift, self.mask, self.sections, self.version, *rest = state
        self._counts, self.uniform, self.uniform_types, self.versions, self.mixed, self.owned, self.token = (
            rest
        )
        self._look()

    def columns(self, section: int) -> Columns:
        """Return the section's columns for writing; the section's version grows."""
        self.version_at[section] += 1
        self.version += 1
        columns = self.mixed.get(section)
        if columns is not None and columns.token is self.token:
            return columns
        columns = self._spread(section) if columns is None else columns.copy(self.token)
        self.mixed[section] = columns
        return columns

    def _spread(self, section: int) -> Columns:
        """Give a uniform section columns; the heads of free blocks, and where they stand, are the caller's to mark."""
        layout = self.layout
        kind = self._uniform_at[section]
        kinds = np.full(layout.section_pages, kind, np.uint8)
        tags = np.full(layout.section_pages, NO_TAG, np.int8)
        types = np.full(layout.section_pageblocks, self._types_at[section], np.uint8)
        self._uniform_at[section] = MIXED
        return Columns(kinds, tags, np.zeros(layout.section_pages, np.int32), types, self.token)

    def adopt(
        self,
        section: int,
        kinds: NDArray[np.uint8],
        tags: NDArray[np.int8],
        slots: NDArray[np.int32],
        types: NDArray[np.uint8],
        owners: NDArray[np.uint8] | None = None,
    ) -> None:
        """Let a section have these columns, which nobody else uses, and count its pages."""
        self.mixed[section] = Columns(kinds, tags, slots, types, self.token, owners)
        self._uniform_at[section] = MIXED
        self.counts[section] = np.bincount(kinds, minlength=KINDS)
        self.version_at[section] += 1
        self.version += 1

    def set_uniform(self, section: int, kind: Kind, type_byte: int | None = None) -> None:
        """Make all pages of a section hold the same; its columns go."""
        if type_byte is not None:
            self._types_at[section] = type_byte
        elif (columns := self.mixed.get(section)) is not None:
            # a section is kept mixed by its types too: several types cannot be one record
            if columns.types.min() != columns.types.max():
                columns = self.columns(section)
                columns.kinds[:] = kind
                columns.tags[:] = NO_TAG
                self._recount(section, kind)
                return
            self._types_at[section] = int(columns.types[0])
        self.mixed.pop(section, None)
        self._uniform_at[section] = kind
        self._recount(section, kind)
        self.version_at[section] += 1
        self.version += 1

    def _recount(self, section: int, kind: Kind) -> None:
        self.counts[section] = 0
        self.counts[section, kind] = self.layout.section_pages

    def kind(self, pfn: Pfn) -> Kind:
        """Return what one page holds."""
        section = pfn >> self.shift
        columns = self.mixed.get(section)
        return Kind(self._uniform_at[section] if columns is None else columns.kind_at[pfn & self.mask])

    def hold(self, pfns: Array, kind: Kind) -> NDArray[np.bool_]:
        """Say of each page whether it is of a kind."""
        found = np.zeros(len(pfns), bool)
        for section, offsets, part in self.by_section(pfns):
            columns = self.mixed.get(section)
            if columns is None:
                found[part] = self._uniform_at[section] == kind
            else:
                found[part] = columns.kinds[offsets] == kind
        return found

    def kinds_at(self, pfns: Array) -> NDArray[np.uint8]:
        """Return what each page holds."""
        found = np.empty(len(pfns), np.uint8)
        for section, offsets, part in self.by_section(pfns):
            columns = self.mixed.get(section)
            found[part] = self._uniform_at[section] if columns is None else columns.kinds[offsets]
        return found

    def kinds_of(self, section: int) -> NDArray[np.uint8]:
        """Return the kinds of a section's pages, to be read at once."""
        columns = self.mixed.get(section)
        if columns is not None:
            return columns.kinds
        return np.full(self.layout.section_pages, self._uniform_at[section], np.uint8)

    def types_of(self, section: int) -> NDArray[np.uint8]:
        """Return the type bytes of a section's pageblocks, to be read at once."""
        columns = self.mixed.get(section)
        if columns is not None:
            return columns.types
        return np.full(self.layout.section_pageblocks, self._types_at[section], np.uint8)

    def type_byte(self, pfn: Pfn) -> int:
        """Return the type byte of the pageblock that holds `pfn`."""
        section = pfn >> self.shift
        columns = self.mixed.get(section)
        if columns is None:
            return self._types_at[section]
        return columns.type_at[(pfn & self.mask) >> self.layout.pageblock_order]

    def list_type(self, pfn: Pfn) -> int:
        """Return the type of the list that a page freed now would join."""
        byte = self.type_byte(pfn)
        return MigrateType.ISOLATE if byte & ISOLATED else byte

    def list_types(self, pfns: Array) -> Array:
        """Return for each page the type of the list that it would join if it were freed now."""
        found = np.empty(len(pfns), np.int64)
        for section, offsets, part in self.by_section(pfns):
            bytes_of = self.types_of(section)[offsets >> self.layout.pageblock_order]
            found[part] = np.where(bytes_of & ISOLATED, np.uint8(MigrateType.ISOLATE), bytes_of)
        return found

    def park(self, pfns: Array) -> None:
        """Let pages in use, of whatever kind, be free pages that a CPU keeps."""
        for section, offsets, _ in self.by_section(pfns):
            columns = self.columns(section)
            for kind, pages in enumerate(np.bincount(columns.kinds[offsets], minlength=KINDS).tolist()):
                if pages:
                    self.count_at[kind * self.stride + section] -= pages
            self.count_at[Kind.PER_CPU * self.stride + section] += len(offsets)
            columns.kinds[offsets] = Kind.PER_CPU

    def mark(self, pfn: Pfn, pages: Pages, kind: Kind, was: Kind) -> None:
        """Let `pages` pages of one section, which all held `was`, hold `kind`."""
        section = pfn >> self.shift
        columns = self.columns(section)
        at = pfn & self.mask
        if pages == 1:
            columns.kind_at[at] = kind
        else:
            columns.kinds[at : at + pages] = kind
        self.count_at[was * self.stride + section] -= pages
        self.count_at[kind * self.stride + section] += pages

    def mark_taken(self, pfn: Pfn, pages: Pages, kind: Kind) -> None:
        """Let `pages` free pages of one section hold `kind`; the first may head a block, which it does no more."""
        section, at = pfn >> self.shift, pfn & self.mask
        columns = self.columns(section)
        columns.tag_at[at] = NO_TAG
        if pages == 1:
            columns.kind_at[at] = kind
        else:
            columns.kinds[at : at + pages] = kind
        self.count_at[Kind.FREE * self.stride + section] -= pages
        self.count_at[kind * self.stride + section] += pages

    def count_freed(self, section: int, pages: Array) -> None:
        """Count pages of a section, given by kind, as free from now on."""
        for kind in pages.nonzero()[0].tolist():
            self.count_at[kind * self.stride + section] -= int(pages[kind])
            self.count_at[Kind.FREE * self.stride + section] += int(pages[kind])

    def by_section(self, pfns: Array) -> list[tuple[int, Array, Array | slice]]:
        """Group pfns: (section, offsets in it, positions in `pfns`), order kept inside.

        A section has several groups where its pages stand in a few long stretches: they need not be sorted then.
        """
        if not len(pfns):
            return []
        sections = pfns >> self.shift
        cuts = (sections[1:] != sections[:-1]).nonzero()[0] + 1
        if len(cuts) * _LONG >= len(pfns):
            return self.gathered(pfns)
        offsets, edges = pfns & self.mask, [0, *cuts.tolist(), len(pfns)]
        return [(int(sections[a]), offsets[a:b], slice(a, b)) for a, b in pairwise(edges)]

    def gathered(self, pfns: Array) -> list[tuple[int, Array, Array | slice]]:
        """Group pfns as `by_section` does, with one group for each section, ascending; there must be some."""
        sections, offsets = pfns >> self.shift, pfns & self.mask
        low, high = int(sections.min()), int(sections.max())
        if low == high:
            return [(low, offsets, slice(0, len(pfns)))]
        keys = sections - low
        order = np.argsort(keys.astype(np.uint16) if high - low < 1 << 16 else keys, kind="stable")
        sections, offsets = sections[order], offsets[order]
        cuts = (sections[1:] != sections[:-1]).nonzero()[0] + 1
        edges = [0, *cuts.tolist(), len(pfns)]
        found = [int(sections[0]), *sections[cuts].tolist()]
        return [
            (section, offsets[a:b], order[a:b])
            for section, (a, b) in zip(found, pairwise(edges), strict=True)
        ]

    def mark_many_taken(self, pfns: Array, kind: Kind) -> None:
        """Let single free pages hold `kind` and head no block."""
        for section, offsets, _ in self.by_section(pfns):
            columns = self.columns(section)
            columns.kinds[offsets] = kind
            columns.tags[offsets] = NO_TAG
            self.count_at[Kind.FREE * self.stride + section] -= len(offsets)
            self.count_at[kind * self.stride + section] += len(offsets)

    def mark_pfns(self, pfns: Array, kind: Kind, was: Kind) -> None:
        """Let single pages, which all held `was`, hold `kind`."""
        for section, offsets, _ in self.by_section(pfns):
            columns = self.columns(section)
            columns.kinds[offsets] = kind
            self.count_at[was * self.stride + section] -= len(offsets)
            self.count_at[kind * self.stride + section] += len(offsets)

    def set_slots(self, pfns: Array, slots: Array) -> None:
        """Let pages remember where they stand; entries for whole sections have no one to remember."""
        real = pfns >= 0
        if not real.all():
            pfns, slots = pfns[real], slots[real]
        for section, offsets, part in self.by_section(pfns):
            self.own(section).slots[offsets] = slots[part]

    def own(self, section: int) -> Columns:
        """Return the section's columns for writing what is no change of its pages."""
        columns = self.mixed.get(section)
        if columns is None:
            columns = self.mixed[section] = self._spread(section)
        elif columns.token is not self.token:
            columns = self.mixed[section] = columns.copy(self.token)
        return columns
