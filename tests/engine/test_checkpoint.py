"""A checkpoint is the whole world, or an error that says why it is none."""

from __future__ import annotations

import hashlib
import struct
import zlib

import attrs
import pytest

from engine.checkpoint import container, read, write
from engine.checkpoint.states import WorldState
from engine.commands.line import parse_line
from engine.digest import digest
from engine.errors import CommandError
from engine.operations.scripts import run_typed
from engine.units import MIB, MILLISECOND, SECOND
from engine.world import World
from tests.engine.invariants import check
from tests.engine.worlds import add_guest, make_world

LINES = [
    "workload web fill 2000p",
    "workload web fill 500p kind=slab",
    "workload db age 20%",
    "workload db churn 10% rate=4M/s",
    "balloon set db 48M",
    "hotplug add web 32M online=movable",
    "hotplug remove web section=2",
    "at 5s try balloon inflate web 300p",
    "at 6s workload web fill 50% kind=file",
    "at 7s hotplug remove web 16M",
    "wait web",
]


def busy_world() -> World:
    """Return a world of two guests with all sorts of things under way and to come."""
    world = make_world(web=64 * MIB, db=64 * MIB)
    add_guest(world, "vm", 128 * MIB, platform="x86-64", kernel="6.6", driver="xen")
    for text in LINES:
        tell(world, text)
    world.run_until(7_500_000)
    return world


def sealed(body: bytes, text_size: int, size: int | None = None) -> bytes:
    """Return a checkpoint with any body, whose hash matches."""
    rest = struct.pack("<QQ", len(body) if size is None else size, text_size) + zlib.compress(body)
    return container.header() + hashlib.sha256(rest).digest() + rest


def tell(world: World, text: str) -> None:
    line = parse_line(text)
    assert line is not None
    run_typed(world, line)


@pytest.fixture(scope="module")
def world() -> World:
    return busy_world()


def test_everything_comes_back(world):
    again = read(write(world))
    check(again)
    assert digest(again) == digest(world)
    for field in ("operations", "owners", "journal", "scripts", "seed", "caption", "next_operation", "now"):
        assert getattr(again, field) == getattr(world, field)
    assert again.timeline.processes == world.timeline.processes
    assert again.timeline.schedule() == world.timeline.schedule()
    assert again.events == []
    assert again.event_count == world.event_count


def test_all_that_a_world_has_is_in_it_but_events():
    assert {*vars(World())} == {field.name for field in attrs.fields(WorldState)} | {"events", "comparing"}


def test_it_lives_the_same_future_and_leaves_the_other_alone(world):
    original, again = world.fork(), read(write(world))
    before = digest(original)
    again.run_until(12 * SECOND)
    assert digest(original) == before
    original.run_until(12 * SECOND)
    assert digest(again) == digest(original)
    assert again.operations == original.operations
    check(again)


@pytest.mark.parametrize("first", ["web", "db"])
def test_who_waited_first_for_the_host_is_served_first(first):
    world = make_world(web=64 * MIB, db=64 * MIB, gone=16 * MIB)
    world.host.resize(144 * MIB)
    for name in sorted(("web", "db"), key=lambda name: name != first):
        tell(world, f"hotplug add {name} 16M")
    world.run_until(MILLISECOND)
    again = read(write(world))
    for each in (world, again):
        tell(each, "guest remove gone")
        each.run_until(500 * MILLISECOND)
        check(each)
        assert {name: guest.present_pages > 16384 for name, guest in each.guests.items()} == {
            name: name == first for name in ("web", "db")
        }


def test_the_same_world_is_the_same_bytes(world):
    assert write(world) == write(world.fork()) == write(read(write(world)))


def test_a_large_guest_is_a_small_checkpoint():
    world = World(host_memory=1 << 40)
    add_guest(world, "web", 1 << 39, platform="x86-64")
    assert len(write(world)) < 100_000


