"""What one page costs to take and to free, against plain Python allocators without types: at most twice as much.

All take and free 1 GiB page by page. The engine also keeps kinds, types, lists by type, counters and versions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import median

from measure import milliseconds, report
from memories import GIB_PAGES, fresh, shuffled
from plain_buddy import OrderedBuddy, SetBuddy

from engine.memory.kinds import Kind, MigrateType
from engine.memory.memory import Memory

TIMES = 7
LIMIT = 2.0
Buddy = OrderedBuddy | SetBuddy


def take_plain(buddy: Buddy) -> None:
    """Take every page."""
    for _ in range(GIB_PAGES):
        buddy.alloc(0, Kind.ANON)


def take_ours(memory: Memory) -> None:
    """Take every page."""
    for _ in range(GIB_PAGES):
        memory.alloc(0, MigrateType.MOVABLE, Kind.ANON)


def taken_plain(make: Callable[[int], Buddy]) -> Buddy:
    """Return an allocator without a free page."""
    buddy = make(GIB_PAGES)
    take_plain(buddy)
    return buddy


def taken_ours() -> Memory:
    """Return a memory without a free page."""
    memory = fresh(GIB_PAGES)
    take_ours(memory)
    return memory


def free_plain(order: list[int], buddy: Buddy) -> None:
    """Free every page."""
    for page in order:
        buddy.release(page, 0)


def free_ours(order: list[int], memory: Memory) -> None:
    """Free every page."""
    for pfn in order:
        memory.free(pfn, 0)


def main() -> None:
    """Print each against its counterparts."""
    orders = {
        "free, last page first": list(range(GIB_PAGES - 1, -1, -1)),
        "free, at random": shuffled(GIB_PAGES, 7).tolist(),
    }
    for make in (OrderedBuddy, SetBuddy):
        print(f"against {make.__name__}:")
        plain_of = {"alloc": (take_plain, partial(make, GIB_PAGES))}
        ours_of = {"alloc": (take_ours, partial(fresh, GIB_PAGES))}
        for what, order in orders.items():
            plain_of[what] = (partial(free_plain, order), partial(taken_plain, make))
            ours_of[what] = (partial(free_ours, order), taken_ours)
        for what in plain_of:
            rounds = [
                (milliseconds(*plain_of[what], 1), milliseconds(*ours_of[what], 1)) for _ in range(TIMES)
            ]
            base, found = (median(each) for each in zip(*rounds, strict=True))
            each = f"{base * 1e6 / GIB_PAGES:.0f} ns plain, {found * 1e6 / GIB_PAGES:.0f} ns ours"
            report(f"{what} ({each})", found / base, LIMIT, "x")


if __name__ == "__main__":
    main()
