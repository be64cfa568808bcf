"""Which pageblocks of a section are not plugged: a virtio-mem device plugs and unplugs less than a section."""

from __future__ import annotations

import attrs

from engine.memory.layout import Layout
from engine.memory.runs import Runs
from engine.units import Pfn


@attrs.frozen
class Unplugged:
    """Pageblocks of a present section that are not plugged, a bit each, the section's first the lowest.

    Attributes:
        blocks: all of them.
        fresh: those that the allocator never had since the section last went online (PageDirty in virtio_mem.c);
            it gets them in the largest blocks. The others were taken from it and come back page by page.
    """

    blocks: int = 0
    fresh: int = 0

    @property
    def count(self) -> int:
        """How many pageblocks."""
        return self.blocks.bit_count()

    def with_more(self, first: int, count: int) -> Unplugged:
        """Return this with pageblocks that were taken from the allocator."""
        return Unplugged(self.blocks | bits(first, count), self.fresh)

    def without(self, first: int, count: int) -> Unplugged:
        """Return this without pageblocks, which are plugged."""
        kept = ~bits(first, count)
        return Unplugged(self.blocks & kept, self.fresh & kept)

    def all_fresh(self) -> Unplugged:
        """Return this of a section that is offline: the allocator has none of its pages."""
        return Unplugged(self.blocks, self.blocks)


WHOLE = Unplugged()
"""Everything is plugged."""


def bits(first: int, count: int) -> int:
    """Return the bits of pageblocks that follow each other."""
    return ((1 << count) - 1) << first


def runs_of_bits(found: int) -> list[tuple[int, int]]:
    """Return runs of bits that are set: the first of each and how many, upwards."""
    runs, at = [], 0
    while rest := found >> at:
        at += (rest & -rest).bit_length() - 1
        rest = found >> at
        count = (~rest & rest + 1).bit_length() - 1
        runs.append((at, count))
        at += count
    return runs


def plugged_runs(layout: Layout, section: int, found: Unplugged) -> Runs:
    """Return the pages of a section that are plugged."""
    first: Pfn = section << layout.section_shift
    plugged = bits(0, layout.section_pageblocks) & ~found.blocks
    shift = layout.pageblock_order
    return Runs.of([(first + (at << shift), count << shift) for at, count in runs_of_bits(plugged)])
