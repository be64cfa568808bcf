"""Pages by last use and by owner, against plain lists and a plain dict that say the same page by page."""

from __future__ import annotations

from collections import Counter

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.memory.build import build_memory
from engine.memory.holdings import (
    acquire,
    change_kind,
    move,
    owned_at_random,
    owned_by,
    release,
    release_mixed,
)
from engine.memory.kinds import TYPE_OF_KIND, Kind
from engine.memory.layout import NO_END, ZONE_NAMES, Layout, Rules
from engine.memory.lru import oldest, touch, younger
from engine.memory.memory import HELD_KINDS, Memory
from engine.memory.standing import owners_of, page_owner
from engine.memory.state import MemoryState
from engine.random_stream import RandomStream
from tests.engine.invariants import check_held, check_owners

LAYOUT = Layout(section_pages=256, max_order=6, pageblock_order=4)
SINGLES = tuple(kind for kind in HELD_KINDS if kind is not Kind.HUGETLB)
PAGES = 4 * LAYOUT.section_pages
NORMAL = ZONE_NAMES.index("Normal")


def fresh(pages: int = PAGES) -> Memory:
    memory = Memory(LAYOUT, Rules())
    memory.boot(pages)
    return memory


class Plain:
    """What should be true: a list a kind with the page used longest ago first, and whose each page is."""

    def __init__(self) -> None:
        self.held: dict[Kind, list[int]] = {kind: [] for kind in SINGLES}
        self.owner: dict[int, int] = {}

    def take(self, kind: Kind, pfns: list[int], owner: int) -> None:
        for pfn in pfns:
            self.held[kind].append(pfn)
            self.owner[pfn] = owner

    def free(self, kind: Kind, pfns: list[int]) -> None:
        for pfn in pfns:
            self.held[kind].remove(pfn)
            del self.owner[pfn]

    def touch(self, kind: Kind, pfns: list[int]) -> None:
        for pfn in pfns:
            self.held[kind].remove(pfn)
            self.held[kind].append(pfn)

    def become(self, pfns: list[int], was: Kind, kind: Kind, *, old: bool) -> None:
        for pfn in pfns:
            self.held[was].remove(pfn)
        self.held[kind] = pfns + self.held[kind] if old else self.held[kind] + pfns

    def move(self, kind: Kind, old: list[int], new: list[int]) -> None:
        for here, there in zip(old, new, strict=True):
            self.held[kind][self.held[kind].index(here)] = there
            self.owner[there] = self.owner.pop(here)


def some(plain: Plain, kind: Kind, seed: int, most: int) -> list[int]:
    """Draw different pages of a kind."""
    held = plain.held[kind]
    return [held[i] for i in RandomStream.of(seed).permutation(len(held)).tolist()[:most]]


def agree(memory: Memory, plain: Plain) -> None:
    for kind, pfns in plain.held.items():
        assert memory.held[kind].entries().tolist() == pfns, kind.name
    for pfn, owner in plain.owner.items():
        assert page_owner(memory.frames, pfn) == owner, pfn
    holds = Counter((plain.owner[pfn], kind) for kind, pfns in plain.held.items() for pfn in pfns)
    for owner in range(1, 5):
        assert memory.frames.owned.of(owner).tolist() == [holds[owner, kind] for kind in Kind]
    check_held(memory)
    check_owners(memory)


KIND = st.sampled_from((Kind.ANON, Kind.FILE, Kind.FILE_DIRTY, Kind.SLAB))
ACTION = st.tuples(
    st.sampled_from(("take", "free", "touch", "twice", "become", "move", "mixed", "fork", "rebuild")),
    KIND,
    KIND,
    st.integers(0, 4),
    st.integers(0, 120),
    st.integers(0, 1 << 30),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTION, max_size=25))
def test_use_and_ownership_in_bulk_are_those_page_by_page(actions):
    memory, plain = fresh(), Plain()
    forks: list[tuple[Memory, dict[Kind, list[int]]]] = []
    for action, kind, other, owner, amount, seed in actions:
        pfns = some(plain, kind, seed, amount)
        match action:
            case "take":
                plain.take(kind, acquire(memory, amount, kind, owner=owner).pfns().tolist(), owner)
            case "free":
                release(memory, kind, np.array(pfns, np.int64))
                plain.free(kind, pfns)
            case "touch" | "twice":
                pfns = pfns + pfns[::2] if action == "twice" else pfns
                touch(memory, kind, np.array(pfns, np.int64))
                plain.touch(kind, pfns)
            case "become" if other is not kind:
                old = bool(seed % 2)
                change_kind(memory, np.array(pfns, np.int64), kind, other, old=old)
                plain.become(pfns, kind, other, old=old)
            case "move":
                new = memory.take(len(pfns), TYPE_OF_KIND[kind], kind).pfns()
                move(memory, kind, np.array(pfns[: len(new)], np.int64), new)
                plain.move(kind, pfns[: len(new)], new.tolist())
            case "mixed" if other is not kind:
                more = some(plain, other, seed, amount // 2)
                kinds = np.array([kind] * len(pfns) + [other] * len(more), np.uint8)
                release_mixed(memory, np.array(pfns + more, np.int64), kinds)
                plain.free(kind, pfns)
                plain.free(other, more)
            case "fork":
                forks.append((memory, {kind: list(pfns) for kind, pfns in plain.held.items()}))
                memory = memory.fork()
            case "rebuild":
                memory = build_memory(MemoryState.of(memory))
    agree(memory, plain)
    for twin, held in forks:
        assert all(twin.held[kind].entries().tolist() == pfns for kind, pfns in held.items())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 63), max_size=200))
