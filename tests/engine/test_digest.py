"""The digest tells worlds apart whose memory has another future, and no others."""

from __future__ import annotations

from typing import ClassVar

import attrs
import numpy as np
import pytest

from engine.canonical import encoded
from engine.digest import DigestCache, digest
from engine.guest.balloon import Balloon
from engine.guest.churn import Churn
from engine.guest.guest import Guest
from engine.guest.surroundings import Surroundings
from engine.guest.workloads import Fill
from engine.memory.holdings import acquire
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.page_list import PageList
from engine.memory.runs import Runs
from engine.operation import JournalEntry
from engine.timeline import On, Process
from engine.units import MIB
from engine.world import World
from tests.engine.playing import typed
from tests.engine.worlds import make_world

FILL, WATCH, CHURN = 2, 3, 4
"""Numbers of processes; the first is the host's."""


@attrs.define
class Onlooker(Process[Surroundings]):
    changes_memory: ClassVar[bool] = False
    what: str = ""


def busy_world() -> World:
    """Return a world of one guest of 64M with some pages in use, a balloon, and workloads under way."""
    world = make_world(web=64 * MIB)
    guest = web(world)
    acquire(guest.memory, 3, Kind.ANON)
    balloon = guest.memory.take(6, MigrateType.MOVABLE, Kind.BALLOON)
    guest.balloon.keep(balloon)
    world.host.take_back("web", balloon.starts, balloon.counts)
    world.operate("web", "workload web fill 10p", Fill("web", 1, Kind.ANON, 10, None))
    world.start(Churn("web", Kind.ANON, 100, 100, 1), 50)
    return world


def web(world: World) -> Guest:
    return world.guests["web"]


def set_in_guest(**fields):
    def change(world):
        for name, value in fields.items():
            setattr(web(world), name, value)

    return change


def head_to_tail(world: World, pages: PageList) -> None:
    frames = web(world).memory.frames
    pages.push_tail(pages.pop_head(), frames.set_slots)
    frames.version += 1


def largest_blocks(world: World) -> PageList:
    return web(world).memory.normal.lists[MigrateType.MOVABLE][-1]


def set_balloon(world: World, *batches: Runs) -> None:
    web(world).balloon = Balloon.of(list(batches))


def balloon(world: World) -> Runs:
    return web(world).balloon.batches[0]


def page_map(world: World):
    return web(world).memory.frames


MATTERS = {
    "the seed": lambda w: setattr(w, "seed", 8),
    "the time": lambda w: setattr(w.timeline, "now", 1),
    "how many guests there ever were": lambda w: setattr(w, "guests_ever", 2),
    "a page's kind": lambda w: page_map(w).mark(6000, 1, Kind.SLAB, Kind.FREE),
    "a pageblock's type": lambda w: page_map(w).columns(1).types.fill(MigrateType.UNMOVABLE),
    "the order of a free list": lambda w: head_to_tail(w, largest_blocks(w)),
    "the order of pages in use": lambda w: head_to_tail(w, web(w).memory.held[Kind.ANON]),
    "a section's state": lambda w: web(w).memory.set_state(3, SectionState.GOING_OFFLINE),
    "a section more": lambda w: web(w).memory.make_present(7),
    "where a mem_map lies": lambda w: web(w).memory.mem_map_of.update({2: ((6000, 64),)}),
    "a watermark": lambda w: setattr(web(w).memory.normal, "min", 5),
    "managed pages": lambda w: setattr(web(w).memory.normal, "managed", 5),
    "the order of the balloon": lambda w: set_balloon(w, balloon(w).reverse()),
    "the target": set_in_guest(target=5),
    "the max": set_in_guest(max=5),
    "what becomes of balloon pages": set_in_guest(balloon_pages="pinned"),
    "the sections of a memory block": set_in_guest(block_sections=2),
    "how much may be movable": set_in_guest(auto_movable_ratio=100),
    "where added memory has its mem_map": set_in_guest(memmap_on_memory=True),
    "sections that are chosen to come": set_in_guest(coming=(5,)),
    "the line of operations": set_in_guest(hotplug_line=(1,)),
    "which processes workload stop ends": set_in_guest(workloads=((CHURN, "workload web churn"),)),
    "the kernel": lambda w: setattr(web(w), "kernel", attrs.evolve(web(w).kernel, name="other")),
    "what steps cost": lambda w: setattr(web(w), "costs", web(w).costs.scaled(2)),
    "a random stream": lambda w: web(w).streams["churn"].below(7),
    "the machine's size": lambda w: w.host.resize(1 << 32),
    "frames in zeroing": lambda w: w.host.zero(1),
    "a process's field": lambda w: setattr(w.timeline.processes[FILL], "taken", 1),
    "a process more": lambda w: w.start(Churn("web", Kind.ANON, 1, 1, 1)),
    "a process less": lambda w: w.timeline.stop(CHURN),
    "when a process is due": lambda w: w.timeline.wait(CHURN, On("news", 49)),
    "what a process waits for": lambda w: w.timeline.wait(CHURN, On("news")),
}


def look_on(world: World) -> None:
    number = world.start(Onlooker("first"), 3)
    world.timeline.wait(number, On("news"))


