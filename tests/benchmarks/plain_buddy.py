"""Buddy allocators as one would write them in plain Python, without types: what our single steps are held against."""

from __future__ import annotations

NONE = -1
FREE = 1


class OrderedBuddy:
    """Free lists that go through arrays, as the kernel's go through struct page: the block freed last is taken first.

    Each page knows what it holds, its neighbours in its list and, at the head of a free block, its order; pages are
    counted by what they hold. No migrate types, no sections, no zones, no versions, nothing that a fork could share.
    """

    def __init__(self, pages: int, max_order: int = 10) -> None:
        self.max_order = max_order
        self.order_at = [NONE] * pages
        self.after = [NONE] * pages
        self.before = [NONE] * pages
        self.heads = [NONE] * (max_order + 1)
        self.kind_at = bytearray([FREE]) * pages
        self.counts = [0] * 16
        self.counts[FREE] = pages
        for page in reversed(range(0, pages, 1 << max_order)):
            self._push(page, max_order)

    def _push(self, page: int, order: int) -> None:
        head = self.heads[order]
        self.after[page], self.before[page] = head, NONE
        if head >= 0:
            self.before[head] = page
        self.heads[order] = page
        self.order_at[page] = order

    def _remove(self, page: int, order: int) -> None:
        after, before = self.after[page], self.before[page]
        if before >= 0:
            self.after[before] = after
        else:
            self.heads[order] = after
        if after >= 0:
            self.before[after] = before
        self.order_at[page] = NONE

    def alloc(self, order: int, kind: int) -> int | None:
        """Take the head of the smallest list that has a large enough block, split it, and let it hold `kind`."""
        for larger in range(order, self.max_order + 1):
            page = self.heads[larger]
            if page >= 0:
                self._remove(page, larger)
                while larger > order:
                    larger -= 1
                    self._push(page + (1 << larger), larger)
                self._mark(page, order, kind)
                return page
        return None

    def _mark(self, page: int, order: int, kind: int) -> None:
        self.counts[self.kind_at[page]] -= 1 << order
        self.counts[kind] += 1 << order
        if order:
            self.kind_at[page : page + (1 << order)] = bytes([kind]) * (1 << order)
        else:
            self.kind_at[page] = kind

    def release(self, page: int, order: int) -> None:
        """Give a block back, and merge it with its buddy as far as that goes."""
        order_at = self.order_at
        self._mark(page, order, FREE)
        while order < self.max_order:
            buddy = page ^ (1 << order)
            if order_at[buddy] != order:
                break
            self._remove(buddy, order)
            page &= buddy
            order += 1
        self._push(page, order)


class SetBuddy:
    """Free blocks as a set for each order: which of them is taken next is nobody's choice."""

    def __init__(self, pages: int, max_order: int = 10) -> None:
        self.max_order = max_order
        self.free: list[set[int]] = [set() for _ in range(max_order + 1)]
        self.free[max_order].update(range(0, pages, 1 << max_order))

    def alloc(self, order: int, kind: int) -> int | None:
        """Take a block: the smallest that is large enough, split; nobody notes what it holds."""
        del kind
        free = self.free
        for larger in range(order, self.max_order + 1):
            if free[larger]:
                page = free[larger].pop()
                while larger > order:
                    larger -= 1
                    free[larger].add(page + (1 << larger))
                return page
        return None

    def release(self, page: int, order: int) -> None:
        """Give a block back, and merge it with its buddy as far as that goes."""
        free, top = self.free, self.max_order
        while order < top:
            buddy = page ^ (1 << order)
            if buddy not in free[order]:
                break
            free[order].remove(buddy)
            page &= buddy
            order += 1
        free[order].add(page)