def refusal(data: bytes) -> str:
    with pytest.raises(CommandError) as caught:
        read(data)
    return str(caught.value)


def test_another_version_is_a_cache_that_is_thrown_away(world):
    data = write(world)
    assert "another version" in refusal(data.replace(b"checkpoint 1 0.", b"checkpoint 1 9.", 1))
    assert "another version" in refusal(data.replace(b"checkpoint 1 ", b"checkpoint 2 ", 1))


@pytest.mark.parametrize("data", [b"", b"ballonet 1 seed=7\n", b"\0" * 200])
def test_what_is_none_is_said_to_be_none(data):
    assert "no checkpoint" in refusal(data)


@pytest.mark.parametrize("kept", [28, 30, 60, 100, -1])
def test_one_that_is_cut_off_is_refused(world, kept):
    assert "damaged" in refusal(write(world)[:kept])


@pytest.mark.parametrize("at", [30, 70, 100, 1000, -1])
def test_one_that_was_changed_is_refused(world, at):
    data = bytearray(write(world))
    data[at] ^= 1
    assert "damaged" in refusal(bytes(data))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (sealed(b"{}" * 50, 2), "more than its text"),
        (sealed(b"{}", 2, size=1 << 40), "too large"),
        (sealed(b"{}", 3), "too large"),
        (sealed(b"{}  ", 2, size=3), "longer or shorter"),
        (sealed(b"{}  ", 2, size=5), "longer or shorter"),
        (sealed(b"[" * 100_000, 100_000), "damaged"),
        (sealed(b"{}", 2), "damaged"),
        (sealed(b"nonsense", 8), "damaged"),
        (sealed(b'{"$array":["i8",1000000000]}', 28), "no shape"),
        (sealed(b'{"$array":["i8",20,20]}', 23), "cut off"),
        (sealed(b'{"$array":["i8",-1]}', 20), "no shape"),
        (sealed(b'{"$array":["O",1]}--------', 18), "damaged"),
        (sealed(b'{"$array":5}', 12), "damaged"),
    ],
)
def test_a_body_that_is_none_is_refused_before_memory_is_spent(data, why):
    assert why in refusal(data)


def of_guest(name, value):
    return lambda document: document["guests"]["web"].__setitem__(name, value)


def of_memory(name, value):
    return lambda document: document["guests"]["web"]["memory"].__setitem__(name, value)


def process(document):
    return document["timeline"]["processes"]["1"]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (lambda d: d.pop("seed"), "seed"),
        (lambda d: d.update(surprise=1), "surprise"),
        (lambda d: d.update(seed="many"), "many"),
        (lambda d: d["guests"].update(ghost=d["guests"]["web"]), "guests"),
        (lambda d: d["guests"].pop("web"), "guests"),
        (of_guest("streams", {"churn": [2, 4]}), "stream"),
        (of_guest("balloon_pages", "lost"), "lost"),
        (of_memory("section_node", 7), "array"),
        (of_memory("mem_map_of", {"1": [[0, 10**15]]}), "mem_map"),
        (lambda d: process(d).update({"$class": "os.system"}), "no class"),
        (lambda d: process(d).update({"$class": "engine.timeline.After"}), "no class"),
        (lambda d: process(d).update(shell="ls"), "shell"),
        (lambda d: d["timeline"].update(now=10**15), "past"),
        (lambda d: d["timeline"]["processes"].pop("1"), "schedule"),
        (lambda d: d["operations"]["1"].update(id=5), "operation"),
        (lambda d: d["owners"].clear(), "operation"),
        (lambda d: d["host"].update(total=5), "machine"),
        (lambda d: d["guests"]["web"]["memory"]["layout"].update(max_order=10**9), "order"),
    ],
)
def test_a_document_that_is_no_world_is_refused(world, edit, why):
    document = container.unpack(write(world))
    edit(document)
    assert why in refusal(container.pack(document))