def spread_out(world: World) -> None:
    """Let a section that was one record have columns, with the same pages and lists."""
    memory = web(world).memory
    blocks = largest_blocks(world)
    entries = blocks.entries()
    section = -2 - int(entries[-1])
    blocks.remove_section(int(entries[-1]))
    columns = memory.frames.columns(section)
    for at in range(0, web(world).section_pages, 1 << memory.layout.max_order):
        pfn = section * web(world).section_pages + at
        columns.slots[at] = blocks.push_tail(pfn, memory.frames.set_slots)
        columns.tags[at] = memory.layout.max_order | MigrateType.MOVABLE << 4


MATTERS_NOT = {
    "narration": lambda w: setattr(w, "caption", "Look!"),
    "expectations": lambda w: setattr(w, "passed", 3),
    "the journal": lambda w: w.journal.append(JournalEntry(0, "balloon set web 32M", 1)),
    "the text of operations": lambda w: w.operations.update({1: attrs.evolve(w.operations[1], command="x")}),
    "processes that look on": look_on,
    "processes' numbers": lambda w: w.timeline.stop(w.start(Churn("web", Kind.ANON, 1, 1, 1))),
    "room for sections that are absent": lambda w: web(w).memory.extend(99),
    "whether a free section is one record": spread_out,
    "how the balloon's runs are cut": lambda w: set_balloon(w, Runs.of_singles(balloon(w).pfns())),
    "where batches that leave in one order end": lambda w: set_balloon(w, *reversed(balloon(w).first(2))),
}


def test_a_digest_is_a_sha256():
    name, digits = digest(World()).split(":")
    assert name == "sha256"
    assert len(bytes.fromhex(digits)) == 32


@pytest.mark.parametrize("change", MATTERS.values(), ids=MATTERS)
def test_what_later_memory_depends_on_is_in_it(change):
    world = busy_world()
    before = digest(world)
    change(world)
    assert digest(world) != before


@pytest.mark.parametrize("change", MATTERS_NOT.values(), ids=MATTERS_NOT)
def test_nothing_else_is_in_it(change):
    world = busy_world()
    before = digest(world)
    change(world)
    assert digest(world) == before


def test_equal_worlds_have_equal_digests():
    assert digest(busy_world()) == digest(busy_world())


def test_the_order_in_which_two_processes_act_counts_even_where_they_are_due_together():
    one, other = busy_world(), busy_world()
    for world, kinds in ((one, (Kind.ANON, Kind.FILE)), (other, (Kind.FILE, Kind.ANON))):
        for kind in kinds:
            world.start(Churn("web", kind, 1, 1, 1), 7)
    assert digest(one) != digest(other)


def test_a_balloon_whose_newest_pages_leave_first_is_one_sequence_whatever_its_batches():
    one, other = make_world(web=64 * MIB), make_world(web=64 * MIB)
    set_in_guest(driver=attrs.evolve(web(one).driver, newest_first=True))(one)
    set_in_guest(driver=web(one).driver)(other)
    set_balloon(one, Runs.of([(8, 4)]), Runs.of([(2, 1)]))
    set_balloon(other, Runs.of([(8, 1), (9, 3), (2, 1)]))
    assert digest(one) == digest(other)


@pytest.mark.parametrize("change", MATTERS.values(), ids=MATTERS)
def test_a_cache_never_hides_a_change(change):
    world, cache = busy_world(), DigestCache()
    assert digest(world, cache) == digest(world)
    twin = world.fork()
    change(twin)
    page_map(twin).version += 1
    web(twin).changes += 1
    page_map(world).columns(0)
    for each in (twin, world, twin):
        assert digest(each, cache) == digest(each)


def test_a_guest_that_came_back_under_its_name_is_not_taken_from_the_cache():
    one, other, cache = make_world(web=64 * MIB), make_world(web=128 * MIB), DigestCache()
    digest(one, cache)
    assert digest(other, cache) == digest(other)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, b"n"),
        (True, b"t"),
        (0, b"i\x01\0\0\0\0"),
        (-1, b"i\x01\0\0\0\xff"),
        (128, b"i\x02\0\0\0\x80\0"),
        (np.uint8(5), b"i\x01\0\0\0\x05"),
        (Kind.FREE, b"i\x01\0\0\0\x01"),
        (1 << 64, b"i\x09\0\0\0" + bytes(8) + b"\x01"),
        (0.5, b"d\0\0\0\0\0\0\xe0?"),
        ("ü", b"s\x02\0\0\0\xc3\xbc"),
        ((1, ""), b"(\x02\0\0\0i\x01\0\0\0\x01s\0\0\0\0"),
        (On("x"), b"as\x02\0\0\0On(\x02\0\0\0s\x01\0\0\0xn"),
    ],
)
def test_plain_values_are_encoded_the_same_everywhere(value, written):
    assert encoded(value) == written


@pytest.mark.parametrize("value", [{1, 2}, {}, [], b"", object(), (1, [])])
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(TypeError, match="plain"):
        encoded(value)


def test_a_guest_that_waits_to_boot_is_in_it():
    session = typed("host memory 256M", "guest add web memory=192M min=32M platform=ppc64", "host balance on")
    session.perform("guest add db memory=128M min=32M platform=ppc64")
    waiting = session.digest()
    assert session.snapshot().guest("db") is None
    session.perform("cancel all")
    assert session.digest() != waiting