def test_touching_together_is_touching_one_by_one(order):
    together, one_by_one = fresh(), fresh()
    for memory in (together, one_by_one):
        acquire(memory, 64, Kind.FILE)
    pfns = together.held[Kind.FILE].entries()[order]
    touch(together, Kind.FILE, pfns)
    for pfn in pfns.tolist():
        touch(one_by_one, Kind.FILE, np.array([pfn]))
    assert together.held[Kind.FILE].entries().tolist() == one_by_one.held[Kind.FILE].entries().tolist()


def test_the_oldest_are_those_used_longest_ago():
    memory = fresh()
    pfns = acquire(memory, 100, Kind.FILE).pfns()
    touch(memory, Kind.FILE, pfns[:40])
    assert oldest(memory, Kind.FILE, 60).tolist() == pfns[40:].tolist()
    assert oldest(memory, Kind.FILE, 70).tolist() == pfns[40:].tolist() + pfns[:10].tolist()
    assert oldest(memory, Kind.FILE, 10**6).tolist() == pfns[40:].tolist() + pfns[:40].tolist()
    assert not len(oldest(memory, Kind.ANON, 5))


def test_pages_of_the_movable_zone_are_of_no_use_to_the_kernel():
    memory = fresh()
    memory.make_present(4)
    memory.online_section(4, memory.movable_zone(0))
    pfns = acquire(memory, 300, Kind.FILE).pfns()
    movable = pfns >= 4 * LAYOUT.section_pages
    assert movable.sum() > 100
    assert oldest(memory, Kind.FILE, 1000, highest=NORMAL).tolist() == pfns[~movable].tolist()
    assert oldest(memory, Kind.FILE, 7, highest=NORMAL).tolist() == pfns[~movable][:7].tolist()


def test_the_younger_part_of_some_pages():
    memory = fresh()
    pfns = acquire(memory, 100, Kind.ANON, owner=1).pfns()
    touch(memory, Kind.ANON, pfns[10:30])
    some = pfns[::2]
    assert younger(memory, some, (20, 100)).tolist() == pfns[10:30:2].tolist()
    assert younger(memory, some, (100, 100)).tolist() == some.tolist()
    assert not len(younger(memory, some, (0, 100)))
    assert not len(younger(memory, some[:0], (1, 2)))


@pytest.mark.parametrize("kind", [Kind.ANON, Kind.HUGETLB])
def test_an_owners_pages_are_found_and_drawn(kind):
    memory = fresh()
    for _ in range(6):
        for owner in (1, 2):
            acquire(memory, 64, kind, owner=owner)
    acquire(memory, 30, Kind.SLAB, owner=1)
    unit = LAYOUT.pageblock_pages if kind is Kind.HUGETLB else 1
    mine = owned_by(memory, 1, kind, 10**6).tolist()
    assert len(mine) == memory.frames.owned.of(1)[kind] // unit == 6 * 64 // unit
    assert owned_by(memory, 1, kind, 3).tolist() == mine[:3] == sorted(mine)[:3]
    drawn = owned_at_random(memory, 1, kind, 9, RandomStream.of(1)).tolist()
    assert len(set(drawn)) == len(drawn) == 9
    assert set(drawn) <= set(mine)
    assert not len(owned_at_random(memory, 3, kind, 9, RandomStream.of(1)))


def test_over_many_draws_every_page_of_an_owner_is_as_likely_as_any_other():
    memory = fresh()
    acquire(memory, 100, Kind.ANON, owner=2)
    mine = acquire(memory, 600, Kind.ANON, owner=1).pfns()
    stream = RandomStream.of(4)
    drawn = np.concatenate([owned_at_random(memory, 1, Kind.ANON, 6, stream) for _ in range(3000)])
    times = np.bincount(drawn, minlength=PAGES)[np.sort(mine)]
    assert 25 < times.mean() < 31
    assert times.min() > 8
    assert times.max() < 60


def test_huge_pages_are_their_owners_as_a_whole():
    memory = fresh()
    runs = acquire(memory, 128, Kind.HUGETLB, owner=3)
    assert set(owners_of(memory.frames, runs.pfns()).tolist()) == {3}
    new = memory.alloc(LAYOUT.pageblock_order, TYPE_OF_KIND[Kind.HUGETLB], Kind.HUGETLB)
    move(memory, Kind.HUGETLB, runs.starts[:1], np.array([new]))
    assert memory.frames.owned.of(3)[Kind.HUGETLB] == 128
    assert page_owner(memory.frames, int(runs.starts[0])) == 0
    check_owners(memory)
    release(memory, Kind.HUGETLB, owned_by(memory, 3, Kind.HUGETLB, 100))
    assert not memory.frames.owned.total(3)
    check_owners(memory)


def test_pages_of_high_memory_are_of_no_use_to_who_needs_lower_ones():
    names = ("Normal", "HighMem")
    cut = 2 * LAYOUT.section_pages + 64
    memory = Memory(attrs.evolve(LAYOUT, zone_ends=((names[0], cut), (names[1], NO_END))), Rules())
    memory.boot(PAGES)
    pfns = acquire(memory, 900, Kind.FILE).pfns()
    low = pfns[pfns < cut]
    assert 100 < len(low) < 900 - 100
    for name, expected in zip(names, (low, pfns), strict=True):
        highest = ZONE_NAMES.index(name)
        assert oldest(memory, Kind.FILE, 1000, highest=highest).tolist() == expected.tolist()
        assert oldest(memory, Kind.FILE, 7, highest=highest).tolist() == expected[:7].tolist()
    release(memory, Kind.FILE, low)
    assert not len(oldest(memory, Kind.FILE, 7, highest=NORMAL))
