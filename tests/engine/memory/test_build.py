"""Memory from given arrays: what fits together becomes memory, everything else is refused and named."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.errors import CommandError
from engine.memory.build import build_memory
from engine.memory.frames import ISOLATED, MIXED
from engine.memory.holdings import acquire, release
from engine.memory.kinds import TYPES, Kind, MigrateType, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.state import MemoryState, ZoneState
from engine.memory.zones import NO_ZONE
from tests.engine.invariants import check_memory

LAYOUT = Layout(section_pages=64, max_order=5, pageblock_order=3)
MOVABLE = int(MigrateType.MOVABLE)


def used() -> Memory:
    """Return memory of 4 sections: pages of three kinds with holes between them, a section isolated, one offline."""
    memory = Memory(LAYOUT, Rules())
    memory.boot(4 * 64, reserved=5)
    for kind, pages in ((Kind.ANON, 40), (Kind.SLAB, 9), (Kind.HUGETLB, 16)):
        acquire(memory, pages, kind)
    release(memory, Kind.ANON, memory.held[Kind.ANON].entries()[::3].copy())
    memory.isolate(2)
    memory.set_state(2, SectionState.GOING_OFFLINE)
    memory.make_present(5)
    memory.mem_map_of[5] = ((memory.alloc(0, MigrateType.UNMOVABLE, Kind.MEM_MAP), 1),)
    return memory


def test_memory_comes_back_with_all_lists_in_order():
    memory = used()
    again = build_memory(MemoryState.of(memory))
    check_memory(again)
    assert again.lists() == memory.lists()
    for kind, held in memory.held.items():
        assert np.array_equal(again.held[kind].entries(), held.entries())
    assert np.array_equal(again.counts, memory.counts)
    for number, zone in enumerate(memory.zones):
        for field in attrs.fields(type(zone)):
            if field.name != "lists":
                assert getattr(again.zones[number], field.name) == getattr(zone, field.name)


def test_owners_come_back_and_are_counted():
    memory = used()
    acquire(memory, 10, Kind.ANON, owner=200)
    acquire(memory, 3, Kind.FILE, owner=7)
    again = build_memory(MemoryState.of(memory))
    check_memory(again)
    assert again.frames.owned.of(200)[Kind.ANON] == 10
    assert again.frames.owned.of(7)[Kind.FILE] == 3


def test_nothing_is_shared_with_the_arrays():
    memory = used()
    state = MemoryState.of(memory)
    again = build_memory(state)
    before = memory.lists()
    acquire(again, 100, Kind.FILE)
    assert memory.lists() == before
    check_memory(memory)


def test_a_guest_is_built_from_given_pages_with_a_hole_any_first_pfn_and_lists_in_any_order():
    kinds = np.full((1, 64), Kind.FREE, np.uint8)
    kinds[0, 16:24], kinds[0, 24:32] = Kind.HOLE, Kind.FILE
    lengths = np.zeros((TYPES, 6), np.int64)
    lengths[MOVABLE, 5], lengths[MOVABLE, 3] = 1, 2
    first = 7 * 64
    zone = ZoneState(
        name="Normal",
        node=0,
        present=56,
        managed=56,
        start=first,
        end=first + 64,
        min=0,
        low=0,
        high=0,
        boost=0,
        protection=(0,) * 5,
        reclaiming=False,
        cpus=(),
        entries=np.array([first + 8, first, first + 32]),
        lengths=lengths,
    )
    absent = np.zeros(8, np.uint8)
    memory = build_memory(
        MemoryState(
            layout=LAYOUT,
            rules=Rules(),
            state=replaced(absent, 7, SectionState.ONLINE),
            section_zone=replaced(absent + NO_ZONE, 7, 0),
            section_node=absent,
            uniform=replaced(absent, 7, MIXED),
            uniform_types=absent,
            kinds=kinds,
            types=np.full((1, 8), MOVABLE, np.uint8),
            zones=(zone,),
            held={Kind.FILE: first + np.arange(31, 23, -1)},
            nodes=1,
            parts={},
            own_mem_map={},
            huge_pages=False,
            mem_map_of={},
            boot_mem_map=(),
        )
    )
    assert memory.normal.free_pages == 48
    assert memory.lists()["Normal", "movable"][3] == [first + 8, first]
    assert memory.alloc(0, MigrateType.MOVABLE, Kind.ANON) == first + 8
    release(memory, Kind.FILE, np.array([first + 24]))
    assert memory.kind(first + 24) is Kind.FREE


def replaced(array, at, value):
    """Return a copy with one value replaced."""
    copy = array.copy()
    copy[at] = value
    return copy


def with_zone(state, **changes):
    return attrs.evolve(state, zones=(attrs.evolve(state.zones[0], **changes), *state.zones[1:]))


def with_entries(edit):
    """Return a change of the first zone's free lists: `edit` gets all entries and returns others, as many."""
    return lambda s: with_zone(s, entries=edit(s.zones[0].entries.copy()))


def with_held(edit):
    return lambda s: attrs.evolve(s, held={**s.held, Kind.ANON: edit(s.held[Kind.ANON])})


