"""One zone as the kernel's rules have it, page by page, in dicts and lists: slow, and plain to check by eye.

It knows nothing of how `engine.memory` is made. Where kernel versions differ a flag of `Rules` decides. Some
things are fixed here:

* Where pageblocks of two types merge, all of the buddy's take the type of the page that was freed last. Up to
  6.9 they kept their types (mm/page_alloc.c:__free_one_page), which goes here with the fallback of 6.6.
* A range is isolated in ascending order, its blocks kept whole, to the tail of the isolate list.
* A range whose isolation is undone first gets its types back, and then its blocks are freed once more, a
  pageblock at a time in ascending order, each to the tail.

Watermarks, their boosts, per-CPU lists, HIGHATOMIC and CMA are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from tests.engine.memory.reference_fallback import (
    claim,
    fall_back_v2_6_24,
    fall_back_v6_6,
    fall_back_v6_12,
    steal,
)


class Zone:
    """A zone that has its pageblocks' types, its pages' kinds and its free lists.

    Attributes:
        lists: by list name and order, the heads of the free blocks, the list's head first.
        kinds: what each present page holds.
        types: each present pageblock's type, which isolation leaves alone.
        isolated: the pageblocks that are isolated.
        blocks: for the first page of each free block its order and the name of its list.
    """

    def __init__(self, layout: Layout, rules: Rules) -> None:
        self.layout, self.rules = layout, rules
        self.orders = range(layout.max_order + 1)
        names = ("unmovable", "movable", "reclaimable", "isolate") if rules.grouping else ("any", "isolate")
        self.lists: dict[str, list[list[int]]] = {name: [[] for _ in self.orders] for name in names}
        self.kinds: dict[int, Kind] = {}
        self.types: dict[int, MigrateType] = {}
        self.isolated: set[int] = set()
        self.blocks: dict[int, tuple[int, str]] = {}

    # What can be seen.

    @property
    def free_pages(self) -> int:
        """MemFree: what is on the lists, but for isolated pageblocks."""
        return sum(
            len(blocks) << order
            for name, lists in self.lists.items()
            if name != "isolate"
            for order, blocks in enumerate(lists)
        )

    def kind(self, pfn: int) -> Kind:
        return self.kinds.get(pfn, Kind.HOLE)

    def block_type(self, pageblock: int) -> MigrateType:
        return MigrateType.ISOLATE if pageblock in self.isolated else self.types[pageblock]

    def kind_counts(self, section: int) -> dict[Kind, int]:
        """How many pages of a section hold what, kinds that no page holds left out."""
        first = section * self.layout.section_pages
        counts: dict[Kind, int] = {}
        for pfn in range(first, first + self.layout.section_pages):
            counts[self.kind(pfn)] = counts.get(self.kind(pfn), 0) + 1
        return counts

    def boot(self, pages: int) -> None:
        """Start with memory that is all free and movable: the largest blocks, the lowest at the head."""
        self._appear(0, pages)
        for pfn in range(0, pages, 1 << self.layout.max_order):
            self._free_in_pageblocks(pfn, self.layout.max_order, tail=True)

    # Allocation.

    def alloc(self, order: int, migrate_type: MigrateType, kind: Kind) -> int | None:
        """Take a block, and return its first page, or None where there is none."""
        name = migrate_type.name.lower() if self.rules.grouping else "any"
        pfn = self.smallest(order, name)
        if pfn is None and self.rules.grouping:
            if self.rules.fallback == "current":
                pfn = claim(self, order, migrate_type)
                if pfn is None:
                    pfn = steal(self, order, migrate_type)
            elif self.rules.fallback == "v2.6.24":
                pfn = fall_back_v2_6_24(self, order, migrate_type)
            elif self.rules.fallback == "v6.12":
                pfn = fall_back_v6_12(self, order, migrate_type)
            elif fall_back_v6_6(self, order, migrate_type):
                pfn = self.smallest(order, name)
        if pfn is not None:
            for page in range(pfn, pfn + (1 << order)):
                assert self.kinds[page] == Kind.FREE
                self.kinds[page] = kind
        return pfn

    def take(self, pages: int, migrate_type: MigrateType, kind: Kind) -> list[int]:
        """Take single pages, one after the other, fewer where memory ends."""
        taken: list[int] = []
        while len(taken) < pages and (pfn := self.alloc(0, migrate_type, kind)) is not None:
            taken.append(pfn)
        return taken

    def smallest(self, order: int, name: str) -> int | None:
        """__rmqueue_smallest: the head of the first list, from `order` upwards, that is not empty."""
        for larger in self.orders[order:]:
            if self.lists[name][larger]:
                pfn = self.lists[name][larger][0]
                self.remove(pfn)
                self.expand(pfn, larger, order, name)
                return pfn
        return None

    def expand(self, pfn: int, larger: int, order: int, name: str) -> None:
        """expand: keep the lowest pages; each upper half goes to the head of its list."""
        while larger > order:
            larger -= 1
            self.insert(pfn + (1 << larger), larger, name, tail=False)

    # Freeing.

    def free(self, pfn: int, order: int) -> None:
        """Give a block back; today one larger than a pageblock goes in pageblocks (split_large_buddy)."""
        for page in range(pfn, pfn + (1 << order)):
            assert self.kinds[page] != Kind.FREE
            self.kinds[page] = Kind.FREE
        if self.rules.fallback in ("current", "v6.12"):
            self._free_in_pageblocks(pfn, order, tail=False)
        else:
            self._free_one(pfn, order, tail=False)

    def give(self, pfns: Iterable[int]) -> None:
        """Free single pages, one after the other."""
        for pfn in pfns:
            self.free(pfn, 0)

    def _free_in_pageblocks(self, pfn: int, order: int, *, tail: bool) -> None:
        part = min(order, self.layout.pageblock_order)
        for first in range(pfn, pfn + (1 << order), 1 << part):
            self._free_one(first, part, tail=tail)

    def _free_one(self, pfn: int, order: int, *, tail: bool) -> None:
        """__free_one_page: merge as far as that goes, and join the list of the freed page's pageblock."""
        name = self._list_of(pfn)
        freed_type = self.types[pfn >> self.layout.pageblock_order]
        while order < self.layout.max_order:
            buddy = pfn ^ (1 << order)
            if not self._is_free_block(buddy, order):
                break
            if order >= self.layout.pageblock_order:
                if (name == "isolate") != (self._list_of(buddy) == "isolate"):
                    break
                if name not in ("isolate", "any") and self.rules.fallback in ("current", "v6.12"):
                    self.set_types(buddy, order, freed_type)
            self.remove(buddy)
            pfn &= buddy
            order += 1
        self.insert(pfn, order, name, tail=tail or self._merge_is_likely(pfn, order))

    def _merge_is_likely(self, pfn: int, order: int) -> bool:
        """buddy_merge_likely: whether the block one order up would find its own buddy free."""
        if not self.rules.tail_placement or order >= self.layout.max_order - 1:
            return False
        parent = pfn & ~(1 << order)
        return self._is_free_block(parent ^ (1 << (order + 1)), order + 1)

    # Isolation and hotplug.

    def isolate(self, first: int, pages: int) -> None:
        """Set pageblocks aside: their free blocks leave the lists. No block may cross the range's ends."""
        self.isolated.update(self._pageblocks(first, pages))
        for pfn in self.free_blocks(first, pages):
            order, _ = self.remove(pfn)
            self.insert(pfn, order, "isolate", tail=True)

    def undo_isolate(self, first: int, pages: int) -> None:
        """Give isolated pageblocks back to the allocator: with their types, or all movable as up to 6.16."""
        for pageblock in self._pageblocks(first, pages):
            self.isolated.discard(pageblock)
            if not self.rules.isolate_keeps_type:
                self.types[pageblock] = MigrateType.MOVABLE
        for pfn in self.free_blocks(first, pages):
            if pfn in self.blocks and self.blocks[pfn][1] == "isolate":
                order, _ = self.remove(pfn)
                self._free_in_pageblocks(pfn, order, tail=True)

    def online(self, first: int, pages: int) -> None:
        """Let new pages be free: the largest blocks to the tail; in 2006 page by page."""
        self._appear(first, pages)
        step = self.layout.max_order if self.rules.online_in_blocks else 0
        for pfn in range(first, first + pages, 1 << step):
            self._free_in_pageblocks(pfn, step, tail=self.rules.online_in_blocks)

    def take_isolated(self, first: int, pages: int) -> None:
        """Remove a range, of which all is free and isolated, from the lists and from the zone."""
        for pfn in self.free_blocks(first, pages):
            _, name = self.remove(pfn)
            assert name == "isolate"
        for pfn in range(first, first + pages):
            assert self.kinds.pop(pfn) == Kind.FREE
        for pageblock in self._pageblocks(first, pages):
            self.isolated.remove(pageblock)
            del self.types[pageblock]

    # Lists and pageblocks.

    def _appear(self, first: int, pages: int) -> None:
        self.kinds.update(dict.fromkeys(range(first, first + pages), Kind.FREE))
        self.types.update(dict.fromkeys(self._pageblocks(first, pages), MigrateType.MOVABLE))

    def insert(self, pfn: int, order: int, name: str, *, tail: bool) -> None:
        blocks = self.lists[name][order]
        blocks.insert(len(blocks) if tail else 0, pfn)
        self.blocks[pfn] = order, name

    def remove(self, pfn: int) -> tuple[int, str]:
        order, name = self.blocks.pop(pfn)
        self.lists[name][order].remove(pfn)
        return order, name

    def _is_free_block(self, pfn: int, order: int) -> bool:
        return pfn in self.blocks and self.blocks[pfn][0] == order

    def _list_of(self, pfn: int) -> str:
        """The list that a page joins when it is freed."""
        pageblock = pfn >> self.layout.pageblock_order
        if pageblock in self.isolated:
            return "isolate"
        return self.types[pageblock].name.lower() if self.rules.grouping else "any"

    def pageblock(self, pfn: int) -> range:
        pages = self.layout.pageblock_pages
        first = pfn - pfn % pages
        return range(first, first + pages)

    def _pageblocks(self, first: int, pages: int) -> range:
        return range(first >> self.layout.pageblock_order, (first + pages) >> self.layout.pageblock_order)

    def free_blocks(self, first: int, pages: int) -> list[int]:
        """The free blocks of a range, in ascending order."""
        return [pfn for pfn in range(first, first + pages) if pfn in self.blocks]

    def move_pageblock(self, pfn: int, name: str, *, tail: bool = True) -> int:
        """move_freepages_block: all free blocks of a pageblock, ascending, to other lists; returns their pages."""
        pages, moved = self.pageblock(pfn), 0
        for block in self.free_blocks(pages.start, len(pages)):
            order, _ = self.remove(block)
            self.insert(block, order, name, tail=tail)
            moved += 1 << order
        return moved

    def set_types(self, pfn: int, order: int, migrate_type: MigrateType) -> None:
        for pageblock in self._pageblocks(pfn, 1 << order):
            self.types[pageblock] = migrate_type