def with_column(name, at, value):
    return lambda s: attrs.evolve(s, **{name: replaced(getattr(s, name), at, value)})


def first_of(state, kind):
    """Return row and offset of the first page of a kind."""
    return tuple(np.argwhere(state.kinds == kind)[0])


def with_page(kind, value):
    return lambda s: attrs.evolve(s, kinds=replaced(s.kinds, first_of(s, kind), value))


def with_owners(state, kind):
    """Let the first page of a kind be someone's."""
    row, at = first_of(state, kind)
    owners = np.zeros((1, state.layout.section_pages), np.uint8)
    owners[0, at] = 3
    return attrs.evolve(state, owned=np.array([row]), owners=owners)


def swapped(array):
    array[[0, -1]] = array[[-1, 0]]
    return array


def isolated_only(state):
    """Isolate the first mixed section's pageblocks and leave its free blocks where they are."""
    return attrs.evolve(state, types=replaced(state.types, 0, MOVABLE | ISOLATED))


REFUSED = {
    "lengths differ": (lambda s: attrs.evolve(s, section_zone=s.section_zone[1:]), "another length"),
    "kinds missing": (lambda s: attrs.evolve(s, kinds=s.kinds[1:]), "mixed sections"),
    "types missing": (lambda s: attrs.evolve(s, types=s.types[:, 1:]), "mixed sections"),
    "no zone": (lambda s: attrs.evolve(s, zones=()), "0 zones"),
    "no state": (with_column("state", 0, 9), "no state"),
    "absent with a zone": (with_column("state", 0, SectionState.ABSENT), "no state, or a zone"),
    "online without a zone": (with_column("section_zone", 1, NO_ZONE), "no state, or a zone"),
    "a zone that is none": (with_column("section_zone", 1, 7), "no state, or a zone"),
    "offline with pages": (with_column("uniform", 5, Kind.RESERVED), "not online"),
    "no kind": (with_page(Kind.ANON, 77), "no kind"),
    "no type": (with_column("types", (0, 0), 6), "no type"),
    "isolate as a type": (with_column("types", (0, 0), 5), "no type"),
    "held in one record": (with_column("uniform", 3, Kind.ANON), "one record"),
    "free and on no list": (with_page(Kind.ANON, Kind.FREE), "in 0 blocks"),
    "on a list and not free": (with_page(Kind.FREE, Kind.RESERVED), "in 1 blocks"),
    "lists too long": (lambda s: with_zone(s, entries=s.zones[0].entries[1:]), "longer or shorter"),
    "lists of other orders": (lambda s: with_zone(s, lengths=s.zones[0].lengths[:, 1:]), "no list for each"),
    "another order": (with_entries(swapped), "aligned|whole section|in 0 blocks"),
    "out of memory": (with_entries(lambda e: replaced(e, np.argmax(e), 1 << 40)), "does not exist"),
    "a gap": (with_entries(lambda e: replaced(e, np.argmin(e), -1)), "does not exist"),
    "a section of pages": (with_entries(lambda e: replaced(e, np.argmin(e), -2)), "not free"),
    "isolated elsewhere": (isolated_only, "isolated"),
    "a negative number": (lambda s: with_zone(s, managed=-1), "managed"),
    "held twice": (with_held(lambda pfns: np.repeat(pfns[:1], len(pfns))), "twice"),
    "held and another kind": (with_held(lambda pfns: replaced(pfns, 0, 0)), "that is none"),
    "held no more": (with_held(lambda pfns: pfns[1:]), "not all"),
    "an owner of a free page": (lambda s: with_owners(s, Kind.FREE), "not in use has an owner"),
    "owners of nothing": (lambda s: attrs.evolve(s, owned=np.array([0])), "that have some"),
    "owners elsewhere": (
        lambda s: attrs.evolve(with_owners(s, Kind.ANON), owned=np.array([99])),
        "does not exist",
    ),
    "a mem_map of nothing": (lambda s: attrs.evolve(s, mem_map_of={9: ()}), "absent"),
    "a mem_map elsewhere": (lambda s: attrs.evolve(s, mem_map_of={5: ((0, 1),)}), "another kind"),
    "a mem_map without end": (lambda s: attrs.evolve(s, mem_map_of={5: ((0, 1 << 50),)}), "outside"),
    "a mem_map for two": (
        lambda s: attrs.evolve(s, mem_map_of={**s.mem_map_of, 1: s.mem_map_of[5]}),
        "share a page",
    ),
}


@pytest.mark.parametrize(("change", "why"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_together_is_refused(change, why):
    state = change(MemoryState.of(used()))
    with pytest.raises(CommandError, match=why):
        build_memory(state)


@pytest.mark.parametrize("orders", [(3, 16), (-1, 5), (6, 5)])
def test_a_layout_whose_orders_cannot_be_is_refused(orders):
    pageblock_order, max_order = orders
    with pytest.raises(ValueError, match="order"):
        Layout(section_pages=1 << 16, max_order=max_order, pageblock_order=pageblock_order)
